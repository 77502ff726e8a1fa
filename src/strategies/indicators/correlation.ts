import { midRanks } from '../../base/statistics/rank-tests.ts';
import { indexes, sortByCosts } from './points.ts';

/** Kendall's τ-b, which allows for ties; O(n log n) (Knight 1966). Not a number if one side does not vary. */
export function kendall(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  const pairs = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    pairs[2 * i] = x[i]!;
    pairs[2 * i + 1] = y[i]!;
  }
  const order = indexes(n);
  sortByCosts(pairs, 2, order, n);
  const [tiedX, tiedBoth] = [ties(order, pairs, 0), ties(order, pairs, 1)];
  const second = new Float64Array(n);
  for (let i = 0; i < n; i++) second[i] = pairs[2 * order[i]! + 1]!;
  const swaps = inversions(second);
  // `second` is sorted now.
  let tiedY = 0;
  for (let i = 0, run = 0; i < n; i++) {
    run = i > 0 && second[i] === second[i - 1] ? run + 1 : 0;
    tiedY += run;
  }
  const all = (n * (n - 1)) / 2;
  return (all - tiedX - tiedY + tiedBoth - 2 * swaps) / Math.sqrt((all - tiedX) * (all - tiedY));
}

/** Pairs of neighbours in order that are equal in the columns up to `last`, counted over runs. */
function ties(order: Int32Array, pairs: Float64Array, last: number): number {
  let tied = 0;
  for (let i = 1, run = 0; i < order.length; i++) {
    let same = true;
    for (let k = 0; k <= last; k++) if (pairs[2 * order[i]! + k] !== pairs[2 * order[i - 1]! + k]) same = false;
    run = same ? run + 1 : 0;
    tied += run;
  }
  return tied;
}

/** Sorts in place by merging and counts the pairs that stood the wrong way round. */
function inversions(values: Float64Array): number {
  const n = values.length;
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(n);
  let count = 0;
  for (let width = 1; width < n; width *= 2) {
    for (let low = 0; low < n; low += 2 * width) {
      const middle = Math.min(low + width, n);
      const high = Math.min(low + 2 * width, n);
      let left = low;
      let right = middle;
      for (let at = low; at < high; at++) {
        if (left < middle && (right >= high || from[left]! <= from[right]!)) {
          to[at] = from[left++]!;
        } else {
          count += middle - left;
          to[at] = from[right++]!;
        }
      }
    }
    [from, to] = [to, from];
  }
  if (from !== values) values.set(from);
  return count;
}

/** Spearman's ρ: the correlation of the ranks, ties sharing the middle one. Not a number if one side does not vary. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const a = midRanks(x).ranks;
  const b = midRanks(y).ranks;
  const mean = (a.length + 1) / 2;
  let [both, first, second] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [a[i]! - mean, b[i]! - mean];
    both += da * db;
    first += da * da;
    second += db * db;
  }
  return both / Math.sqrt(first * second);
}
