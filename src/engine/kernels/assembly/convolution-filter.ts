import {
  batchOf, ceilDivide, channelsOf, copyRows, dilationXOf, dilationYOf, filtersOf, floats, floorDivide, heightOf,
  kernelHeightOf, kernelWidthOf, outHeightOf, outWidthOf, padLeftOf, padTopOf, paddedHeight, paddedWidth, roundUp,
  strideXOf, strideYOf, widthOf,
} from './geometry';
import { COLUMNS, outerProduct3, outerProduct4 } from './micro-kernels';
import { suitsWinograd, winogradFilterGradient } from './winograd';

/** Output pixels in a block: their x and dy stay in the first-level cache while all taps pass. */
const PIXELS_AT_ONCE: i32 = 128;

/**
 * dw = the gradient of a convolution by its filter: for every tap the sum over all output pixels of the outer product of
 * the input pixel below it and dy. With a multiple of 4 channels the pixels that are no padding form a rectangle that is
 * read in place; otherwise taps of a row and their channels are joined, on a padded copy of the image.
 */
export function convolutionFilterGradient(g: usize, x: usize, dy: usize, dw: usize, scratch: usize): void {
  if (suitsWinograd(g)) return winogradFilterGradient(g, x, dy, dw, scratch);
  const batch = batchOf(g), height = heightOf(g), width = widthOf(g), channels = channelsOf(g);
  const kernelHeight = kernelHeightOf(g), kernelWidth = kernelWidthOf(g), filters = filtersOf(g);
  const outHeight = outHeightOf(g), outWidth = outWidthOf(g), padTop = padTopOf(g), padLeft = padLeftOf(g);
  const strideY = strideYOf(g), strideX = strideXOf(g), dilationY = dilationYOf(g), dilationX = dilationXOf(g);
  const rows = paddedHeight(g), columns = paddedWidth(g);
  const inPlace = (channels & 3) == 0;
  const joined = !inPlace && dilationX == 1;
  const taps = joined ? kernelHeight : kernelHeight * kernelWidth, length = joined ? kernelWidth * channels : channels;
  const step = (length & 3) != 0 && length % 3 == 0 ? 3 : 4;
  const sumRows = roundUp(length, step), wide = roundUp(filters, COLUMNS), rowPixels = inPlace ? width : columns;

  const sums = scratch; scratch += floats(taps * sumRows * wide);
  const wideDy = scratch; if (wide != filters) scratch += floats(outHeight * outWidth * wide);
  const image = scratch;
  memory.fill(sums, 0, floats(taps * sumRows * wide));
  if (wide != filters) memory.fill(wideDy, 0, floats(outHeight * outWidth * wide));
  if (!inPlace) memory.fill(image, 0, floats(rows * columns * channels + 16));

  const copiedRows = min(height, rows - padTop), copied = floats(min(width, columns - padLeft) * channels);
  // A 1x1 convolution is one long row of pixels.
  const noPadding = padTop == 0 && padLeft == 0 && rows <= height && columns <= width;
  const oneRow = inPlace && noPadding && taps == 1 && outHeight == height && outWidth == width && strideY == 1 && strideX == 1;
  const lineLength = oneRow ? outHeight * outWidth : outWidth, lines = oneRow ? 1 : outHeight;
  const linesAtOnce = max(1, PIXELS_AT_ONCE / lineLength);
  const xStep = floats(strideX * channels), xRow = floats(strideY * rowPixels * channels);
  const dyStep = floats(wide), dyRow = floats(outWidth * wide), sumsStep = floats(wide);

  for (let n = 0; n < batch; n++) {
    let from = x + floats(n * height * width * channels), gradient = dy + floats(n * outHeight * outWidth * filters);
    if (!inPlace) {
      const middle = image + floats((padTop * columns + padLeft) * channels);
      copyRows(from, middle, copiedRows, floats(width * channels), floats(columns * channels), copied);
      from = image;
    }
    if (wide != filters) {
      copyRows(gradient, wideDy, outHeight * outWidth, floats(filters), floats(wide), floats(filters));
      gradient = wideDy;
    }
    for (let x0 = 0; x0 < lineLength; x0 += PIXELS_AT_ONCE) for (let y0 = 0; y0 < lines; y0 += linesAtOnce) {
      const x1 = min(lineLength, x0 + PIXELS_AT_ONCE), y1 = min(lines, y0 + linesAtOnce);
      for (let tap = 0; tap < taps; tap++) {
        const down = (joined ? tap : tap / kernelWidth) * dilationY, right = joined ? 0 : tap % kernelWidth * dilationX;
        let top = y0, bottom = y1, left = x0, end = x1, start = from;
        if (inPlace && !oneRow) {
          // Output pixels whose input pixel for this tap is inside the image.
          top = max(top, ceilDivide(max(0, padTop - down), strideY));
          bottom = min(bottom, floorDivide(height - 1 + padTop - down, strideY) + 1);
          left = max(left, ceilDivide(max(0, padLeft - right), strideX));
          end = min(end, floorDivide(width - 1 + padLeft - right, strideX) + 1);
          if (top >= bottom || left >= end) continue;
          start += floats(((down - padTop) * rowPixels + right - padLeft) * channels);
        } else start += floats((down * rowPixels + right) * channels);
        start += top * xRow + left * xStep;
        const gradientStart = gradient + top * dyRow + left * dyStep;
        for (let m = 0; m < length; m += step) for (let k = 0; k < wide; k += COLUMNS) {
          const target = sums + floats((tap * sumRows + m) * wide + k);
          const a = start + (m << 2), b = gradientStart + (k << 2);
          if (step == 4) outerProduct4(a, b, bottom - top, end - left, xStep, xRow, dyStep, dyRow, target, sumsStep);
          else outerProduct3(a, b, bottom - top, end - left, xStep, xRow, dyStep, dyRow, target, sumsStep);
        }
      }
    }
  }
  for (let tap = 0; tap < taps; tap++) {
    copyRows(sums + floats(tap * sumRows * wide), dw + floats(tap * length * filters), length, sumsStep, floats(filters), floats(filters));
  }
}
