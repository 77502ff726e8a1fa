import { type Points, pointsOf } from './indicators/points.ts';
import { nonDominatedSort } from './indicators/sort.ts';
import type { Solution } from './multi-objective.ts';

/** The costs of the solutions as points. */
export const costsOf = (solutions: readonly Solution[]): Points => pointsOf(solutions.map(({ costs }) => costs));

/** The solutions at these indexes. */
export const take = <T>(items: readonly T[], indexes: readonly number[]): T[] => indexes.map((i) => items[i] as T);

/** Constrained domination (Deb et al. 2002): less violation wins; at equal violation, Pareto's. */
export function beats(a: Solution, b: Solution): boolean {
  if (a.violation !== b.violation) return a.violation < b.violation;
  let less = false;
  for (let k = 0; k < a.costs.length; k++) {
    if (a.costs[k]! > b.costs[k]!) return false;
    if (a.costs[k]! < b.costs[k]!) less = true;
  }
  return less;
}

/** Indexes by front under constrained domination, best front first. */
export function frontsOf(solutions: readonly Solution[]): number[][] {
  const violated = solutions.some(({ violation }) => violation !== 0);
  if (!violated) return sortedFronts(solutions, indexesOf(solutions.length));
  const byViolation = new Map<number, number[]>();
  for (const [i, { violation }] of solutions.entries()) {
    const group = byViolation.get(violation);
    if (group) group.push(i);
    else byViolation.set(violation, [i]);
  }
  return [...byViolation.keys()]
    .sort((a, b) => a - b)
    .flatMap((violation) => {
      const group = byViolation.get(violation) as number[];
      return sortedFronts(take(solutions, group), group);
    });
}

const indexesOf = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Fronts of equally feasible solutions, as the given names of theirs. */
function sortedFronts(solutions: readonly Solution[], names: readonly number[]): number[][] {
  const { ranks, fronts } = nonDominatedSort(costsOf(solutions));
  const out: number[][] = Array.from({ length: fronts }, () => []);
  for (let i = 0; i < names.length; i++) out[ranks[i]!]!.push(names[i]!);
  return out;
}

/** Whole fronts while they fit, and what `choose` keeps of the first that does not. In the order given. */
export function bestFronts(
  solutions: readonly Solution[],
  size: number,
  choose: (front: readonly number[], places: number) => readonly number[],
): number[] {
  const kept: number[] = [];
  for (const front of frontsOf(solutions)) {
    const places = size - kept.length;
    if (places <= 0) break;
    kept.push(...(front.length <= places ? front : choose(front, places)));
  }
  return kept.sort((a, b) => a - b);
}

/** Costs scaled to [0, 1] over the solutions; a cost that does not vary is 0. */
export function scaled(solutions: readonly Solution[]): Points {
  const points = costsOf(solutions);
  const { values, n, m } = points;
  for (let k = 0; k < m; k++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < n; i++) {
      low = Math.min(low, values[i * m + k]!);
      high = Math.max(high, values[i * m + k]!);
    }
    const range = high - low || 1;
    for (let i = 0; i < n; i++) values[i * m + k] = (values[i * m + k]! - low) / range;
  }
  return points;
}
