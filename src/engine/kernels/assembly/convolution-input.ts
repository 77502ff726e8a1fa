import {
  aligned, batchOf, ceilDivide, channelsOf, copyRows, dilationXOf, dilationYOf, filtersOf, floats, heightOf,
  kernelHeightOf, kernelWidthOf, modulo, outHeightOf, outWidthOf, padLeftOf, padTopOf, roundUp, strideXOf, strideYOf,
  widthOf,
} from './geometry';
import { gradientExtent, zerosBefore } from './convolution-scratch';
import { COLUMNS, ROWS } from './micro-kernels';
import { packColumn, panelBytes } from './panels';
import { findRanges, runTiles } from './tiles';
import { suitsWinograd, winogradInputGradient } from './winograd';

/**
 * dx = the gradient of a convolution by its input. Input pixels that lie alike against the stride (a phase) are reached
 * by the same taps; for each of the strideY · strideX phases it is a convolution of stride 1 of the padded dy with those
 * taps, turned round.
 */
export function convolutionInputGradient(g: usize, dy: usize, w: usize, dx: usize, scratch: usize): void {
  if (suitsWinograd(g)) return winogradInputGradient(g, dy, w, dx, scratch);
  const batch = batchOf(g), height = heightOf(g), width = widthOf(g), channels = channelsOf(g);
  const kernelHeight = kernelHeightOf(g), kernelWidth = kernelWidthOf(g), filters = filtersOf(g);
  const outHeight = outHeightOf(g), outWidth = outWidthOf(g), padTop = padTopOf(g), padLeft = padLeftOf(g);
  const strideY = strideYOf(g), strideX = strideXOf(g), dilationY = dilationYOf(g), dilationX = dilationXOf(g);
  const top = zerosBefore(kernelHeight, dilationY, strideY, padTop);
  const left = zerosBefore(kernelWidth, dilationX, strideX, padLeft);
  const rows = top + gradientExtent(height, outHeight, strideY, padTop);
  const columns = left + gradientExtent(width, outWidth, strideX, padLeft);
  const inPlace = rows == outHeight && columns == outWidth;
  const taps = kernelHeight * kernelWidth, most = roundUp(height * width, ROWS);

  const offsets = scratch; scratch += aligned(floats(taps));
  const runRows = scratch; scratch += aligned(floats(taps));
  const readAt = scratch; scratch += aligned(floats(most));
  const writeAt = scratch; scratch += aligned(floats(most));
  const ranges = scratch; scratch += aligned(floats(most));
  const panels = scratch; scratch += panelBytes(taps * filters, channels);
  const image = scratch;

  if (!inPlace) memory.fill(image, 0, floats(rows * columns * filters));
  const joined = dilationX == 1;
  for (let phaseY = 0; phaseY < strideY; phaseY++) for (let phaseX = 0; phaseX < strideX; phaseX++) {
    const phaseRows = ceilDivide(height - phaseY, strideY), phaseColumns = ceilDivide(width - phaseX, strideX);
    if (phaseRows <= 0 || phaseColumns <= 0) continue;
    let tapRows = 0, tapColumns = 0, runs = 0;
    for (let j = 0; j < kernelWidth; j++) if (reaches(phaseX, padLeft, j, dilationX, strideX)) tapColumns++;
    // Both indices fall, so that the offsets into dy rise.
    for (let i = kernelHeight - 1; i >= 0; i--) {
      if (!reaches(phaseY, padTop, i, dilationY, strideY)) continue;
      const row = (phaseY + padTop - i * dilationY) / strideY + top;
      let first = true;
      for (let j = kernelWidth - 1; j >= 0; j--) {
        if (!reaches(phaseX, padLeft, j, dilationX, strideX)) continue;
        if (first || !joined) {
          const column = (phaseX + padLeft - j * dilationX) / strideX + left;
          store<i32>(runRows + (runs << 2), row);
          store<i32>(offsets + (runs << 2), floats((row * columns + column) * filters));
          runs++;
        }
        first = false;
      }
      tapRows++;
    }
    const length = joined ? tapColumns * filters : filters, depth = tapRows * tapColumns * filters;
    packPhase(g, w, phaseY, phaseX, depth, panels);
    const phasePixels = phaseRows * phaseColumns, pixels = roundUp(phasePixels, ROWS);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const real = min(pixel, phasePixels - 1), y = real / phaseColumns, x = real % phaseColumns;
      store<i32>(readAt + (pixel << 2), floats((y * columns + x) * filters));
      store<i32>(writeAt + (pixel << 2), floats(((y * strideY + phaseY) * width + x * strideX + phaseX) * channels));
    }
    findRanges(pixels, phaseColumns, 1, runs, runRows, top, outHeight, ranges);
    for (let n = 0; n < batch; n++) {
      const from = dy + floats(n * outHeight * outWidth * filters);
      if (!inPlace) {
        const middle = image + floats((top * columns + left) * filters), line = floats(outWidth * filters);
        copyRows(from, middle, outHeight, line, floats(columns * filters), line);
      }
      const to = dx + floats(n * height * width * channels);
      runTiles(pixels, readAt, writeAt, ranges, runs, offsets, length, panels, channels, inPlace ? from : image, to);
    }
  }
}

/** Whether tap `tap` of a kernel meets the input positions of a phase. */
function reaches(phase: i32, pad: i32, tap: i32, dilation: i32, stride: i32): bool {
  return modulo(phase + pad - tap * dilation, stride) == 0;
}

/** The filter's taps of one phase as panels: rows (tap, filter), columns input channels. */
function packPhase(g: usize, w: usize, phaseY: i32, phaseX: i32, depth: i32, to: usize): void {
  const channels = channelsOf(g), filters = filtersOf(g);
  const kernelHeight = kernelHeightOf(g), kernelWidth = kernelWidthOf(g);
  for (let first = 0; first < channels; first += COLUMNS) {
    const filled = min(channels - first, COLUMNS);
    if (filled < COLUMNS) memory.fill(to, 0, <usize>depth << 5);
    for (let i = kernelHeight - 1; i >= 0; i--) {
      if (!reaches(phaseY, padTopOf(g), i, dilationYOf(g), strideYOf(g))) continue;
      for (let j = kernelWidth - 1; j >= 0; j--) {
        if (!reaches(phaseX, padLeftOf(g), j, dilationXOf(g), strideXOf(g))) continue;
        for (let c = 0; c < filled; c++) {
          packColumn(w + floats(((i * kernelWidth + j) * channels + first + c) * filters), 4, filters, to + (<usize>c << 2));
        }
        to += <usize>filters << 5;
      }
    }
  }
}
