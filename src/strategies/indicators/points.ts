/** Points of `m` costs each (smaller is better), row after row, in one typed array. */
export interface Points {
  readonly values: Float64Array;
  readonly n: number;
  readonly m: number;
}

/** Rows of equal length as points. */
export function pointsOf(rows: readonly (readonly number[])[], m = rows[0]?.length ?? 0): Points {
  const values = new Float64Array(rows.length * m);
  for (let i = 0; i < rows.length; i++) for (let k = 0; k < m; k++) values[i * m + k] = rows[i]?.[k] ?? Number.NaN;
  return { values, n: rows.length, m };
}

let spare: Int32Array = new Int32Array(0);
let keys = new Float64Array(0);
let spareKeys = new Float64Array(0);
/** Points in a run that is sorted by insertion before runs are merged. */
const RUN = 8;

/**
 * Sorts the first `n` of `order` (indexes of points) by the costs in columns `first`, `first` + 1, … up to the last, then
 * by place: a stable bottom-up merge sort without allocation once its spare arrays have grown. The costs of the first column
 * move along with the indexes.
 */
export function sortByCosts(values: Float64Array, m: number, order: Int32Array, n: number, first = 0): void {
  if (spare.length < n) {
    spare = new Int32Array(2 * n);
    keys = new Float64Array(2 * n);
    spareKeys = new Float64Array(2 * n);
  }
  for (let i = 0; i < n; i++) keys[i] = values[order[i]! * m + first]!;
  for (let low = 0; low < n; low += RUN) insertionSort(values, m, order, low, Math.min(low + RUN, n), first);
  let from: Int32Array = order;
  let to: Int32Array = spare;
  let fromKeys = keys;
  let toKeys = spareKeys;
  for (let width = RUN; width < n; width *= 2) {
    for (let low = 0; low < n; low += 2 * width) {
      const middle = Math.min(low + width, n);
      const high = Math.min(low + 2 * width, n);
      let left = low;
      let right = middle;
      let at = low;
      while (left < middle && right < high) {
        const x = fromKeys[left]!;
        const y = fromKeys[right]!;
        if (x < y || (x === y && !before(values, m, from[right]!, from[left]!, first))) {
          toKeys[at] = x;
          to[at++] = from[left++]!;
        } else {
          toKeys[at] = y;
          to[at++] = from[right++]!;
        }
      }
      for (; left < middle; left++, at++) {
        toKeys[at] = fromKeys[left]!;
        to[at] = from[left]!;
      }
      for (; right < high; right++, at++) {
        toKeys[at] = fromKeys[right]!;
        to[at] = from[right]!;
      }
    }
    const swap = from;
    from = to;
    to = swap;
    const swapKeys = fromKeys;
    fromKeys = toKeys;
    toKeys = swapKeys;
  }
  if (from !== order) for (let i = 0; i < n; i++) order[i] = from[i]!;
}

function insertionSort(
  values: Float64Array,
  m: number,
  order: Int32Array,
  start: number,
  end: number,
  first: number,
): void {
  for (let i = start + 1; i < end; i++) {
    const key = keys[i]!;
    const point = order[i]!;
    let at = i;
    while (
      at > start &&
      (keys[at - 1]! > key || (keys[at - 1] === key && before(values, m, point, order[at - 1]!, first)))
    ) {
      keys[at] = keys[at - 1]!;
      order[at] = order[at - 1]!;
      at--;
    }
    keys[at] = key;
    order[at] = point;
  }
}

/** Of two points with the same cost in column `first`. */
function before(values: Float64Array, m: number, a: number, b: number, first: number): boolean {
  const x = a * m;
  const y = b * m;
  for (let k = first + 1; k < m; k++) {
    const difference = values[x + k]! - values[y + k]!;
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** 0, 1, … n - 1. */
export function indexes(n: number): Int32Array {
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  return order;
}
