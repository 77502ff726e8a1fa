import type { Points } from './indicators/points.ts';
import { nonDominatedSort } from './indicators/sort.ts';
import type { Scored } from './multi-objective.ts';

/** The costs of the solutions as points; of those at the indexes if there are any. */
export function costsOf(solutions: readonly Scored[], indexes?: readonly number[]): Points {
  const n = indexes?.length ?? solutions.length;
  const m = solutions[0]?.costs.length ?? 0;
  const values = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    const { costs } = solutions[indexes === undefined ? i : indexes[i]!]!;
    for (let k = 0; k < m; k++) values[i * m + k] = costs[k]!;
  }
  return { values, n, m };
}

/** The solutions at these indexes. */
export const take = <T>(items: readonly T[], indexes: readonly number[]): T[] => indexes.map((i) => items[i] as T);

/** Constrained domination (Deb et al. 2002): less violation wins; at equal violation, Pareto's. */
export function beats(a: Scored, b: Scored): boolean {
  if (a.violation !== b.violation) return a.violation < b.violation;
  let less = false;
  for (let k = 0; k < a.costs.length; k++) {
    if (a.costs[k]! > b.costs[k]!) return false;
    if (a.costs[k]! < b.costs[k]!) less = true;
  }
  return less;
}

interface Ranks {
  readonly ranks: Int32Array;
  readonly fronts: number;
}

/** What the last selection kept: the next question is mostly about just that. */
let lastKept: (Ranks & { readonly solutions: readonly Scored[] }) | undefined;

/** The front of each solution under constrained domination, 0 for the best. */
export function ranksOf(solutions: readonly Scored[]): Ranks {
  if (
    lastKept?.solutions.length === solutions.length &&
    solutions.every((each, i) => each === lastKept?.solutions[i])
  ) {
    return lastKept;
  }
  let violated = false;
  for (let i = 0; i < solutions.length; i++) if (solutions[i]!.violation !== 0) violated = true;
  if (!violated) return nonDominatedSort(costsOf(solutions));
  const byViolation = new Map<number, number[]>();
  for (const [i, { violation }] of solutions.entries()) {
    const group = byViolation.get(violation);
    if (group) group.push(i);
    else byViolation.set(violation, [i]);
  }
  const ranks = new Int32Array(solutions.length);
  let fronts = 0;
  for (const violation of [...byViolation.keys()].sort((a, b) => a - b)) {
    const group = byViolation.get(violation) as number[];
    const own = nonDominatedSort(costsOf(solutions, group));
    for (const [i, index] of group.entries()) ranks[index] = fronts + own.ranks[i]!;
    fronts += own.fronts;
  }
  return { ranks, fronts };
}

/** Indexes by front under constrained domination, best front first. */
export function frontsOf(solutions: readonly Scored[]): number[][] {
  const { ranks, fronts } = ranksOf(solutions);
  const out: number[][] = [];
  for (let rank = 0; rank < fronts; rank++) out.push([]);
  for (let i = 0; i < ranks.length; i++) out[ranks[i]!]!.push(i);
  return out;
}

/** Whole fronts while they fit, and what `choose` keeps of the first that does not. In the order given. */
export function bestFronts(
  solutions: readonly Scored[],
  size: number,
  choose: (front: readonly number[], places: number) => readonly number[],
): number[] {
  const { ranks, fronts } = ranksOf(solutions);
  const counts = new Int32Array(fronts + 1);
  for (let i = 0; i < ranks.length; i++) counts[ranks[i]!]!++;
  let cut = 0;
  let places = size;
  while (cut < fronts && counts[cut]! <= places) places -= counts[cut++]!;
  const stays = new Uint8Array(ranks.length);
  const front: number[] = [];
  for (let i = 0; i < ranks.length; i++) {
    if (ranks[i]! < cut) stays[i] = 1;
    else if (ranks[i] === cut) front.push(i);
  }
  if (places > 0 && front.length > 0) for (const i of choose(front, places)) stays[i] = 1;
  const kept: number[] = [];
  for (let i = 0; i < stays.length; i++) if (stays[i] === 1) kept.push(i);
  // Nothing that goes beats anything that stays, so the fronts of what stays are the same without it.
  const keptRanks = new Int32Array(kept.length);
  for (let i = 0; i < kept.length; i++) keptRanks[i] = ranks[kept[i]!]!;
  lastKept = {
    solutions: take(solutions, kept),
    ranks: keptRanks,
    fronts: cut + (places > 0 && front.length > 0 ? 1 : 0),
  };
  return kept;
}

/** Costs scaled to [0, 1] over the solutions; a cost that does not vary is 0. */
export const scaled = (solutions: readonly Scored[], indexes?: readonly number[]): Points =>
  rangedPoints(solutions, indexes).points;

/** Scaled costs, with the ends of the ranges that they are scaled by. */
export function rangedPoints(
  solutions: readonly Scored[],
  indexes?: readonly number[],
): { readonly points: Points; readonly low: Float64Array; readonly high: Float64Array } {
  const points = costsOf(solutions, indexes);
  const { values, n, m } = points;
  const low = new Float64Array(m).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(m).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < m; k++) {
      low[k] = Math.min(low[k]!, values[i * m + k]!);
      high[k] = Math.max(high[k]!, values[i * m + k]!);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < m; k++) values[i * m + k] = (values[i * m + k]! - low[k]!) / (high[k]! - low[k]! || 1);
  }
  return { points, low, high };
}
