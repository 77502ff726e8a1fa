import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readArguments } from './arguments.ts';
import { search } from './commands/search.ts';
import { UsageError } from './errors.ts';
import { commandHelp } from './help.ts';
import { fakeTerminal } from './test-terminal.ts';

const { terminal } = fakeTerminal();
const read = (...argv: string[]) => readArguments(search, argv, terminal);

test('options stand before, after and between words, in both forms', () => {
  for (const argv of [
    ['a.cell', '--seed', '3', '--json'],
    ['--seed=3', '--json', 'a.cell'],
    ['--json', 'a.cell', '--seed', '3'],
  ]) {
    const invocation = read(...argv);
    expect(invocation.words).toEqual(['a.cell']);
    expect(invocation.integer('seed', 0)).toBe(3);
    expect(invocation.json).toBe(true);
  }
});

describe('what is wrong with a command line is said with what to do', () => {
  const problem = (...argv: string[]): string => {
    try {
      const invocation = read(...argv);
      invocation.integer('seed', 0);
      invocation.integer('workers', 1, 256);
      invocation.word('engine', ['auto', 'wasm']);
      return 'none';
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return `${error.message} ${error.hint}`;
    }
  };
  test.each([
    [['a.cell', '--sed', '3'], "'cellwright search' has no option '--sed'. Did you mean '--seed'?"],
    [
      ['a.cell', '--xyzzy'],
      "'cellwright search' has no option '--xyzzy'. 'cellwright search --help' lists its options.",
    ],
    [['a.cell', '--seed'], "The option '--seed' needs a value. Write '--seed N'."],
    [['a.cell', '--seed', '--json'], "The option '--seed' needs a value. Write '--seed N'."],
    [['a.cell', '--json=yes'], "The option '--json' takes no value. Write it as '--json' alone."],
    [['a.cell', '--seed', '1.5'], "'--seed 1.5' is not a whole number of at least 0. For example: --seed 1"],
    [['a.cell', '--seed', '-1'], "'--seed -1' is not a whole number of at least 0. For example: --seed 1"],
    [['a.cell', '--workers', '0'], "'--workers 0' is not a whole number from 1 to 256. For example: --workers 1"],
    [['a.cell', '--engine', 'wasn'], "'--engine wasn' is not one of auto, wasm. Did you mean '--engine wasm'?"],
    [[], `Which file should be searched? Usage: cellwright search ${search.usage}`],
    [['a.cell', 'b.cell'], `There is one word too many: 'b.cell'. Usage: cellwright search ${search.usage}`],
  ])('%j', (argv, message) => {
    expect(problem(...argv)).toBe(message);
  });
});

test('any words are understood or refused, never a crash', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('--seed', '--json', '-n', '--', '-', '--seed=', '-h', '--no-json'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
      try {
        read(...argv);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    }),
  );
});

test('help names every option', () => {
  const help = commandHelp(search, terminal);
  for (const option of [...Object.keys(search.options), 'json', 'help']) expect(help).toContain(`--${option}`);
});
