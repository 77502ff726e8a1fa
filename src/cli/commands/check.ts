import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CellDiagnostic } from '../../space/model.ts';
import type { Command } from '../command.ts';
import { fileError, UserError } from '../errors.ts';
import { plural } from '../numbers.ts';

export const check: Command = {
  name: 'check',
  summary: 'find what is wrong in .cell files',
  usage: 'PATH … [--json]',
  details: `Checks files, and every .cell file below folders. Prints each message with its place; the status is 1 if there
is an error. With --json: {"files": [...], "diagnostics": [{file, range, line, column, severity, code, message}],
"errors": n, "warnings": n}; range counts lines and characters from 0, line and column from 1.`,
  examples: ['cellwright check examples/digits.cell', 'cellwright check examples --json'],
  words: { min: 1, max: Number.POSITIVE_INFINITY, missing: 'Which file or folder should be checked?' },
  options: {},
  run: async ({ words, json, terminal }) => {
    const { diagnosticJson, openWorkspace, printDiagnostic } = await import('../workspace.ts');
    const paths = (await Promise.all(words.map(cellFiles))).flat();
    const workspace = openWorkspace();
    const models = [];
    for (const path of paths) models.push(await workspace.model(path));
    const checked = new Set(models.map(({ uri }) => uri));
    const imported = new Map<string, CellDiagnostic>();
    const diagnostics = [];
    for (const { uri, diagnostics: found } of models) {
      for (const diagnostic of found) {
        const { range, message } = diagnostic;
        if (range.uri === uri) diagnostics.push(diagnostic);
        // What is wrong in an imported file is said once: where that file is checked, if it is.
        else if (!checked.has(range.uri)) imported.set(`${range.uri} ${range.offset} ${message}`, diagnostic);
      }
    }
    diagnostics.push(...imported.values());
    const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
    const warnings = diagnostics.filter((diagnostic) => diagnostic.severity === 'warning').length;
    if (json) {
      const list = diagnostics.map((diagnostic) => diagnosticJson(diagnostic, workspace));
      terminal.out(`${JSON.stringify({ files: paths, diagnostics: list, errors, warnings }, null, 2)}\n`);
    } else {
      for (const diagnostic of diagnostics) printDiagnostic(diagnostic, workspace, terminal);
      const found = [errors && plural(errors, 'error'), warnings && plural(warnings, 'warning')].filter(Boolean);
      terminal.out(`${plural(paths.length, 'file')} checked: ${found.join(', ') || 'no problem found'}.\n`);
    }
    return errors > 0 ? 1 : 0;
  },
};

/** The file itself, or the .cell files of a folder, in order, without hidden folders and node_modules. */
async function cellFiles(path: string): Promise<string[]> {
  const info = await stat(path).catch((error: unknown) => {
    throw fileError(error, `Cannot read ${path}`);
  });
  if (!info.isDirectory()) return [path];
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (entry.isDirectory()) await visit(join(folder, entry.name));
      else if (entry.name.endsWith('.cell')) found.push(join(folder, entry.name));
    }
  };
  await visit(path);
  if (found.length === 0) throw new UserError(`There is no .cell file in ${path}.`, 'Name a file or another folder.');
  return found;
}
