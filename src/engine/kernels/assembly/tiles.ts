// One image's worth of a convolution as tiles of 4 output pixels x 8 filters.
import { COLUMNS, multiplyTile, ROWS } from './micro-kernels';

/** Pixels whose input stays in the first-level cache while all panels of weights pass. */
const PIXELS_AT_ONCE: i32 = ROWS * 16;

/**
 * `pixels` (a multiple of 4) output pixels; `readAt` and `writeAt` hold for each where its window starts and where its
 * result goes, in bytes. A window is `runs` contiguous stretches of `length` values, at `offsets` from its start.
 * `ranges`: for each tile the first run and the one after the last, two 16-bit numbers: runs that lie in the padding for
 * all four pixels would only add zeros.
 */
export function runTiles(
  pixels: i32, readAt: usize, writeAt: usize, ranges: usize,
  runs: i32, offsets: usize, length: i32,
  panels: usize, columns: i32, from: usize, to: usize,
): void {
  const panelStep = <usize>(runs * length) << 5;
  const runBytes = <usize>length << 5;
  for (let block = 0; block < pixels; block += PIXELS_AT_ONCE) {
    const blockEnd = min(pixels, block + PIXELS_AT_ONCE);
    let panel = panels;
    for (let column = 0; column < columns; column += COLUMNS, panel += panelStep) {
      const target = to + (<usize>column << 2);
      const filled = min(columns - column, COLUMNS);
      for (let pixel = block, range = ranges + (<usize>(block / ROWS) << 2); pixel < blockEnd; pixel += ROWS, range += 4) {
        const read = readAt + (<usize>pixel << 2), write = writeAt + (<usize>pixel << 2);
        const first = <usize>load<u16>(range), end = <usize>load<u16>(range, 2);
        multiplyTile(
          <i32>(end - first), offsets + (first << 2), length,
          from + load<u32>(read, 0), from + load<u32>(read, 4), from + load<u32>(read, 8), from + load<u32>(read, 12),
          panel + first * runBytes,
          target + load<u32>(write, 0), target + load<u32>(write, 4),
          target + load<u32>(write, 8), target + load<u32>(write, 12), filled,
        );
      }
    }
  }
}

/**
 * Writes the ranges that runTiles reads. Output pixel q starts at row q / outWidth · strideY of the padded image, run s
 * lies runRows[s] rows below that; rows from `top` to `top + height` are real, the others padding.
 */
export function findRanges(
  pixels: i32, outWidth: i32, strideY: i32, runs: i32, runRows: usize, top: i32, height: i32, ranges: usize,
): void {
  for (let pixel = 0; pixel < pixels; pixel += ROWS, ranges += 4) {
    const highest = pixel / outWidth * strideY;
    const lowest = min(pixel + ROWS - 1, pixels - 1) / outWidth * strideY;
    let first = 0, end = runs;
    while (first < end && isPadding(highest, lowest, load<i32>(runRows + (<usize>first << 2)), top, height)) first++;
    while (end > first && isPadding(highest, lowest, load<i32>(runRows + (<usize>(end - 1) << 2)), top, height)) end--;
    store<u16>(ranges, first);
    store<u16>(ranges, end, 2);
  }
}

function isPadding(highest: i32, lowest: i32, row: i32, top: i32, height: i32): bool {
  return lowest + row < top || highest + row >= top + height;
}
