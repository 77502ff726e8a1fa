/** What a trial gave: one value an objective, and how far each constraint is missed (0: kept). */
export interface Outcome {
  readonly objectives: readonly number[];
  readonly violations: readonly number[];
}
export type Direction = 'maximize' | 'minimize';

/** How far the constraints are missed together; not a number counts as infinitely far. */
export function totalViolation(outcome: Outcome): number {
  let sum = 0;
  for (const violation of outcome.violations) sum += Number.isNaN(violation) ? Number.POSITIVE_INFINITY : violation;
  return sum;
}

/** Larger is better, whatever the direction; not a number is worst of all. */
export const merit = (value: number | undefined, direction: Direction | undefined): number => {
  if (value === undefined || Number.isNaN(value)) return Number.NEGATIVE_INFINITY;
  return direction === 'minimize' ? -value : value;
};

/**
 * Constrained domination (Deb et al. 2002, definition 1): less violation wins; at equal violation, at least as good in
 * every objective and better in one.
 */
export function dominates(a: Outcome, b: Outcome, directions: readonly Direction[]): boolean {
  const difference = totalViolation(a) - totalViolation(b);
  if (difference < 0) return true;
  if (difference > 0) return false;
  let better = false;
  for (let i = 0; i < directions.length; i++) {
    const ours = merit(a.objectives[i], directions[i]);
    const theirs = merit(b.objectives[i], directions[i]);
    if (ours < theirs) return false;
    if (ours > theirs) better = true;
  }
  return better;
}

/** The front that each outcome lies on: 0 for those that nothing dominates, 1 once these are taken away, and so on. */
export function frontRanks(outcomes: readonly Outcome[], directions: readonly Direction[]): number[] {
  const ranks = new Array<number>(outcomes.length).fill(0);
  // What dominates an outcome stands before it in this order, so that one look back at each is enough.
  const order = outcomes
    .map((_, index) => index)
    .sort((a, b) => compareAll(outcomes[a] as Outcome, outcomes[b] as Outcome, directions));
  const fronts: Outcome[][] = [];
  for (const index of order) {
    const outcome = outcomes[index] as Outcome;
    let rank = 0;
    while (fronts[rank]?.some((other) => dominates(other, outcome, directions))) rank++;
    ranks[index] = rank;
    const front = fronts[rank];
    // With one objective equals share a front and one of them speaks for all: the look back stays short.
    if (!front) fronts.push([outcome]);
    else if (directions.length > 1) front.push(outcome);
  }
  return ranks;
}

function compareAll(a: Outcome, b: Outcome, directions: readonly Direction[]): number {
  const difference = compareNumbers(totalViolation(a), totalViolation(b));
  if (difference !== 0) return difference;
  for (let i = 0; i < directions.length; i++) {
    const order = compareNumbers(merit(b.objectives[i], directions[i]), merit(a.objectives[i], directions[i]));
    if (order !== 0) return order;
  }
  return 0;
}

// A difference would be NaN for two infinities.
const compareNumbers = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

/** Best first: by violation, then by front, then by the first objective, then in the order given. */
export function bestFirst<T extends Outcome>(outcomes: readonly T[], directions: readonly Direction[]): T[] {
  const ranks = directions.length > 1 ? frontRanks(outcomes, directions) : [];
  return outcomes
    .map((outcome, index) => ({ outcome, index, violation: totalViolation(outcome), rank: ranks[index] ?? 0 }))
    .sort(
      (a, b) =>
        compareNumbers(a.violation, b.violation) ||
        a.rank - b.rank ||
        compareNumbers(merit(b.outcome.objectives[0], directions[0]), merit(a.outcome.objectives[0], directions[0])) ||
        a.index - b.index,
    )
    .map(({ outcome }) => outcome);
}

/** Below 0 if `a` is better: for methods with one objective. */
export const compareSingle = (a: Outcome, b: Outcome, direction: Direction): number => compareAll(a, b, [direction]);
