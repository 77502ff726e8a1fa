import { parseArgs } from 'node:util';
import { closest } from '../base/closest.ts';
import type { Command, Invocation, Option } from './command.ts';
import { UsageError } from './errors.ts';
import type { Terminal } from './terminal.ts';

/** Options of every command. */
export const commonOptions: Readonly<Record<string, Option>> = {
  json: { type: 'boolean', doc: 'Print JSON for programs instead of text for people.' },
  help: { type: 'boolean', short: 'h', doc: 'Show this help.' },
};

/** Checks the words after the command's name. Throws a `UsageError`. */
export function readArguments(command: Command, argv: readonly string[], terminal: Terminal): Invocation {
  const known = { ...command.options, ...commonOptions };
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { type, short }]) => [name, short === undefined ? { type } : { type, short }]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true, allowPositionals: true });
  const values = new Map<string, string | true>();
  const words: string[] = [];
  // Negative numbers, as in `--seed -1`, are values; parseArgs takes the next word whatever it is.
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known[token.name];
    if (!option) throw unknownOption(command, token.rawName, Object.keys(known));
    if (option.type === 'boolean' && token.value !== undefined)
      throw new UsageError(`The option '${token.rawName}' takes no value.`, `Write it as '${token.rawName}' alone.`);
    if (
      option.type === 'string' &&
      (token.value === undefined || (!token.inlineValue && /^--?[a-z]/.test(token.value)))
    )
      throw new UsageError(`The option '${token.rawName}' needs a value.`, `Write '${token.rawName} ${option.value}'.`);
    values.set(token.name, token.value ?? true);
  }
  const { min, max, missing } = command.words;
  if (!values.has('help')) {
    if (words.length < min) throw new UsageError(missing, `Usage: cellwright ${command.name} ${command.usage}`);
    const extra = words[max];
    if (extra !== undefined)
      throw new UsageError(
        `There is one word too many: '${extra}'.`,
        `Usage: cellwright ${command.name} ${command.usage}`,
      );
  }
  return invocation(words, values, terminal);
}

function invocation(words: string[], values: ReadonlyMap<string, string | true>, terminal: Terminal): Invocation {
  const text = (option: string): string | undefined => {
    const value = values.get(option);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    words,
    json: values.has('json'),
    text,
    flag: (option) => values.has(option),
    integer: (option, min, max = Number.MAX_SAFE_INTEGER) => {
      const value = text(option);
      if (value === undefined) return undefined;
      const number = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
      if (Number.isSafeInteger(number) && number >= min && number <= max) return number;
      const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
      throw new UsageError(
        `'--${option} ${value}' is not a whole number ${range}.`,
        `For example: --${option} ${Math.max(min, 1)}`,
      );
    },
    word: (option, allowed) => {
      const value = text(option);
      if (value === undefined) return undefined;
      const found = allowed.find((word) => word === value);
      if (found !== undefined) return found;
      const near = closest(value, allowed);
      throw new UsageError(
        `'--${option} ${value}' is not one of ${allowed.join(', ')}.`,
        near === undefined ? undefined : `Did you mean '--${option} ${near}'?`,
      );
    },
    terminal,
  };
}

function unknownOption(command: Command, raw: string, known: readonly string[]): UsageError {
  const near = closest(raw.replace(/^-+/, ''), known);
  return new UsageError(
    `'cellwright ${command.name}' has no option '${raw}'.`,
    near === undefined ? `'cellwright ${command.name} --help' lists its options.` : `Did you mean '--${near}'?`,
  );
}
