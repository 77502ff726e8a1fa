import { normalCdf, normalDensity } from '../normal.ts';
import { type Points, sortByCosts } from './points.ts';

/** Boxes that do not overlap: `low` and `high` of each cost, box after box. */
export interface Boxes {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly n: number;
  readonly m: number;
}

/**
 * What the front leaves open below the reference, as boxes: one strip a step for two costs; for more, slabs along the last
 * cost, each with the strips of the points that reach into it. O(n^(m-1)) boxes.
 */
export function openBoxes(front: Points, reference: readonly number[]): Boxes {
  const { m } = front;
  const low: number[] = [];
  const high: number[] = [];
  const add = (from: readonly number[], to: readonly number[]): void => {
    low.push(...from);
    high.push(...to);
  };
  const inside = Array.from({ length: front.n }, (_, i) => i).filter((i) =>
    reference.every((limit, k) => front.values[i * m + k]! < limit),
  );
  const order = Int32Array.from(inside);
  const slabs = (points: readonly number[], k: number, from: readonly number[], to: readonly number[]): void => {
    if (k === 0) {
      // Along the first cost everything up to the best of those that reach here is open.
      const end = points.reduce((least, i) => Math.min(least, front.values[i * m]!), reference[0]!);
      add([Number.NEGATIVE_INFINITY, ...from], [end, ...to]);
      return;
    }
    const sorted = Int32Array.from(points);
    const column = Float64Array.from({ length: front.n }, (_, i) => front.values[i * m + k]!);
    sortByCosts(column, 1, sorted, sorted.length);
    let start = Number.NEGATIVE_INFINITY;
    for (let i = 0; i <= sorted.length; i++) {
      const end = i < sorted.length ? column[sorted[i]!]! : reference[k]!;
      if (end <= start) continue;
      slabs([...sorted.subarray(0, i)], k - 1, [start, ...from], [end, ...to]);
      start = end;
    }
  };
  slabs([...order], m - 1, [], []);
  return { low: Float64Array.from(low), high: Float64Array.from(high), n: low.length / m, m };
}

/**
 * Expected hypervolume improvement of a point whose costs are independent normal variables: the chance to dominate each
 * place that is open, summed over the open boxes, exact for any number of costs (as Emmerich et al. 2011 for two).
 */
export function expectedImprovement(
  { low, high, n, m }: Boxes,
  mean: ArrayLike<number>,
  deviation: ArrayLike<number>,
): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    let part = 1;
    for (let k = 0; k < m && part > 0; k++) {
      part *= below(high[i * m + k]!, mean[k]!, deviation[k]!) - below(low[i * m + k]!, mean[k]!, deviation[k]!);
    }
    sum += part;
  }
  return sum;
}

/** Integral of the normal distribution function up to `z`. */
function below(z: number, mean: number, deviation: number): number {
  if (z === Number.NEGATIVE_INFINITY) return 0;
  if (!(deviation > 0)) return Math.max(0, z - mean);
  const u = (z - mean) / deviation;
  return (z - mean) * normalCdf(u) + deviation * normalDensity(u);
}
