import {
  aligned, batchOf, channelsOf, copyRows, dilationXOf, dilationYOf, filtersOf, floats, heightOf, kernelHeightOf,
  kernelWidthOf, outHeightOf, outWidthOf, padLeftOf, padTopOf, paddedHeight, paddedWidth, roundUp, strideXOf, strideYOf,
  widthOf,
} from './geometry';
import { ROWS } from './micro-kernels';
import { packPanels, panelBytes } from './panels';
import { findRanges, runTiles } from './tiles';
import { suitsWinograd, winogradConvolve } from './winograd';

/**
 * y = x ∗ w. Each image is copied once into the middle of zeros, so that no window needs a test for its borders; without
 * dilation a row of a window is then one contiguous run of kernelWidth · channels values.
 */
export function convolve(g: usize, x: usize, w: usize, y: usize, scratch: usize): void {
  if (suitsWinograd(g)) return winogradConvolve(g, x, w, y, scratch);
  const batch = batchOf(g), height = heightOf(g), width = widthOf(g), channels = channelsOf(g);
  const kernelHeight = kernelHeightOf(g), kernelWidth = kernelWidthOf(g), filters = filtersOf(g);
  const outWidth = outWidthOf(g), padTop = padTopOf(g), padLeft = padLeftOf(g);
  const strideY = strideYOf(g), strideX = strideXOf(g), dilationY = dilationYOf(g), dilationX = dilationXOf(g);
  const rows = paddedHeight(g), columns = paddedWidth(g);
  const inPlace = padTop == 0 && padLeft == 0 && rows <= height && columns <= width;
  const rowPixels = inPlace ? width : columns;
  const outPixels = outHeightOf(g) * outWidth, pixels = roundUp(outPixels, ROWS);
  const taps = kernelHeight * kernelWidth;

  const offsets = scratch; scratch += aligned(floats(taps));
  const runRows = scratch; scratch += aligned(floats(taps));
  const readAt = scratch; scratch += aligned(floats(pixels));
  const writeAt = scratch; scratch += aligned(floats(pixels));
  const ranges = scratch; scratch += aligned(floats(pixels));
  const panels = scratch; scratch += panelBytes(taps * channels, filters);
  const image = scratch;

  const joined = dilationX == 1;
  const runs = joined ? kernelHeight : taps, length = joined ? kernelWidth * channels : channels;
  for (let run = 0; run < runs; run++) {
    const i = joined ? run : run / kernelWidth, j = joined ? 0 : run % kernelWidth;
    store<i32>(offsets + (run << 2), floats((i * dilationY * rowPixels + j * dilationX) * channels));
    store<i32>(runRows + (run << 2), i * dilationY);
  }
  for (let pixel = 0; pixel < pixels; pixel++) {
    // The last tile repeats the last pixel: it computes and writes the same numbers again.
    const real = min(pixel, outPixels - 1);
    store<i32>(readAt + (pixel << 2), floats((real / outWidth * strideY * rowPixels + real % outWidth * strideX) * channels));
    store<i32>(writeAt + (pixel << 2), floats(real * filters));
  }
  findRanges(pixels, outWidth, strideY, runs, runRows, padTop, height, ranges);
  packPanels(w, filters, 1, taps * channels, filters, panels);
  if (!inPlace) memory.fill(image, 0, floats(rows * columns * channels));
  const copiedRows = min(height, rows - padTop), copied = floats(min(width, columns - padLeft) * channels);
  for (let n = 0; n < batch; n++) {
    const from = x + floats(n * height * width * channels);
    if (!inPlace) {
      const middle = image + floats((padTop * columns + padLeft) * channels);
      copyRows(from, middle, copiedRows, floats(width * channels), floats(columns * channels), copied);
    }
    const to = y + floats(n * outPixels * filters);
    runTiles(pixels, readAt, writeAt, ranges, runs, offsets, length, panels, filters, inPlace ? from : image, to);
  }
}
