import { indexes, type Points, sortByCosts } from './points.ts';

/**
 * Crowding distance of each point of one front: for each cost, the gap between its two neighbours over the front's range,
 * summed; infinite at the ends; a cost that does not vary adds nothing (Deb et al. 2002, NSGA-II, section III-B).
 */
export function crowdingDistances(points: Points): Float64Array {
  const { values, n, m } = points;
  const distances = new Float64Array(n);
  const column = new Float64Array(n);
  const order = indexes(n);
  for (let k = 0; k < m; k++) {
    for (let i = 0; i < n; i++) {
      column[i] = values[i * m + k]!;
      order[i] = i;
    }
    sortByCosts(column, 1, order, n);
    const low = order[0] ?? 0;
    const high = order[n - 1] ?? 0;
    const range = n > 0 ? column[high]! - column[low]! : 0;
    if (!(range > 0)) continue;
    distances[low] = Number.POSITIVE_INFINITY;
    distances[high] = Number.POSITIVE_INFINITY;
    for (let i = 1; i < n - 1; i++) {
      const point = order[i]!;
      distances[point] = distances[point]! + (column[order[i + 1]!]! - column[order[i - 1]!]!) / range;
    }
  }
  return distances;
}
