import {
  aligned, ceilDivide, channelsOf, dilationXOf, dilationYOf, filtersOf, floats, floorDivide, heightOf, kernelHeightOf,
  kernelWidthOf, outHeightOf, outWidthOf, padLeftOf, padTopOf, paddedHeight, paddedWidth, roundUp, strideXOf, strideYOf,
  widthOf,
} from './geometry';
import { COLUMNS, ROWS } from './micro-kernels';
import { panelBytes } from './panels';
import { suitsWinograd, winogradScratch } from './winograd';

/** Rows (or columns) of zeros that the input gradient needs before dy. */
export function zerosBefore(kernel: i32, dilation: i32, stride: i32, pad: i32): i32 {
  return max(0, -floorDivide(pad - (kernel - 1) * dilation, stride));
}
/** Rows (or columns) from the first of dy to the last that the input gradient reads. */
export function gradientExtent(size: i32, outSize: i32, stride: i32, pad: i32): i32 {
  return max(outSize, ceilDivide(size, stride) + (stride - 1 + pad) / stride);
}

/** Scratch bytes that are enough for each of the three convolution kernels. */
export function convolutionScratch(g: usize): i32 {
  if (suitsWinograd(g)) return winogradScratch(g);
  const taps = kernelHeightOf(g) * kernelWidthOf(g);
  const channels = channelsOf(g), filters = filtersOf(g);
  const outPixels = outHeightOf(g) * outWidthOf(g);
  // 16 floats more than an image: the outer product reads whole vectors at its end.
  const image = floats(paddedHeight(g) * paddedWidth(g) * channels + 16);
  const forward = 3 * aligned(floats(roundUp(outPixels, ROWS))) + panelBytes(taps * channels, filters) + image;
  const rows = zerosBefore(kernelHeightOf(g), dilationYOf(g), strideYOf(g), padTopOf(g))
    + gradientExtent(heightOf(g), outHeightOf(g), strideYOf(g), padTopOf(g));
  const columns = zerosBefore(kernelWidthOf(g), dilationXOf(g), strideXOf(g), padLeftOf(g))
    + gradientExtent(widthOf(g), outWidthOf(g), strideXOf(g), padLeftOf(g));
  const input = 3 * aligned(floats(roundUp(heightOf(g) * widthOf(g), ROWS))) + panelBytes(taps * filters, channels)
    + floats(rows * columns * filters + 16);
  const wide = roundUp(filters, COLUMNS);
  const filter = image + floats(outPixels * wide) + floats(taps * roundUp(channels, 4) * wide);
  return max(max(forward, input), filter) + 2 * aligned(floats(taps)) + 256;
}
