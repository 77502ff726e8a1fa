import { dataSimilarity } from '../../base/data-features.ts';
import type { Assignment, Decision, DecisionValue, IntegerDecision, RealDecision } from '../../space/decision.ts';
import type { Objective } from '../../space/model.ts';
import { type Member, merits } from '../members.ts';
import type {
  Carried,
  EarlierDecision,
  EarlierRun,
  Problem,
  RelatedRun,
  StrategyParameter,
  StrategyParameters,
} from '../strategy.ts';

/** A decision as later runs need it. */
export const describeDecision = (decision: Decision): EarlierDecision => {
  const { path } = decision;
  return decision.kind === 'choice' || decision.kind === 'subset'
    ? { kind: decision.kind, path, options: decision.options }
    : { kind: decision.kind, path, min: decision.min, max: decision.max };
};

/**
 * The earlier runs that have decisions in common with a problem and its objective (with `any`: some objective), the most
 * similar first, of equal ones in the order given. Where both data sets are known, their likeness counts too.
 */
export function relatedRuns(
  { space, objectives, data }: Pick<Problem, 'space' | 'objectives' | 'data'>,
  earlier: readonly EarlierRun[],
  objective: 'same' | 'any',
): RelatedRun[] {
  const [wanted] = objectives;
  return earlier
    .flatMap((run) => {
      const same = run.objectives.findIndex(
        ({ measure, direction }) => measure === wanted?.measure && direction === wanted.direction,
      );
      const column = same < 0 && objective === 'any' ? 0 : same;
      const direction = run.objectives[column]?.direction;
      const alike = data && run.data ? dataSimilarity(data, run.data) : 1;
      const shared = similarityOf(space.decisions, run.decisions);
      if (!direction || shared === 0) return [];
      const tried = carriedOf(space.decisions, run, column, direction);
      return tried.length === 0
        ? []
        : [{ id: run.id, similarity: alike * shared, tried, ...(run.data && { data: run.data }) }];
    })
    .sort((a, b) => b.similarity - a.similarity);
}

export const sameObjectiveParameter: StrategyParameter = {
  name: 'same_objective',
  takes: { kind: 'boolean' },
  default: true,
  doc: 'Learn only from runs with the same objective; if false, also from others, by their first one: another measure may rank alike.',
};

/** The earlier runs of a problem that `same_objective` allows. */
export const relatedTo = (problem: Problem, { same_objective }: StrategyParameters): RelatedRun[] =>
  relatedRuns(problem, problem.earlier ?? [], same_objective === false ? 'any' : 'same');

/**
 * How much two spaces have in common: the mean over all paths of either of the part of the options (of the range) that
 * both have; 0 for a path that only one has.
 */
export function similarityOf(decisions: readonly Decision[], earlier: readonly EarlierDecision[]): number {
  const byPath = new Map(earlier.map((decision) => [decision.path, decision]));
  const paths = new Set([...decisions, ...earlier].map(({ path }) => path));
  if (paths.size === 0) return 0;
  let sum = 0;
  for (const decision of decisions) {
    const other = byPath.get(decision.path);
    if (other) sum += inCommon(decision, other);
  }
  return sum / paths.size;
}

function inCommon(a: Decision, b: EarlierDecision): number {
  if (a.kind !== b.kind) return 0;
  if ('options' in a && 'options' in b) {
    const all = new Set([...a.options, ...b.options]);
    return [...all].filter((option) => a.options.includes(option) && b.options.includes(option)).length / all.size;
  }
  if ('options' in a || 'options' in b) return 0;
  // An integer is as wide as its step, so that a range of one value is no empty range.
  const width = a.kind === 'integer' ? a.step : 0;
  const all = Math.max(a.max, b.max) - Math.min(a.min, b.min) + width;
  const both = Math.min(a.max, b.max) - Math.max(a.min, b.min) + width;
  return all === 0 ? 1 : Math.max(0, both / all);
}

function carriedOf(
  decisions: readonly Decision[],
  run: EarlierRun,
  column: number,
  direction: Objective['direction'],
): Carried[] {
  const members = run.members.map((member) => ({ ...member, objectives: [member.objectives[column] ?? Number.NaN] }));
  const scores = merits(members, direction);
  const order = members.map((_, i) => i).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
  const byPath = new Map(run.decisions.map((decision) => [decision.path, decision]));
  const found = new Map<string, Carried>();
  let better = 0;
  for (const [place, index] of order.entries()) {
    if (place > 0 && scores[index] !== scores[order[place - 1] as number]) better = place;
    const values = carryOver(decisions, byPath, (run.members[index] as Member).assignment);
    const key = JSON.stringify(decisions.map(({ path }) => values[path] ?? null));
    if (Object.keys(values).length > 0 && !found.has(key)) found.set(key, { values, key, rank: better / order.length });
  }
  return [...found.values()];
}

function carryOver(
  decisions: readonly Decision[],
  earlier: ReadonlyMap<string, EarlierDecision>,
  assignment: Assignment,
): Assignment {
  const values: Record<string, DecisionValue> = {};
  for (const decision of decisions) {
    const [other, value] = [earlier.get(decision.path), assignment[decision.path]];
    const carried = other && value !== undefined ? carryValue(decision, other, value) : undefined;
    if (carried !== undefined) values[decision.path] = carried;
  }
  return values;
}

/** The value that means the same; undefined if the decision has none. */
function carryValue(to: Decision, from: EarlierDecision, value: DecisionValue): DecisionValue | undefined {
  if (to.kind !== from.kind) return undefined;
  if ('options' in to && 'options' in from) {
    // Options may be alike in their text; those of the same list are told apart by their place.
    const same = to.options.length === from.options.length && to.options.every((o, i) => o === from.options[i]);
    const option = (index: number): number => (same ? index : to.options.indexOf(from.options[index] ?? ''));
    if (to.kind === 'choice') {
      const index = typeof value === 'number' ? option(value) : -1;
      return index < 0 ? undefined : index;
    }
    const set = typeof value === 'number' ? [] : value.map(option).sort((a, b) => a - b);
    const fits = set.length >= to.min && set.length <= to.max && set.every((index) => index >= 0);
    return fits && new Set(set).size === set.length ? set : undefined;
  }
  if ('options' in to || typeof value !== 'number') return undefined;
  return isValueOf(to, value) ? value : undefined;
}

function isValueOf({ min, max, step }: IntegerDecision | RealDecision, value: number): boolean {
  if (value < min || value > max) return false;
  if (step === undefined) return true;
  const steps = (value - min) / step;
  return Math.abs(steps - Math.round(steps)) < 1e-9;
}
