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

/**
 * Sorts the first `n` of `order` (indexes of points) by the costs in columns `first`, `first` + 1, … up to the last, then
 * by index: a stable bottom-up merge sort without allocation once its spare array has grown.
 */
export function sortByCosts(values: Float64Array, m: number, order: Int32Array, n: number, first = 0): void {
  if (spare.length < n) spare = new Int32Array(Math.max(n, 2 * spare.length));
  let from: Int32Array = order;
  let to: Int32Array = spare;
  for (let width = 1; width < n; width *= 2) {
    for (let low = 0; low < n; low += 2 * width) {
      const middle = Math.min(low + width, n);
      const high = Math.min(low + 2 * width, n);
      let left = low;
      let right = middle;
      for (let at = low; at < high; at++) {
        if (left < middle && (right >= high || !before(values, m, from[right]!, from[left]!, first))) {
          to[at] = from[left++]!;
        } else {
          to[at] = from[right++]!;
        }
      }
    }
    const swap = from;
    from = to;
    to = swap;
  }
  if (from !== order) for (let i = 0; i < n; i++) order[i] = from[i]!;
}

function before(values: Float64Array, m: number, a: number, b: number, first: number): boolean {
  const x = a * m;
  const y = b * m;
  for (let k = first; k < m; k++) {
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
