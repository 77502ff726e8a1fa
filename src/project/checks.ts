import { URI, Utils } from 'vscode-uri';
import { didYouMean } from '../base/closest.ts';
import { type MeasureUse, structuralMeasures } from '../space/constraints.ts';
import type { CellDiagnostic, Evaluation, SearchModel } from '../space/model.ts';
import type { ElaboratedSearch } from '../space/search.ts';
import { checkDataFit } from './data-fit.ts';
import type { DocumentSource } from './documents.ts';
import { checkMeasure, checkTask, trainedMeasures } from './measures.ts';
import { completeRecipe, completeSetting, problem } from './setting-checks.ts';
import { checkStrategy } from './strategy-checks.ts';

export interface CheckedSearch {
  readonly diagnostics: readonly CellDiagnostic[];
  /** Absent if there are errors. */
  readonly model?: SearchModel;
}

/** What a search needs from the tables of strategies and training words, and from its data. */
export async function checkSearch(search: ElaboratedSearch, source: DocumentSource): Promise<CheckedSearch> {
  const { evaluate } = search;
  const columns = evaluate.kind === 'table' ? await columnsOf(evaluate, source) : undefined;
  const key = columns?.join('\n');
  const known = checked.get(search);
  if (known && known.key === key) return known.found;
  const found = check(search, columns);
  checked.set(search, { key, found });
  return found;
}

/** A search that did not change is checked once for each state of its table. */
const checked = new WeakMap<ElaboratedSearch, { readonly key: string | undefined; readonly found: CheckedSearch }>();

function check(search: ElaboratedSearch, columns: readonly string[] | undefined): CheckedSearch {
  const strategy = checkStrategy(search);
  const diagnostics: CellDiagnostic[] = [...strategy.diagnostics, ...checkBudget(search)];
  const { evaluate } = search;
  if (evaluate.kind === 'table') diagnostics.push(...checkTable(search, evaluate, columns));
  else if (evaluate.kind === 'train') {
    diagnostics.push(
      ...checkUses(search, trainedMeasures(evaluate), ''),
      ...usesOf(search).flatMap((use) => checkTask(use, evaluate)),
      ...checkDataFit(search, evaluate),
    );
  }
  if (diagnostics.some((d) => d.severity === 'error')) return { diagnostics };
  return { diagnostics, model: modelOf(search, strategy.strategy) };
}

function modelOf(search: ElaboratedSearch, strategy: SearchModel['strategy']): SearchModel {
  const { name, range, space, objectives, report, conditions, budget } = search;
  return {
    name,
    range,
    space: space.model,
    search: search.search,
    objectives: objectives.map(({ measure, direction }) => ({ measure, direction })),
    report: report.map((use) => use.measure),
    constraints: [...space.model.constraints, ...conditions.map((c) => c.constraint)],
    evaluate: evaluationOf(search),
    strategy,
    budget,
  };
}

function evaluationOf({ evaluate }: ElaboratedSearch): Evaluation {
  if (evaluate.kind === 'table') {
    return { kind: 'table', file: evaluate.file, ...(evaluate.key && { key: evaluate.key.name }) };
  }
  if (evaluate.kind === 'command') {
    const { words, recipe } = evaluate;
    return { kind: 'command', words, ...(recipe && { recipe: (assignment) => completeRecipe(recipe(assignment)) }) };
  }
  const { dataset } = evaluate;
  return {
    kind: 'train',
    dataset: {
      ...dataset,
      source: completeSetting('source', dataset.source),
      augment: dataset.augment.map((setting) => completeSetting('augmentation', setting)),
    },
    recipe: (assignment) => completeRecipe(evaluate.recipe(assignment)),
  };
}

const usesOf = (search: ElaboratedSearch): MeasureUse[] => [
  ...search.space.measures,
  ...search.conditions.flatMap((c) => c.uses),
  ...search.objectives,
  ...search.report,
];

function checkUses(search: ElaboratedSearch, known: ReadonlySet<string>, where: string): CellDiagnostic[] {
  return usesOf(search).flatMap((use) => checkMeasure(use, known, where));
}

/** More trials than there are architectures only repeat them. */
function checkBudget({ search, budget, trialsRange }: ElaboratedSearch): CellDiagnostic[] {
  const { count } = search;
  if (count === undefined || !trialsRange || BigInt(budget.trials ?? 0) <= count) return [];
  const found = count === 1n ? 'is only 1 different trial' : `are only ${count} different trials`;
  const message = `There ${found}, fewer than the ${budget.trials} asked for.`;
  return [{ range: trialsRange, severity: 'warning', code: 'more-trials-than-architectures', message }];
}

type TableEvaluation = Extract<ElaboratedSearch['evaluate'], { kind: 'table' }>;

/** The columns of a table; undefined where there is none that can be read. */
async function columnsOf(table: TableEvaluation, source: DocumentSource): Promise<readonly string[] | undefined> {
  const uri = Utils.resolvePath(Utils.dirname(URI.parse(table.fileRange.uri)), table.file).toString();
  const text = await source.readText(uri);
  return text === undefined ? undefined : headerOf(text);
}

function checkTable(
  search: ElaboratedSearch,
  table: TableEvaluation,
  columns: readonly string[] | undefined,
): CellDiagnostic[] {
  if (!columns) {
    return [
      problem(
        table.fileRange,
        'missing-file',
        `There is no file '${table.file}', or it cannot be read. Its path starts from the folder of this file.`,
      ),
    ];
  }
  if (columns.length === 0)
    return [problem(table.fileRange, 'empty-table', `'${table.file}' is empty: its first line names the columns.`)];
  const where = ` in '${table.file}'`;
  const { key } = table;
  if (key && !columns.includes(key.name)) {
    const advice = didYouMean(key.name, columns) || ` It has: ${columns.join(', ')}.`;
    return [problem(key.range, 'unknown-column', `'${table.file}' has no column '${key.name}'.${advice}`)];
  }
  return checkUses(search, new Set([...columns, ...structuralMeasures]), where);
}

/** The names in the first line of a CSV file. */
function headerOf(text: string): string[] {
  const line = /^\uFEFF?([^\r\n]*)/.exec(text)?.[1] ?? '';
  return line.trim() === '' ? [] : line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}
