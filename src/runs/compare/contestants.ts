import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { URI } from 'vscode-uri';
import { didYouMean } from '../../base/closest.ts';
import type { Settings } from '../../language/generated/ast.ts';
import { type CellDocument, openDocuments } from '../../project/documents.ts';
import { openProject } from '../../project/project.ts';
import type { CellDiagnostic, SearchModel } from '../../space/model.ts';
import { locate } from '../load-search.ts';
import { fileError, RunError } from '../run-error.ts';

/** What is compared. Texts are written as in a `search` block. */
export interface ComparisonSpec {
  /** Absolute path of the `.cell` file. */
  readonly file: string;
  /** The search whose clauses hold, if the file has several. */
  readonly search?: string;
  /** A space without a search: `evaluate` and objectives must be given. */
  readonly space?: string;
  /** `tpe`, `genetic(population: 20)`. */
  readonly strategies: readonly string[];
  readonly trials?: number;
  /** `table("results.csv", key: ops)`, in place of what the search says; its path starts from the folder of the file. */
  readonly evaluate?: string;
  readonly maximize: readonly string[];
  readonly minimize: readonly string[];
  readonly report: readonly string[];
}

export interface Contest {
  /** One search a strategy, alike in everything else. */
  readonly contestants: readonly { readonly label: string; readonly search: SearchModel }[];
  /** Of each run. */
  readonly trials: number;
  /** Relative paths of data start here. */
  readonly dataFolder: string;
}

/** Clauses that a comparison decides itself. */
const OWN = ['strategy', 'trials', 'time', 'parallel', 'seed'];
const nameOf = (index: number): string => `__contestant_${index + 1}`;

/**
 * Writes a search for each strategy below the text of the file and checks it like any other: a strategy that can't serve
 * the space or its objectives is told before anything runs. Throws a `RunError`.
 */
export async function prepareContest(spec: ComparisonSpec): Promise<Contest> {
  const uri = URI.file(spec.file).toString();
  const texts = new Map<string, string>();
  const readText = async (of: string): Promise<string | undefined> => {
    const parsed = URI.parse(of);
    if (parsed.scheme !== 'file') return undefined;
    const known = texts.get(parsed.fsPath);
    if (known !== undefined) return known;
    const text = await readFile(parsed.fsPath, 'utf8').catch(() => undefined);
    if (text !== undefined) texts.set(parsed.fsPath, text);
    return text;
  };
  const path = URI.parse(uri).fsPath;
  const written = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError('read', spec.file, error);
  });
  texts.set(path, written);
  const document = await openDocuments({ readText }).open(uri);
  if (!document) throw new RunError(`${spec.file} can't be read.`);
  const project = openProject({ readText });
  const before = await project.model(uri);
  refuse(before.diagnostics, texts);
  const clauses = clausesOf(document, spec);
  const searches = spec.strategies.map((strategy, i) =>
    // On lines of its own, so that a comment in it ends.
    [`search ${nameOf(i)} {`, ...clauses, ` strategy ${strategy}`, '}'].join('\n'),
  );
  texts.set(path, `${written}\n${searches.join('\n')}\n`);
  const model = await project.model(uri);
  refuse(model.diagnostics, texts, (offset) => {
    let at = written.length + 1;
    const index = searches.findIndex((text) => {
      at += text.length + 1;
      return offset < at;
    });
    return `'${spec.strategies[Math.max(0, index)]}'`;
  });
  const contestants = spec.strategies.map((label, i) => {
    const search = model.searches.find(({ name }) => name === nameOf(i));
    if (!search) throw new RunError(`'${label}' is no strategy. Write its name, and parameters in brackets.`);
    return { label, search };
  });
  const twice = spec.strategies.find((label, i) => spec.strategies.indexOf(label) < i);
  if (twice !== undefined) throw new RunError(`'${twice}' is named twice. Leave one of them out.`);
  const trials = contestants[0]?.search.budget.trials;
  if (trials === undefined) throw new RunError('Name at least one strategy.');
  return { contestants, trials, dataFolder: dirname(path) };
}

/** Throws what is wrong: in the file with its place, in what was added with what it belongs to. */
function refuse(
  diagnostics: readonly CellDiagnostic[],
  texts: ReadonlyMap<string, string>,
  added?: (offset: number) => string,
): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const lines = errors.map((error) => {
    if (!added) return locate(error, texts);
    return `${added(error.range.offset)}: ${error.message.replace(/The search '__contestant_\d+'/, 'The comparison')}`;
  });
  throw new RunError([...new Set(lines)].join('\n'));
}

/** The clauses that all contestants share, as they are written. */
function clausesOf(document: CellDocument, spec: ComparisonSpec): string[] {
  const base = spec.space === undefined ? chosenSearch(document, spec) : undefined;
  const objectives = spec.maximize.length + spec.minimize.length > 0;
  const replaced = new Set([
    ...OWN,
    ...(spec.evaluate === undefined ? [] : ['evaluate', 'data', 'train']),
    ...(objectives ? ['maximize', 'minimize'] : []),
    ...(spec.report.length > 0 ? ['report'] : []),
  ]);
  const kept = (base?.clauses ?? []).filter(({ name }) => !replaced.has(name));
  const trials = spec.trials ?? base?.clauses.find(({ name }) => name === 'trials')?.$cstNode?.text;
  if (trials === undefined) throw new RunError('How many trials has a run? Say --trials N.');
  const measures = { maximize: spec.maximize, minimize: spec.minimize, report: spec.report };
  return [
    ...(base ? [] : [` space ${spec.space}`]),
    ...kept.map((clause) => ` ${clause.$cstNode?.text ?? ''}`),
    ...(spec.evaluate === undefined ? [] : [` evaluate ${spec.evaluate}`]),
    ...Object.entries(measures).flatMap(([name, of]) => (of.length === 0 ? [] : [` ${name} ${of.join(', ')}`])),
    typeof trials === 'number' ? ` trials ${trials}` : ` ${trials}`,
  ];
}

function chosenSearch({ root, uri }: CellDocument, spec: ComparisonSpec): Settings {
  const searches = root.definitions.filter((d): d is Settings => d.$type === 'Settings' && d.kind === 'search');
  const names = searches.map(({ name }) => name);
  const file = URI.parse(uri).fsPath;
  const [first, second] = searches;
  if (!first) {
    throw new RunError(
      `${file} has no search. Name a space with --space, and --evaluate, --maximize or --minimize and --trials.`,
    );
  }
  if (spec.search === undefined) {
    if (second)
      throw new RunError(`${file} has ${searches.length} searches. Name one with --search: ${names.join(', ')}.`);
    return first;
  }
  const found = searches.find(({ name }) => name === spec.search);
  if (found) return found;
  const advice = didYouMean(spec.search, names) || ` It has: ${names.join(', ')}.`;
  throw new RunError(`${file} has no search '${spec.search}'.${advice}`);
}
