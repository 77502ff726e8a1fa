import { didYouMean } from '../base/closest.ts';
import { trainsNothing } from '../engine/vocabulary.ts';
import { structuralMeasures } from '../space/constraints.ts';
import type { CellDiagnostic, ShortEvaluation } from '../space/model.ts';
import type { ElaboratedSearch, StrategyCall } from '../space/search.ts';
import { strategies } from '../strategies/registry.ts';
import type { StrategyDefinition, StrategyParameters } from '../strategies/strategy.ts';
import { problem } from './setting-checks.ts';

export interface CheckedFidelity {
  readonly diagnostics: readonly CellDiagnostic[];
  /** Absent: fewer epochs, or what a program makes of it. */
  readonly fidelity?: ShortEvaluation;
}

const KINDS = { train: ['epochs', 'examples'], table: ['columns'], command: [] } as const;
const nothing: CheckedFidelity = { diagnostics: [] };
const refused = (range: StrategyCall['range'], message: string): CheckedFidelity => ({
  diagnostics: [problem(range, 'fidelity', message)],
});

/** Whether a strategy that begins with short evaluations can have them in a search, and what they have less of. */
export function checkFidelity(
  search: ElaboratedSearch,
  definition: StrategyDefinition,
  parameters: StrategyParameters,
): CheckedFidelity {
  const said = search.fidelity;
  const kinds: readonly string[] = KINDS[search.evaluate.kind];
  if (said && !kinds.includes(said.name)) return refused(said.range, unfit(said.name, search.evaluate.kind));
  if (!definition.fidelities) return said ? unused(said, definition.name) : nothing;
  const shares = definition.fidelities(parameters);
  const range = search.strategy?.range ?? search.range;
  if (search.evaluate.kind === 'table') return columnsFor(search, definition.name, shares);
  if (search.evaluate.kind === 'command') return nothing;
  if (trainsNothing(measuredOf(search))) {
    const message = `'${definition.name}' begins with short trainings, but this search trains nothing: all that it asks for is known without. Take another strategy, such as ${FULL}.`;
    return refused(range, message);
  }
  if (said?.name === 'examples')
    return said.args.length > 0 ? takesNothing(said) : { ...nothing, fidelity: { kind: 'examples' } };
  if (said && said.args.length > 0) return takesNothing(said);
  const message = tooFewEpochs(search.evaluate.mostEpochs, definition.name, shares);
  return message === undefined ? nothing : refused(range, message);
}

const FULL = 'regularized_evolution or tpe';

function unfit(name: string, kind: ElaboratedSearch['evaluate']['kind']): string {
  if (kind === 'table')
    return `A table has no '${name}': name columns of shorter trainings, the least first: fidelity columns(COLUMN).`;
  if (kind === 'command')
    return "The program reads the share of a full training as 'fidelity' and decides itself what that means. Remove this clause.";
  if (name === 'columns')
    return "Columns are those of a table, but this search trains. There are: 'epochs', 'examples'.";
  return `There is no fidelity '${name}'.${didYouMean(name, ['epochs', 'examples']) || " There are: 'epochs', 'examples'."}`;
}

function unused({ range }: StrategyCall, name: string): CheckedFidelity {
  const users = [...strategies.values()].filter(({ fidelities }) => fidelities).map((strategy) => strategy.name);
  const message = `'${name}' evaluates everything in full, so that this clause changes nothing. Those that begin with short evaluations: ${users.join(', ')}.`;
  return { diagnostics: [{ range, severity: 'warning', code: 'unused', message }] };
}

const takesNothing = ({ name, range }: StrategyCall): CheckedFidelity =>
  refused(range, `'${name}' takes nothing: fidelity ${name}.`);

function columnsFor(
  { fidelity, strategy, range }: ElaboratedSearch,
  name: string,
  shares: readonly number[],
): CheckedFidelity {
  const needed = shares.length - 1;
  const example = `fidelity columns(${Array.from({ length: needed }, () => 'COLUMN').join(', ')})`;
  if (!fidelity) {
    const message = `'${name}' begins with short trainings, of which this search names no columns. Name them, the shortest first: ${example}; or take another strategy, such as ${FULL}.`;
    return refused(strategy?.range ?? range, message);
  }
  const wrong = fidelity.args.find((argument) => typeof argument.value !== 'string' || argument.name !== undefined);
  if (wrong) return refused(wrong.range, `'columns' takes names of columns: ${example}.`);
  if (fidelity.args.length !== needed) {
    const message = `'${name}' has ${shares.length} levels: ${needed} below the full one, but ${fidelity.args.length} ${fidelity.args.length === 1 ? 'column is' : 'columns are'} named. Change one of them.`;
    return refused(fidelity.range, message);
  }
  const columns = fidelity.args.map(({ value }, level) => ({ share: shares[level] as number, name: String(value) }));
  return { diagnostics: [], fidelity: { kind: 'columns', columns } };
}

/** Columns of `fidelity columns(…)` that the table lacks. */
export function checkColumns(
  { fidelity }: ElaboratedSearch,
  file: string,
  columns: readonly string[],
): CellDiagnostic[] {
  if (fidelity?.name !== 'columns') return [];
  return fidelity.args.flatMap(({ value, range }) => {
    const name = String(value);
    if (typeof value !== 'string' || columns.includes(name)) return [];
    const advice = didYouMean(name, columns) || ` It has: ${columns.join(', ')}.`;
    return [problem(range, 'unknown-column', `'${file}' has no column '${name}'.${advice}`)];
  });
}

/** Measures that a search asks of its trials and that the architecture alone does not tell. */
function measuredOf({ objectives, report, conditions, space }: ElaboratedSearch): string[] {
  const uses = [...objectives, ...report, ...space.measures, ...conditions.flatMap((condition) => condition.uses)];
  const known = new Set<string>([...structuralMeasures, 'edges']);
  return uses.map(({ measure }) => measure).filter((name) => !known.has(name));
}

/** Levels that are trainings of equally many epochs are no levels. */
function tooFewEpochs(epochs: number, name: string, shares: readonly number[]): string | undefined {
  const levels = shares.map((share) => Math.max(1, Math.round(epochs * share)));
  if (new Set(levels).size === shares.length) return undefined;
  const enough = Math.ceil(1 / (shares[0] as number) - 1e-9);
  return `The ${shares.length} levels of '${name}' would be trainings of ${levels.join(', ')} epochs, of which some are the same. Train for ${enough} epochs, take fewer levels, or shorten by data: fidelity examples.`;
}
