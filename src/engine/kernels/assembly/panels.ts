import { floats, roundUp } from './geometry';
import { COLUMNS } from './micro-kernels';

/** Bytes of a matrix of `rows` x `columns` packed in panels. */
export function panelBytes(rows: i32, columns: i32): i32 {
  return floats(roundUp(columns, COLUMNS) * rows);
}

/**
 * Packs a matrix b(k, n) at b + 4·(k·rowStep + n·columnStep) in panels of 8 columns, [⌈columns/8⌉][rows][8], zeros where
 * a panel has no column: the order in which multiplyTile reads it, whatever the order in memory.
 */
export function packPanels(b: usize, rowStep: i32, columnStep: i32, rows: i32, columns: i32, to: usize): void {
  for (let first = 0; first < columns; first += COLUMNS) {
    const filled = min(columns - first, COLUMNS);
    if (columnStep == 1 && filled == COLUMNS) {
      let from = b + (<usize>first << 2);
      for (let k = 0; k < rows; k++) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        to += 32;
        from += <usize>rowStep << 2;
      }
    } else {
      if (filled < COLUMNS) memory.fill(to, 0, <usize>rows << 5);
      for (let column = 0; column < filled; column++) {
        packColumn(b + (<usize>((first + column) * columnStep) << 2), <usize>rowStep << 2, rows, to + (<usize>column << 2));
      }
      to += <usize>rows << 5;
    }
  }
}

/** One column of a panel: `rows` values, `step` bytes apart. */
export function packColumn(from: usize, step: usize, rows: i32, to: usize): void {
  for (let k = 0; k < rows; k++) {
    store<f32>(to, load<f32>(from));
    to += 32;
    from += step;
  }
}
