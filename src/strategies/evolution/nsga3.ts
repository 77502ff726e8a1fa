import type { Scored } from '../multi-objective.ts';
import { bestFronts, take } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { evenWeights } from '../weights.ts';
import { checkStart, evolution, evolutionParameters, type Selection } from './evolution.ts';
import { byFrontAndCrowding } from './nsga2.ts';

/** By front; of the last front those in the directions that have fewest members (Deb and Jain 2014, algorithms 2 to 4). */
const byDirections = (directions: readonly (readonly number[])[]): Selection => ({
  survivors(members, size) {
    return bestFronts(members, size, (front, places) => {
      // The whole fronts before it decide which directions are short of members.
      const kept = bestFronts(members, size - places, (whole) => whole);
      return fillDirections(members, kept, front, places, directions);
    });
  },
  rating: byFrontAndCrowding.rating,
});

function fillDirections(
  members: readonly Scored[],
  kept: readonly number[],
  front: readonly number[],
  places: number,
  directions: readonly (readonly number[])[],
): number[] {
  const all = [...kept, ...front];
  const nearest = normalised(take(members, all)).map((row) => nearestDirection(row, directions));
  const counts = new Int32Array(directions.length);
  for (let i = 0; i < kept.length; i++) counts[nearest[i]!.direction]!++;
  const open = front.map((index, i) => ({ index, ...nearest[kept.length + i]! }));
  const chosen: number[] = [];
  while (chosen.length < places) {
    // The emptiest direction that still has a candidate, and there the closest; an empty one prefers the same.
    let best = 0;
    for (let i = 1; i < open.length; i++) {
      const [a, b] = [open[i]!, open[best]!];
      const order = counts[a.direction]! - counts[b.direction]! || a.distance - b.distance;
      if (order < 0) best = i;
    }
    const [taken] = open.splice(best, 1);
    if (!taken) break;
    counts[taken.direction]!++;
    chosen.push(taken.index);
  }
  return chosen;
}

/** The direction that a point lies closest to, and how far from its line. */
export function nearestDirection(
  row: readonly number[],
  directions: readonly (readonly number[])[],
): { direction: number; distance: number } {
  let square = 0;
  for (let k = 0; k < row.length; k++) square += row[k]! * row[k]!;
  let direction = 0;
  let distance = Number.POSITIVE_INFINITY;
  for (let i = 0; i < directions.length; i++) {
    const weights = directions[i]!;
    let along = 0;
    let length = 0;
    for (let k = 0; k < weights.length; k++) {
      along += weights[k]! * row[k]!;
      length += weights[k]! * weights[k]!;
    }
    const off = Math.sqrt(Math.max(0, square - (along * along) / length));
    if (off < distance - 1e-12) [direction, distance] = [i, off];
  }
  return { direction, distance };
}

/** From the ideal point, in units of where the plane through the extreme points cuts the axes. */
export function normalised(members: readonly Scored[]): number[][] {
  const m = members[0]?.costs.length ?? 0;
  const ideal = new Array<number>(m).fill(Number.POSITIVE_INFINITY);
  for (const { costs } of members) for (let k = 0; k < m; k++) ideal[k] = Math.min(ideal[k]!, costs[k]!);
  const shifted = members.map(({ costs }) => costs.map((cost, k) => cost - ideal[k]!));
  const worst = ideal.map((_, k) => {
    let high = 0;
    for (const row of shifted) high = Math.max(high, row[k]!);
    return high || 1;
  });
  const extremes = ideal.map((_, axis) => {
    let best: readonly number[] = [];
    let least = Number.POSITIVE_INFINITY;
    for (const row of shifted) {
      let reach = 0;
      for (let k = 0; k < m; k++)
        reach = Math.max(reach, k === axis ? row[k]! / worst[k]! : (row[k]! / worst[k]!) * 1e6);
      if (reach < least) [best, least] = [row, reach];
    }
    return best;
  });
  const plane = solve(extremes);
  const intercepts = worst.map((high, k) => {
    const at = plane ? 1 / plane[k]! : high;
    return Number.isFinite(at) && at > 1e-9 * high && at <= high ? at : high;
  });
  return shifted.map((row) => row.map((x, k) => x / intercepts[k]!));
}

/** The x of A x = 1, or undefined if A has no inverse. */
function solve(matrix: readonly (readonly number[])[]): number[] | undefined {
  const rows = matrix.map((row) => [...row, 1]);
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i]![k]!) > Math.abs(rows[pivot]![k]!)) pivot = i;
    const row = rows[pivot]!;
    if (!(Math.abs(row[k]!) > 0)) return undefined;
    rows[pivot] = rows[k]!;
    rows[k] = row;
    for (const [i, other] of rows.entries()) {
      if (i === k) continue;
      const factor = other[k]! / row[k]!;
      for (let c = k; c <= n; c++) other[c]! -= factor * row[c]!;
    }
  }
  return rows.map((row, k) => row[n]! / row[k]!);
}

export const nsga3: StrategyDefinition = {
  name: 'nsga3',
  doc: [
    'NSGA-III: like NSGA-II, but the last front is thinned along directions spread evenly over the objectives.',
    '',
    'For three objectives and more, where crowding says little. There are as many directions as `population` allows.',
    '(Deb and Jain 2014, *An evolutionary many-objective optimization algorithm using reference-point-based nondominated sorting*.)',
  ].join('\n'),
  parameters: evolutionParameters(40),
  objectives: 'any',
  check: checkStart,
  create: (problem, parameters, random) =>
    evolution(
      problem,
      parameters,
      random,
      byDirections(evenWeights(problem.objectives.length, Number(parameters.population))),
    ),
};
