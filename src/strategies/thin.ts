import { sortByCosts } from './indicators/points.ts';
import type { Scored } from './multi-objective.ts';
import { costsOf } from './ranking.ts';

/**
 * Drops the most crowded of a front one at a time, of equals the newest; the crowding of its neighbours is then counted
 * anew, so that a crowd is not lost as a whole (Kukkonen and Deb 2006). O(m n log n) and O(n + m²) for each that goes.
 */
export function thin(solutions: readonly Scored[], front: readonly number[], places: number): number[] {
  const { values, n, m } = costsOf(solutions, front);
  // For each cost, a list of the points in its order, so that the neighbours of one that goes become neighbours.
  const before = new Int32Array(n * m);
  const after = new Int32Array(n * m);
  const ranges = new Float64Array(m);
  const order = new Int32Array(n);
  const column = new Float64Array(n);
  for (let k = 0; k < m; k++) {
    for (let i = 0; i < n; i++) {
      order[i] = i;
      column[i] = values[i * m + k]!;
    }
    sortByCosts(column, 1, order, n);
    ranges[k] = n > 0 ? column[order[n - 1]!]! - column[order[0]!]! : 0;
    for (let i = 0; i < n; i++) {
      before[order[i]! * m + k] = i > 0 ? order[i - 1]! : -1;
      after[order[i]! * m + k] = i + 1 < n ? order[i + 1]! : -1;
    }
  }
  const crowding = (i: number): number => {
    let sum = 0;
    for (let k = 0; k < m; k++) {
      if (!(ranges[k]! > 0)) continue;
      const [low, high] = [before[i * m + k]!, after[i * m + k]!];
      if (low < 0 || high < 0) return Number.POSITIVE_INFINITY;
      sum += (values[high * m + k]! - values[low * m + k]!) / ranges[k]!;
    }
    return sum;
  };
  const distances = new Float64Array(n);
  for (let i = 0; i < n; i++) distances[i] = crowding(i);
  const gone = new Uint8Array(n);
  for (let left = n; left > places; left--) {
    let worst = -1;
    for (let i = n - 1; i >= 0; i--) {
      if (gone[i] === 0 && (worst < 0 || distances[i]! < distances[worst]!)) worst = i;
    }
    gone[worst] = 1;
    for (let k = 0; k < m; k++) {
      const [low, high] = [before[worst * m + k]!, after[worst * m + k]!];
      if (low >= 0) after[low * m + k] = high;
      if (high >= 0) before[high * m + k] = low;
    }
    for (let k = 0; k < m; k++) {
      const [low, high] = [before[worst * m + k]!, after[worst * m + k]!];
      if (low >= 0) distances[low] = crowding(low);
      if (high >= 0) distances[high] = crowding(high);
    }
  }
  return front.filter((_, i) => gone[i] === 0);
}
