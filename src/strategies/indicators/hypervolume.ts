import { type Points, sortByCosts } from './points.ts';

/**
 * Volume that the points dominate up to a reference point (all are costs). Exact: a sweep for two costs, O(n log n); a sweep
 * with a sorted staircase for three; above, WFG with the last cost sliced off at each level (While, Bradstreet, Barone 2012,
 * *A fast way of calculating exact hypervolumes*). Points that are not below the reference in every cost add nothing.
 */
export function hypervolume(points: Points, reference: ArrayLike<number>): number {
  const { values, n, m } = points;
  if (m === 0) return 0;
  const level = levelOf(m, n);
  let kept = 0;
  for (let i = 0; i < n; i++) {
    let inside = true;
    for (let k = 0; k < m; k++) if (!(values[i * m + k]! < reference[k]!)) inside = false;
    if (!inside) continue;
    // Measured from the reference: the sweeps then need not know it.
    for (let k = 0; k < m; k++) level.values[kept * m + k] = values[i * m + k]! - reference[k]!;
    kept++;
  }
  return volume(level, m, kept);
}

/**
 * What the volume loses without each point: hv(S) - hv(S without it). A point that is no worse in all costs but one bounds in that
 * one what can be another's alone; of that box, mostly a small one, the few points that reach into it take their share.
 */
export function hypervolumeContributions(points: Points, reference: ArrayLike<number>): Float64Array {
  const { values, n, m } = points;
  const out = new Float64Array(n);
  const limited = new Float64Array(n * m);
  const bound = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    const own = i * m;
    for (let k = 0; k < m; k++) bound[k] = reference[k]!;
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      let worse = -1;
      let several = false;
      for (let k = 0; k < m; k++) {
        if (values[j * m + k]! <= values[own + k]!) continue;
        if (worse >= 0) several = true;
        worse = k;
      }
      // Nowhere worse: nothing is left.
      if (worse < 0) bound[0] = values[own]!;
      else if (!several) bound[worse] = Math.min(bound[worse]!, values[j * m + worse]!);
    }
    let box = 1;
    for (let k = 0; k < m; k++) box *= Math.max(0, bound[k]! - values[own + k]!);
    if (box === 0) continue;
    let rows = 0;
    for (let j = 0; j < n; j++) {
      let reaches = j !== i;
      for (let k = 0; k < m && reaches; k++) reaches = values[j * m + k]! < bound[k]!;
      if (!reaches) continue;
      for (let k = 0; k < m; k++) limited[rows * m + k] = Math.max(values[own + k]!, values[j * m + k]!);
      rows++;
    }
    out[i] = Math.max(0, box - hypervolume({ values: limited, n: rows, m }, bound));
  }
  return out;
}

/** The contributions within one front, whose points do not dominate each other; two costs take O(n log n). */
export function frontContributions(points: Points, reference: ArrayLike<number>): Float64Array {
  const { values, n, m } = points;
  if (m !== 2) return hypervolumeContributions(points, reference);
  const out = new Float64Array(n);
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  sortByCosts(values, 2, order, n);
  for (let i = 0; i < n; i++) {
    const point = order[i]!;
    const right = i + 1 < n ? values[2 * order[i + 1]!]! : reference[0]!;
    const top = i > 0 ? values[2 * order[i - 1]! + 1]! : reference[1]!;
    out[point] = Math.max(0, right - values[2 * point]!) * Math.max(0, top - values[2 * point + 1]!);
  }
  return out;
}

/** Working memory of one level of the recursion; it grows and is kept. */
interface Level {
  values: Float64Array;
  order: Int32Array;
}
const levels: Level[] = [];
let stairX = new Float64Array(0);
let stairY = new Float64Array(0);

function levelOf(m: number, n: number): Level {
  levels[m] ??= { values: new Float64Array(0), order: new Int32Array(0) };
  const level = levels[m];
  if (level.order.length < n) {
    level.values = new Float64Array(2 * n * m);
    level.order = new Int32Array(2 * n);
  }
  return level;
}

/** The first `n` points of a level, all below zero, up to zero. */
function volume(level: Level, m: number, n: number): number {
  if (n === 0) return 0;
  if (m === 1) return -least(level.values, n);
  if (m === 2) return area(level, n);
  if (m === 3) return sweep(level, n);
  return slices(level, m, n);
}

function least(values: Float64Array, n: number): number {
  let low = 0;
  for (let i = 0; i < n; i++) low = Math.min(low, values[i]!);
  return low;
}

function area(level: Level, n: number): number {
  const pairs = sortedPairs(level.values, n);
  let sum = 0;
  let height = 0;
  for (let at = 0; at < 2 * n; at += 2) {
    const y = pairs[at + 1]!;
    if (y >= height) continue;
    sum += pairs[at]! * (y - height);
    height = y;
  }
  return sum;
}

let spare: Float64Array = new Float64Array(0);

