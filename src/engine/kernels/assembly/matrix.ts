import { floats } from './geometry';
import { COLUMNS, multiplyTile, ROWS } from './micro-kernels';
import { packPanels, panelBytes } from './panels';

const ROWS_AT_ONCE: i32 = ROWS * 16;

export function matrixScratch(rows: i32, columns: i32, depth: i32, aDepthStep: i32): i32 {
  return 16 + panelBytes(depth, columns) + (aDepthStep == 1 ? 0 : floats(rows * depth));
}

/**
 * c[rows, columns] = op(a)·op(b), where op(a)(m, k) is a[m·aRowStep + k·aDepthStep] and op(b)(k, n) is
 * b[k·bDepthStep + n·bColumnStep]: transposed or not, at the same speed.
 */
export function multiplyMatrices(
  rows: i32, columns: i32, depth: i32,
  a: usize, aRowStep: i32, aDepthStep: i32,
  b: usize, bDepthStep: i32, bColumnStep: i32,
  c: usize, scratch: usize,
): void {
  const offsets = scratch, panels = scratch + 16;
  store<i32>(offsets, 0);
  packPanels(b, bDepthStep, bColumnStep, depth, columns, panels);
  let left = a, leftStep = floats(aRowStep);
  if (aDepthStep != 1) {
    left = panels + panelBytes(depth, columns);
    leftStep = floats(depth);
    transpose(a, aRowStep, aDepthStep, rows, depth, left);
  }
  const panelStep = <usize>depth << 5, resultStep = floats(columns);
  for (let block = 0; block < rows; block += ROWS_AT_ONCE) {
    const blockEnd = min(rows, block + ROWS_AT_ONCE);
    let panel = panels;
    for (let column = 0; column < columns; column += COLUMNS, panel += panelStep) {
      const filled = min(columns - column, COLUMNS), to = c + (<usize>column << 2);
      for (let row = block; row < blockEnd; row += ROWS) {
        // A tile at the end repeats the last row: it computes and writes the same numbers again.
        const r1 = min(row + 1, rows - 1), r2 = min(row + 2, rows - 1), r3 = min(row + 3, rows - 1);
        multiplyTile(
          1, offsets, depth,
          left + row * leftStep, left + r1 * leftStep, left + r2 * leftStep, left + r3 * leftStep,
          panel,
          to + row * resultStep, to + r1 * resultStep, to + r2 * resultStep, to + r3 * resultStep, filled,
        );
      }
    }
  }
}

/** In strips of 16, so that a line of the source is still in the cache when its next value is read. */
function transpose(a: usize, rowStep: i32, depthStep: i32, rows: i32, depth: i32, to: usize): void {
  for (let strip = 0; strip < depth; strip += 16) {
    const end = min(depth, strip + 16);
    for (let row = 0; row < rows; row++) for (let k = strip; k < end; k++) {
      store<f32>(to + (<usize>(row * depth + k) << 2), load<f32>(a + (<usize>(row * rowStep + k * depthStep) << 2)));
    }
  }
}
