import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { URI } from 'vscode-uri';
import { closest } from '../base/closest.ts';
import { nodeDataFiles } from '../project/node-data-files.ts';
import { openProject } from '../project/project.ts';
import type { CellDiagnostic, CellModel, SearchModel, SpaceModel } from '../space/model.ts';
import { fileError, UserError } from './errors.ts';
import { displayPath, excerpt, placeOf } from './excerpt.ts';
import { plural } from './numbers.ts';
import type { Terminal } from './terminal.ts';

/** The files that a command reads: each once, so that a message shows the text that was checked. */
export interface Workspace {
  /** Checks one file. Throws a `UserError` if it cannot be read. */
  model(path: string): Promise<CellModel>;
  /** The text behind a range. */
  text(uri: string): string;
}

/** Without a byte order mark, as editors count columns. */
const readSource = async (path: string): Promise<string> => (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');

export function openWorkspace(): Workspace {
  const texts = new Map<string, string>();
  const readText = async (uri: string): Promise<string | undefined> => {
    const known = texts.get(uri);
    if (known !== undefined) return known;
    try {
      const text = await readSource(URI.parse(uri).fsPath);
      texts.set(uri, text);
      return text;
    } catch {
      return undefined;
    }
  };
  const exists = async (uri: string): Promise<boolean> => existsSync(URI.parse(uri).fsPath);
  const project = openProject({ readText, exists, ...nodeDataFiles });
  return {
    model: async (path) => {
      const uri = URI.file(resolve(path)).toString();
      try {
        texts.set(uri, await readSource(path));
      } catch (error) {
        throw fileError(error, `Cannot read ${path}`);
      }
      return project.model(uri);
    },
    text: (uri) => texts.get(uri) ?? '',
  };
}

/** One diagnostic with its place and source line, as `check` and every other command print it. */
export function printDiagnostic(diagnostic: CellDiagnostic, workspace: Workspace, terminal: Terminal): void {
  const text = workspace.text(diagnostic.range.uri);
  const place = placeOf(diagnostic.range, text);
  const colour = diagnostic.severity === 'error' ? 'red' : diagnostic.severity === 'warning' ? 'yellow' : 'cyan';
  const style = terminal.styleError;
  terminal.err(
    `${style('bold', `${place.file}:${place.line}:${place.column}:`)} ${style(colour, `${diagnostic.severity}:`)} ` +
      `${diagnostic.message} ${style('dim', `[${diagnostic.code}]`)}\n` +
      `${excerpt(place, text, (caret) => style(colour, caret), terminal.columns)}\n`,
  );
}

/** A diagnostic as `--json` gives it. `range` counts from 0 as in the Language Server Protocol. */
export function diagnosticJson(diagnostic: CellDiagnostic, workspace: Workspace): Record<string, unknown> {
  const { file, line, column, range } = placeOf(diagnostic.range, workspace.text(diagnostic.range.uri));
  const { severity, code, message } = diagnostic;
  return { file, range, line, column, severity, code, message };
}

/** Checks a file and stops at its first errors: for commands that need it to be right. */
export async function checkedModel(workspace: Workspace, path: string, terminal: Terminal): Promise<CellModel> {
  const model = await workspace.model(path);
  const errors = model.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length === 0) return model;
  for (const error of errors) printDiagnostic(error, workspace, terminal);
  throw new UserError(`${displayPath(path)} has ${plural(errors.length, 'error')}.`, 'Mend what is shown above.');
}

/** The definition called `name`, or the only one. Throws a `UserError` that lists what there is. */
function oneOf<T extends { readonly name: string }>(
  kind: 'space' | 'search',
  all: readonly T[],
  name: string | undefined,
  path: string,
): T {
  const file = displayPath(path);
  const names = all.map((one) => one.name);
  const [first, second] = all;
  if (!first) throw new UserError(`${file} has no ${kind}.`, `Add a '${kind}' to it, or name another file.`);
  if (name === undefined) {
    if (!second) return first;
    const plural = kind === 'search' ? 'searches' : 'spaces';
    throw new UserError(`${file} has ${all.length} ${plural}.`, `Name one with --${kind}: ${names.join(', ')}.`);
  }
  const found = all.find((one) => one.name === name);
  if (found) return found;
  const near = closest(name, names);
  throw new UserError(
    `${file} has no ${kind} '${name}'.`,
    near === undefined ? `It has: ${names.join(', ')}.` : `Did you mean '${near}'?`,
  );
}

export const searchOf = (model: CellModel, name: string | undefined, path: string): SearchModel =>
  oneOf('search', model.searches, name, path);
export const spaceOf = (model: CellModel, name: string | undefined, path: string): SpaceModel =>
  oneOf('space', model.spaces, name, path);
