import { readFile } from 'node:fs/promises';
import { URI } from 'vscode-uri';
import { openProject } from '../project/project.ts';
import type { CellDiagnostic, SearchModel } from '../space/model.ts';
import { fileError, RunError } from './run-error.ts';

export interface LoadedSearch {
  readonly search: SearchModel;
  /** The texts that it was read from, by absolute path: the file and what it imports. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Checks a file and gives one of its searches. Throws a `RunError` with every error of the file, located. */
export async function loadSearch(file: string, name: string | undefined): Promise<LoadedSearch> {
  const texts = new Map<string, string>();
  const unreadable = new Map<string, unknown>();
  const readText = async (uri: string): Promise<string | undefined> => {
    const parsed = URI.parse(uri);
    if (parsed.scheme !== 'file') return undefined;
    const known = texts.get(parsed.fsPath);
    if (known !== undefined) return known;
    try {
      const text = await readFile(parsed.fsPath, 'utf8');
      texts.set(parsed.fsPath, text);
      return text;
    } catch (error) {
      unreadable.set(parsed.fsPath, error);
      return undefined;
    }
  };
  const uri = URI.file(file);
  if ((await readText(uri.toString())) === undefined) throw fileError('read', file, unreadable.get(uri.fsPath));
  const model = await openProject({ readText }).model(uri.toString());
  const errors = model.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0) throw new RunError(errors.map((error) => locate(error, texts)).join('\n'));
  return { search: chooseSearch(model.searches, name, file), texts };
}

/** `/x/digits.cell:4:12: There is no operation 'covn'.` */
export function locate(
  { range, message }: Pick<CellDiagnostic, 'range' | 'message'>,
  texts: ReadonlyMap<string, string>,
): string {
  const path = URI.parse(range.uri).fsPath;
  const before = (texts.get(path) ?? '').slice(0, range.offset).split('\n');
  return `${path}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${message}`;
}

function chooseSearch(searches: readonly SearchModel[], name: string | undefined, file: string): SearchModel {
  const names = searches.map((search) => search.name).join(', ');
  const [first, second] = searches;
  if (!first) throw new RunError(`${file} has no search. Add one: search NAME { space … }.`);
  if (name === undefined) {
    if (second) throw new RunError(`${file} has ${searches.length} searches: ${names}. Name one.`);
    return first;
  }
  const found = searches.find((search) => search.name === name);
  if (!found) throw new RunError(`${file} has no search '${name}'. It has: ${names}.`);
  return found;
}
