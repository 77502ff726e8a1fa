import { readFile, writeFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import type { Command } from '../command.ts';
import { fileError, UsageError } from '../errors.ts';
import { plural } from '../numbers.ts';

export const format: Command = {
  name: 'format',
  summary: 'lay out .cell files in the one style',
  usage: 'FILE … [--write | --check] [--json]',
  details: `Prints the formatted text; - reads from standard input. With --write, changes the files in place; with --check,
changes nothing and ends with status 1 if a file is not formatted. A file with syntax errors is left as it is, with a
message and status 1. With --json: [{file, changed, text}] (without text if --write or --check is given).`,
  examples: [
    'cellwright format examples/digits.cell',
    'cellwright format examples/*.cell --check',
    'cellwright format - < draft.cell',
  ],
  words: { min: 1, max: Number.POSITIVE_INFINITY, missing: "Which file should be formatted? '-' is standard input." },
  options: {
    write: { type: 'boolean', short: 'w', doc: 'Change the files in place.' },
    check: { type: 'boolean', doc: 'Only say which files would change.' },
  },
  run: async ({ words, json, flag, terminal }) => {
    if (flag('write') && flag('check'))
      throw new UsageError("'--write' and '--check' exclude each other.", 'Give one of them.');
    if (flag('write') && words.includes('-'))
      throw new UsageError('Standard input cannot be written in place.', "Leave out '--write', or name a file.");
    const { layoutOf } = await import('../../language/format.ts');
    const results: { file: string; changed: boolean; text: string }[] = [];
    const broken: string[] = [];
    for (const file of words) {
      const before = await (file === '-' ? readStream(process.stdin) : readFile(file, 'utf8')).catch(
        (error: unknown) => {
          throw fileError(error, `Cannot read ${file}`);
        },
      );
      const text = layoutOf(before);
      if (text === undefined) broken.push(file);
      results.push({ file, changed: text !== undefined && text !== before, text: text ?? before });
    }
    const changed = results.filter((result) => result.changed);
    if (flag('write'))
      for (const { file, text } of changed)
        await writeFile(file, text).catch((error: unknown) => {
          throw fileError(error, `Cannot write ${file}`);
        });
    if (json) {
      const brief = flag('write') || flag('check');
      const out = results.map(({ file, changed, text }) => (brief ? { file, changed } : { file, changed, text }));
      terminal.out(`${JSON.stringify(out, null, 2)}\n`);
    } else if (flag('check') || flag('write')) {
      const verb = flag('check') ? 'not formatted' : 'formatted';
      for (const { file } of changed) terminal.out(`${file}: ${verb}\n`);
      if (flag('check') && changed.length > 0) terminal.err("'cellwright format --write' formats them.\n");
      if (changed.length + broken.length === 0) terminal.out(`${plural(results.length, 'file')}: nothing to change.\n`);
    } else for (const { text } of results) terminal.out(text);
    for (const file of broken) {
      const check = file === '-' ? '' : ` 'cellwright check ${file}' says which.`;
      terminal.err(`${file}: left as it is, because it has syntax errors.${check}\n`);
    }
    return broken.length > 0 || (flag('check') && changed.length > 0) ? 1 : 0;
  },
};
