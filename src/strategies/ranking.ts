import { crowdingDistances } from './indicators/crowding.ts';
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
      const { ranks, fronts } = nonDominatedSort(costsOf(take(solutions, group)));
      const out: number[][] = Array.from({ length: fronts }, () => []);
      for (const [at, index] of group.entries()) out[ranks[at]!]?.push(index);
      return out;
    });
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

/** Drops the most crowded of a front one at a time; of equals the newest. */
export function thin(solutions: readonly Solution[], front: readonly number[], places: number): number[] {
  const left = [...front];
  while (left.length > places) {
    const distances = crowdingDistances(costsOf(take(solutions, left)));
    let worst = left.length - 1;
    for (let i = worst - 1; i >= 0; i--) if (distances[i]! < distances[worst]!) worst = i;
    left.splice(worst, 1);
  }
  return left;
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
