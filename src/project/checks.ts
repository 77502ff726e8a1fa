import { URI, Utils } from 'vscode-uri';
import { didYouMean } from '../base/closest.ts';
import { type MeasureUse, structuralMeasures } from '../space/constraints.ts';
import { findUnmet } from '../space/feasible.ts';
import type { CellDiagnostic, Evaluation, SearchModel } from '../space/model.ts';
import type { ElaboratedSearch } from '../space/search.ts';
import { unmetFinding } from '../space/space-model.ts';
import { strategies } from '../strategies/registry.ts';
import { checkDataFit } from './data-fit.ts';
import { type DataHead, headOf } from './data-heads.ts';
import { checkDevice, deviceText } from './device.ts';
import type { DocumentSource } from './documents.ts';
import { checkColumns } from './fidelity.ts';
import { checkMeasure, checkTask, trainedMeasures } from './measures.ts';
import { completeRecipe, completeSetting, problem } from './setting-checks.ts';
import { type CheckedStrategy, checkStrategy } from './strategy-checks.ts';

export interface CheckedSearch {
  readonly diagnostics: readonly CellDiagnostic[];
  /** Absent if there are errors. */
  readonly model?: SearchModel;
}

/** What a search needs from the tables of strategies and training words, and from its data. */
export async function checkSearch(search: ElaboratedSearch, source: DocumentSource): Promise<CheckedSearch> {
  const { evaluate } = search;
  const columns = evaluate.kind === 'table' ? await columnsOf(evaluate, source) : undefined;
  const profile = await deviceText(search, source);
  const head = evaluate.kind === 'train' ? await headOf(sourceOf(evaluate), source) : undefined;
  const key = [columns?.join('\n'), profile, head && 'message' in head ? head.message : JSON.stringify(head)].join(
    '\n\n',
  );
  const known = checked.get(search);
  if (known && known.key === key) return known.found;
  const found = check(search, columns, profile, head);
  checked.set(search, { key, found });
  return found;
}

/** A search that did not change is checked once for each state of its table and its device. */
const checked = new WeakMap<ElaboratedSearch, { readonly key: string; readonly found: CheckedSearch }>();

function check(
  search: ElaboratedSearch,
  columns: readonly string[] | undefined,
  profile: string | undefined,
  head: DataHead | CellDiagnostic | undefined,
): CheckedSearch {
  const strategy = checkStrategy(search);
  const diagnostics: CellDiagnostic[] = [
    ...strategy.diagnostics,
    ...checkBudget(search, levelsOf(strategy.strategy)),
    ...checkRequirements(search),
    ...checkRepair(search),
  ];
  const device = checkDevice(search, profile);
  diagnostics.push(...device.diagnostics);
  const { evaluate } = search;
  if (evaluate.kind === 'table') diagnostics.push(...checkTable(search, evaluate, columns));
  else if (evaluate.kind === 'train') {
    diagnostics.push(
      ...checkUses(search, trainedMeasures(evaluate), ''),
      ...usesOf(search).flatMap((use) => checkTask(use, evaluate)),
      ...(head && 'message' in head ? [head] : checkDataFit(search, evaluate, head)),
    );
  }
  if (diagnostics.some((d) => d.severity === 'error')) return { diagnostics };
  return { diagnostics, model: { ...modelOf(search, strategy), ...(device.profile && { device: device.profile }) } };
}

function modelOf(search: ElaboratedSearch, { strategy, scalarize, fidelity }: CheckedStrategy): SearchModel {
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
    ...(scalarize && { scalarize }),
    ...(fidelity && { fidelity }),
    ...(search.repair && { repair: true as const }),
    budget,
  };
}

function evaluationOf({ evaluate }: ElaboratedSearch): Evaluation {
  if (evaluate.kind === 'table') {
    const { file, key, canonical } = evaluate;
    return { kind: 'table', file, ...(key && { key: key.name }), ...(canonical && { canonical: true as const }) };
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

const sourceOf = ({ settings }: Extract<ElaboratedSearch['evaluate'], { kind: 'train' }>) =>
  settings.find(({ role }) => role === 'source');

const usesOf = (search: ElaboratedSearch): MeasureUse[] => [
  ...search.space.measures,
  ...search.conditions.flatMap((c) => c.uses),
  ...search.objectives,
  ...search.report,
];

function checkUses(search: ElaboratedSearch, known: ReadonlySet<string>, where: string): CellDiagnostic[] {
  return usesOf(search).flatMap((use) => checkMeasure(use, known, where));
}

/** A random draw of less than one architecture in so many tells little of a space. */
const mostForOne = 1_000_000_000n;
const blind: ReadonlySet<string> = new Set(['random', 'grid']);

/** How often a strategy may evaluate an architecture: once at each of its fidelities. */
const levelsOf = ({ name, parameters }: CheckedStrategy['strategy']): number =>
  strategies.get(name)?.fidelities?.(parameters).length ?? 1;

/** More trials than there are architectures only repeat them; far too few see next to nothing. */
function checkBudget({ search, budget, trialsRange, strategy }: ElaboratedSearch, levels: number): CellDiagnostic[] {
  if (search.count === undefined || !trialsRange || budget.trials === undefined) return [];
  const count = search.count * BigInt(levels);
  const trials = BigInt(budget.trials);
  const warning = (code: string, message: string): CellDiagnostic => ({
    range: trialsRange,
    severity: 'warning',
    code,
    message,
  });
  if (trials > count) {
    const found = count === 1n ? 'is only 1 different trial' : `are only ${count} different trials`;
    const fix = { title: `Change to 'trials ${count}'`, edits: [{ range: trialsRange, text: `trials ${count}` }] };
    const message = `There ${found}, fewer than the ${budget.trials} asked for.`;
    return [{ ...warning('more-trials-than-architectures', message), fix }];
  }
  const name = strategy?.name ?? 'random';
  if (!blind.has(name) || count < trials * mostForOne) return [];
  return [
    warning(
      'few-trials',
      `${budget.trials} trials of '${name}' see next to nothing of about 10^${String(count).length - 1} architectures: take a strategy that learns from its trials, such as regularized_evolution or tpe, or make the space smaller.`,
    ),
  ];
}

/** Requirements of the search on top of those of the space; those of the space alone are checked with it. */
function checkRequirements({ space, conditions }: ElaboratedSearch): CellDiagnostic[] {
  if (conditions.length === 0 || space.findings.length > 0) return [];
  const constraints = [...space.model.constraints, ...conditions.map((c) => c.constraint)];
  const unmet = findUnmet(space.model, space.tree, constraints);
  return unmet ? [unmetFinding(space.model.name, unmet)] : [];
}

/** `repair on` where no requirement is known before training. */
function checkRepair({ repair, space, conditions }: ElaboratedSearch): CellDiagnostic[] {
  const constraints = [...space.model.constraints, ...conditions.map((c) => c.constraint)];
  if (!repair || constraints.some((constraint) => constraint.beforeTraining)) return [];
  const message =
    "There is nothing to repair: no requirement is known before training. Add one, such as require params < 200k; what is measured after training is a matter of 'scalarize penalty'.";
  return [{ range: repair.range, severity: 'warning', code: 'nothing-to-repair', message }];
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
  return [
    ...checkUses(search, new Set([...columns, ...structuralMeasures]), where),
    ...checkColumns(search, table.file, columns),
  ];
}

/** The names in the first line of a CSV file. */
function headerOf(text: string): string[] {
  const line = /^\uFEFF?([^\r\n]*)/.exec(text)?.[1] ?? '';
  return line.trim() === '' ? [] : line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}
