import type { Points } from './points.ts';

/** Mean distance from the points to the nearest of the front; `plus` counts only what a point is worse by (GD+). */
export const generationalDistance = (points: Points, front: Points, plus = false): number =>
  meanNearest(points, front, plus ? 1 : 0);

/** Mean distance from the front to the nearest point; `plus` as IGD+ (Ishibuchi et al. 2015), which agrees with domination. */
export const invertedGenerationalDistance = (points: Points, front: Points, plus = false): number =>
  meanNearest(front, points, plus ? -1 : 0);

/** `sign` 1: counts only where `from` is larger, -1: only where `to` is, 0: both. */
function meanNearest(from: Points, to: Points, sign: number): number {
  const { m } = from;
  let sum = 0;
  for (let i = 0; i < from.n; i++) {
    let nearest = Number.POSITIVE_INFINITY;
    for (let j = 0; j < to.n; j++) {
      let square = 0;
      for (let k = 0; k < m && square < nearest; k++) {
        const difference = from.values[i * m + k]! - to.values[j * m + k]!;
        if (difference * sign >= 0) square += difference * difference;
      }
      if (square < nearest) nearest = square;
    }
    sum += Math.sqrt(nearest);
  }
  return sum / from.n;
}

/** The least that must be taken from every cost of the points so that they weakly dominate the front (Zitzler et al. 2003). */
export const additiveEpsilon = (points: Points, front: Points): number => epsilon(points, front, (a, r) => a - r);

/** The least that every cost of the points must be divided by so that they weakly dominate the front; costs above zero. */
export const multiplicativeEpsilon = (points: Points, front: Points): number => epsilon(points, front, (a, r) => a / r);

function epsilon(points: Points, front: Points, gap: (a: number, r: number) => number): number {
  const { m } = points;
  let worst = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < front.n; i++) {
    let best = Number.POSITIVE_INFINITY;
    for (let j = 0; j < points.n; j++) {
      let most = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < m; k++) most = Math.max(most, gap(points.values[j * m + k]!, front.values[i * m + k]!));
      best = Math.min(best, most);
    }
    worst = Math.max(worst, best);
  }
  return worst;
}

/**
 * Deb's Δ for two costs: how unevenly the points lie between the ends of the front, 0 for even gaps that reach both ends.
 * `ends` are the two extreme points of the true front.
 */
export function spread(points: Points, ends: Points): number {
  const rows = rowsOf(points).sort((a, b) => a[0]! - b[0]! || b[1]! - a[1]!);
  const [low, high] = rowsOf(ends).sort((a, b) => a[0]! - b[0]!);
  const first = rows[0];
  const last = rows.at(-1);
  if (!low || !high || !first || !last) return Number.NaN;
  const gaps = rows.slice(1).map((row, i) => distance(row, rows[i]!));
  const mean = gaps.length > 0 ? gaps.reduce((a, b) => a + b, 0) / gaps.length : 0;
  const ended = distance(first, low) + distance(last, high);
  const total = ended + gaps.length * mean;
  return total === 0 ? 0 : (ended + gaps.reduce((sum, gap) => sum + Math.abs(gap - mean), 0)) / total;
}

/** Standard deviation (n - 1) of each point's L1 distance to its nearest neighbour (Schott 1995). */
export function spacing({ values, n, m }: Points): number {
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < m; k++) sum += Math.abs(values[i * m + k]! - values[j * m + k]!);
      if (sum < nearest[i]!) nearest[i] = sum;
      if (sum < nearest[j]!) nearest[j] = sum;
    }
  }
  let mean = 0;
  for (let i = 0; i < n; i++) mean += nearest[i]! / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (nearest[i]! - mean) ** 2;
  return n < 2 ? 0 : Math.sqrt(squares / (n - 1));
}

/**
 * Unary R2: mean over weights of the least weighted Tchebycheff distance to the ideal point (Brockhoff, Wagner and
 * Trautmann 2012); smaller is better.
 */
export function r2(points: Points, weights: Points, ideal: ArrayLike<number>): number {
  const { m } = points;
  let sum = 0;
  for (let w = 0; w < weights.n; w++) {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < points.n; i++) {
      let most = 0;
      for (let k = 0; k < m; k++) {
        most = Math.max(most, weights.values[w * m + k]! * Math.abs(points.values[i * m + k]! - ideal[k]!));
      }
      best = Math.min(best, most);
    }
    sum += best;
  }
  return sum / weights.n;
}

/** C(A, B): the share of `b` that some point of `a` weakly dominates (Zitzler and Thiele 1999). */
export function coverage(a: Points, b: Points): number {
  const { m } = a;
  let covered = 0;
  for (let j = 0; j < b.n; j++) {
    for (let i = 0; i < a.n; i++) {
      let k = 0;
      while (k < m && a.values[i * m + k]! <= b.values[j * m + k]!) k++;
      if (k < m) continue;
      covered++;
      break;
    }
  }
  return covered / b.n;
}

const rowsOf = ({ values, n, m }: Points): Float64Array[] =>
  Array.from({ length: n }, (_, i) => values.subarray(i * m, (i + 1) * m));

function distance(a: Float64Array, b: Float64Array): number {
  let square = 0;
  for (let k = 0; k < a.length; k++) square += (a[k]! - b[k]!) ** 2;
  return Math.sqrt(square);
}