/** Pairs by their first number: whole pairs move, which for many of them is faster than looking them up by index. */
function sortedPairs(pairs: Float64Array, n: number): Float64Array {
  const end = 2 * n;
  for (let run = 0; run < end; run += 2 * RUN) insertionSort(pairs, run, Math.min(run + 2 * RUN, end));
  if (n <= RUN) return pairs;
  if (spare.length < end) spare = new Float64Array(2 * end);
  let from = pairs;
  let to = spare;
  for (let width = 2 * RUN; width < end; width *= 2) {
    for (let low = 0; low < end; low += 2 * width) {
      const middle = Math.min(low + width, end);
      const high = Math.min(low + 2 * width, end);
      let left = low;
      let right = middle;
      for (let at = low; at < high; at += 2) {
        const leftFirst = left < middle && (right >= high || from[left]! <= from[right]!);
        const next = leftFirst ? left : right;
        to[at] = from[next]!;
        to[at + 1] = from[next + 1]!;
        if (leftFirst) left += 2;
        else right += 2;
      }
    }
    const swap = from;
    from = to;
    to = swap;
  }
  return from;
}

/** Pairs in a run that is sorted by insertion before runs are merged. */
const RUN = 16;

function insertionSort(pairs: Float64Array, start: number, end: number): void {
  for (let i = start + 2; i < end; i += 2) {
    const x = pairs[i]!;
    const y = pairs[i + 1]!;
    let at = i - 2;
    for (; at >= start && pairs[at]! > x; at -= 2) {
      pairs[at + 2] = pairs[at]!;
      pairs[at + 3] = pairs[at + 1]!;
    }
    pairs[at + 2] = x;
    pairs[at + 3] = y;
  }
}

/** In order of the third cost; the staircase of the first two is kept sorted, what a step adds is counted at once. */
function sweep({ values, order }: Level, n: number): number {
  if (stairX.length < n + 1) {
    stairX = new Float64Array(2 * n + 1);
    stairY = new Float64Array(2 * n + 1);
  }
  for (let i = 0; i < n; i++) order[i] = i;
  sortByCosts(values, 3, order, n, 2);
  let sum = 0;
  let steps = 0; // x rises, y falls
  for (let i = 0; i < n; i++) {
    const at = order[i]! * 3;
    const x = values[at]!;
    const y = values[at + 1]!;
    const z = values[at + 2]!;
    // The first step right of x, or at x.
    let low = 0;
    let high = steps;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (stairX[middle]! < x) low = middle + 1;
      else high = middle;
    }
    const above = low > 0 ? stairY[low - 1]! : 0;
    if (above <= y || (low < steps && stairX[low] === x && stairY[low]! <= y)) continue;
    // New ground: from x to the first step that is lower than y, stair by stair.
    let gained = 0;
    let left = x;
    let top = above;
    let end = low;
    while (end < steps && stairY[end]! >= y) {
      gained += (stairX[end]! - left) * (top - y);
      left = stairX[end]!;
      top = stairY[end]!;
      end++;
    }
    gained += ((end < steps ? stairX[end]! : 0) - left) * (top - y);
    // z is below zero, and what is covered now stays covered up to zero.
    sum -= gained * z;
    const shift = 1 - (end - low);
    if (shift !== 0) {
      stairX.copyWithin(end + shift, end, steps);
      stairY.copyWithin(end + shift, end, steps);
    }
    stairX[low] = x;
    stairY[low] = y;
    steps += shift;
  }
  return sum;
}

/**
 * Worst in the last cost first: what a point covers alone is a slab, as thick as its last cost, over what it covers in the
 * others that no later point covers.
 */
function slices(level: Level, m: number, n: number): number {
  const { values, order } = level;
  for (let i = 0; i < n; i++) order[i] = i;
  sortByCosts(values, m, order, n, m - 1);
  const below = m - 1;
  const lower = levelOf(below, n);
  let sum = 0;
  for (let i = n - 1; i >= 0; i--) {
    const at = order[i]! * m;
    let box = 1;
    for (let k = 0; k < below; k++) box *= -values[at + k]!;
    let rows = 0;
    for (let j = i - 1; j >= 0; j--) rows = addLimited(values, at, order[j]! * m, below, lower.values, rows);
    sum += -values[at + below]! * (box - volume(lower, below, rows));
  }
  return sum;
}

/** Adds a point limited to another's box, unless one that is there covers it; those that it covers go. */
function addLimited(values: Float64Array, box: number, point: number, m: number, to: Float64Array, n: number): number {
  const end = n * m;
  for (let k = 0; k < m; k++) to[end + k] = Math.max(values[box + k]!, values[point + k]!);
  let rows = 0;
  for (let i = 0; i < n; i++) {
    let covers = true;
    let covered = true;
    for (let k = 0; k < m; k++) {
      const difference = to[i * m + k]! - to[end + k]!;
      if (difference > 0) covers = false;
      else if (difference < 0) covered = false;
    }
    // If it covers the new one, then no earlier row was dropped: rows do not cover each other.
    if (covers) return n;
    if (covered) continue;
    if (rows !== i) to.copyWithin(rows * m, i * m, (i + 1) * m);
    rows++;
  }
  to.copyWithin(rows * m, end, end + m);
  return rows + 1;
}
