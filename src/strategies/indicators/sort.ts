import { indexes, type Points, sortByCosts } from './points.ts';

/**
 * The front of each point: 0 for those that nothing dominates, 1 once these are taken away, and so on. Equal points share a
 * front. O(n log n) for two costs; for more, points in lexicographic order are compared with the fronts found so far,
 * a binary search over fronts (Zhang et al. 2015, *An efficient approach to nondominated sorting*, ENS-BS), O(m n²) at worst.
 */
export function nonDominatedSort(points: Points): { ranks: Int32Array; fronts: number } {
  const { values, n, m } = points;
  const ranks = new Int32Array(n);
  const order = indexes(n);
  sortByCosts(values, m, order, n);
  const fronts = m <= 2 ? sortPlane(values, m, order, ranks) : sortMany(values, m, order, ranks);
  return { ranks, fronts };
}

/** In order of the first cost, a point is dominated by a front just if the front's latest member has no larger second. */
function sortPlane(values: Float64Array, m: number, order: Int32Array, ranks: Int32Array): number {
  const latest = new Int32Array(order.length);
  let fronts = 0;
  for (let i = 0; i < order.length; i++) {
    const point = order[i]!;
    let low = 0;
    let high = fronts;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (frontBeats(values, m, latest[middle]!, point)) low = middle + 1;
      else high = middle;
    }
    ranks[point] = low;
    latest[low] = point;
    if (low === fronts) fronts++;
  }
  return fronts;
}

function frontBeats(values: Float64Array, m: number, member: number, point: number): boolean {
  const first = values[point * m]! - values[member * m]!;
  if (m === 1) return first > 0;
  const second = values[point * 2 + 1]! - values[member * 2 + 1]!;
  return second > 0 || (second === 0 && first > 0);
}

function sortMany(values: Float64Array, m: number, order: Int32Array, ranks: Int32Array): number {
  const n = order.length;
  // Members of each front as linked lists: the latest first, since it is the likeliest to dominate.
  const latest = new Int32Array(n).fill(-1);
  const previous = new Int32Array(n).fill(-1);
  let fronts = 0;
  for (let i = 0; i < n; i++) {
    const point = order[i]!;
    let low = 0;
    let high = fronts;
    while (low < high) {
      const middle = (low + high) >> 1;
      let member = latest[middle]!;
      while (member >= 0 && !dominatesAt(values, m, member, point)) member = previous[member]!;
      if (member >= 0) low = middle + 1;
      else high = middle;
    }
    ranks[point] = low;
    previous[point] = latest[low]!;
    latest[low] = point;
    if (low === fronts) fronts++;
  }
  return fronts;
}

/** Whether point `a` costs no more than `b` in anything and less in something. */
export function dominatesAt(values: Float64Array, m: number, a: number, b: number): boolean {
  const x = a * m;
  const y = b * m;
  let less = false;
  for (let k = 0; k < m; k++) {
    const difference = values[x + k]! - values[y + k]!;
    if (difference > 0) return false;
    if (difference < 0) less = true;
  }
  return less;
}
