// Convolutions 3 x 3 of stride 1 by Winograd's minimal filtering: the work of a tile of 2 x 2 output pixels is 16 products
// of small matrices, over many tiles at once.
import {
  batchOf, channelsOf, copyRows, dilationXOf, dilationYOf, filtersOf, floats, heightOf, kernelHeightOf, kernelWidthOf,
  outHeightOf, outWidthOf, padLeftOf, padTopOf, roundUp, strideXOf, strideYOf, widthOf,
} from './geometry';
import { COLUMNS, multiplyTile, outerProduct4, ROWS } from './micro-kernels';
import { panelBytes } from './panels';
import { filterOfGradient, transformFilter, transformGradient, transformInput, transformOutput } from './winograd-transforms';

/** Tiles at a time: their transforms stay in the second-level cache. */
const TILES: i32 = 64;
/** Places of a transformed tile. */
const PLACES: i32 = 16;

/** With fewer channels the transforms cost more than they save. */
export function suitsWinograd(g: usize): bool {
  return kernelHeightOf(g) == 3 && kernelWidthOf(g) == 3
    && strideYOf(g) == 1 && strideXOf(g) == 1 && dilationYOf(g) == 1 && dilationXOf(g) == 1
    && channelsOf(g) >= 16 && filtersOf(g) >= 16 && (channelsOf(g) & 7) == 0 && (filtersOf(g) & 7) == 0;
}

/** Bytes that each of the three functions below needs. */
export function winogradScratch(g: usize): i32 {
  const channels = channelsOf(g), filters = filtersOf(g);
  const tiles = min(tilesOf(outHeightOf(g), outWidthOf(g)), tilesOf(heightOf(g), widthOf(g)));
  const images = 1 + TILES / tiles;
  const height = max(outHeightOf(g), heightOf(g)) + 4, width = max(outWidthOf(g), widthOf(g)) + 4;
  return 64 + PLACES * <i32>(placeBytes(channels) + placeBytes(filters) + placeBytes(0)) + floats(PLACES * channels * filters) + floats(images * height * width * (channels + filters));
}

/**
 * From one place of all tiles to the next: a line of the cache more than they need, or all places of a tile would fall on
 * the same lines of the first-level cache.
 */
@inline function placeBytes(channels: i32): usize {
  return <usize>(floats(TILES * channels) + 64);
}

@inline function tilesOf(height: i32, width: i32): i32 {
  return ((height + 1) >> 1) * ((width + 1) >> 1);
}

export function winogradConvolve(g: usize, x: usize, w: usize, y: usize, scratch: usize): void {
  const channels = channelsOf(g), filters = filtersOf(g), panels = scratch + 64;
  packFilters(w, channels, filters, floats(filters), 4, floats(channels * filters), panels);
  run(
    batchOf(g), heightOf(g), widthOf(g), channels, filters, outHeightOf(g), outWidthOf(g), padTopOf(g), padLeftOf(g),
    x, panels, y, scratch,
  );
}

/** A convolution of dy with the filters turned round and their channels exchanged. */
export function winogradInputGradient(g: usize, dy: usize, w: usize, dx: usize, scratch: usize): void {
  const channels = channelsOf(g), filters = filtersOf(g), panels = scratch + 64;
  const last = w + floats(8 * channels * filters);
  packFilters(last, filters, channels, 4, floats(filters), -floats(channels * filters), panels);
  run(
    batchOf(g), outHeightOf(g), outWidthOf(g), filters, channels, heightOf(g), widthOf(g), 2 - padTopOf(g), 2 - padLeftOf(g),
    dy, panels, dx, scratch,
  );
}

/** Transformed filters as panels for each place: [16][⌈to/8⌉][from][8]. Steps in bytes. */
function packFilters(w: usize, from: i32, to: i32, fromStep: usize, toStep: usize, tap: isize, panels: usize): void {
  const place = <usize>panelBytes(from, to);
  for (let k = 0; k < to; k++) {
    let at = panels + <usize>panelBytes(from, COLUMNS) * (k / COLUMNS) + floats(k % COLUMNS);
    let filter = w + <usize>k * toStep;
    for (let c = 0; c < from; c++) {
      transformFilter(filter, tap, at, place);
      filter += fromStep;
      at += 32;
    }
  }
}

function run(
  batch: i32, height: i32, width: i32, channels: i32, filters: i32, outHeight: i32, outWidth: i32, top: i32, left: i32,
  x: usize, panels: usize, y: usize, scratch: usize,
): void {
  const offsets = scratch;
  store<i32>(offsets, 0);
  const down = (outHeight + 1) >> 1, across = (outWidth + 1) >> 1, tiles = down * across;
  const rows = 2 * down + 2, columns = 2 * across + 2;
  const panelsPlace = <usize>panelBytes(channels, filters), panelStep = <usize>channels << 5;
  const inputs = panels + PLACES * panelsPlace;
  const inputLine = floats(channels), inputPlace = placeBytes(channels);
  const products = inputs + PLACES * inputPlace;
  const productLine = <usize>floats(filters), productPlace = placeBytes(filters);
  const images = products + PLACES * productPlace;
  const imageBytes = <usize>floats(rows * columns * channels);
  const pixel = <usize>floats(channels), line = <usize>floats(columns * channels);
  const outPixel = <usize>floats(filters), outLine = <usize>floats(outWidth * filters);
  const atOnce = min(batch, max(1, TILES / tiles));
  memory.fill(images, 0, <usize>atOnce * imageBytes);
  for (let n = 0; n < batch; n += atOnce) {
    const group = min(atOnce, batch - n);
    copyImages(x, n, group, height, width, channels, images, rows, columns, top, left);
    for (let first = 0; first < group * tiles; first += TILES) {
      const count = min(TILES, group * tiles - first);
      for (let t = 0; t < count; t++) {
        const index = first + t, within = index % tiles;
        const from = images + <usize>(index / tiles) * imageBytes + 2 * <usize>(within / across) * line + 2 * <usize>(within % across) * pixel;
        transformInput(from, pixel, line, channels, inputs + <usize>(t * inputLine), inputPlace);
      }
      for (let place = 0; place < PLACES; place++) {
        let panel = panels + <usize>place * panelsPlace;
        const a = inputs + <usize>place * inputPlace, c = products + <usize>place * productPlace;
        for (let k = 0; k < filters; k += COLUMNS, panel += panelStep) {
          // Rows after the last tile are there but hold nothing that is read.
          for (let t = 0; t < count; t += ROWS) {
            const from = a + <usize>(t * inputLine), to = c + <usize>t * productLine + floats(k);
            multiplyTile(
              1, offsets, channels, from, from + inputLine, from + 2 * inputLine, from + 3 * inputLine, panel,
              to, to + productLine, to + 2 * productLine, to + 3 * productLine, COLUMNS,
            );
          }
        }
      }
      for (let t = 0; t < count; t++) {
        const index = first + t, within = index % tiles, ty = 2 * (within / across), tx = 2 * (within % across);
        const to = y + <usize>(n + index / tiles) * outHeight * outLine + <usize>ty * outLine + <usize>tx * outPixel;
        const from = products + <usize>t * productLine;
        transformOutput(from, productPlace, filters, to, outPixel, outLine, outHeight - ty, outWidth - tx);
      }
    }
  }
}

/** Images into the middle of zeros. */
function copyImages(
  x: usize, n: i32, count: i32, height: i32, width: i32, channels: i32, to: usize, rows: i32, columns: i32, top: i32, left: i32,
): void {
  const line = <usize>floats(width * channels), toLine = <usize>floats(columns * channels);
  const copied = <usize>floats(min(width, columns - left) * channels), copiedRows = min(height, rows - top);
  for (let i = 0; i < count; i++) {
    const from = x + <usize>(n + i) * height * line;
    copyRows(from, to + <usize>i * rows * toLine + floats((top * columns + left) * channels), copiedRows, line, toLine, copied);
  }
}

export function winogradFilterGradient(g: usize, x: usize, dy: usize, dw: usize, scratch: usize): void {
  const batch = batchOf(g), height = heightOf(g), width = widthOf(g), channels = channelsOf(g), filters = filtersOf(g);
  const outHeight = outHeightOf(g), outWidth = outWidthOf(g);
  const down = (outHeight + 1) >> 1, across = (outWidth + 1) >> 1, tiles = down * across;
  const rows = 2 * down + 2, columns = 2 * across + 2, outRows = 2 * down, outColumns = 2 * across;
  const sums = scratch + 64, sumsPlace = <usize>floats(channels * filters) + 64, sumsLine = <usize>floats(filters);
  const inputs = sums + PLACES * sumsPlace;
  const inputLine = <usize>floats(channels), inputPlace = placeBytes(channels);
  const gradients = inputs + PLACES * inputPlace;
  const gradientPlace = placeBytes(filters);
  const images = gradients + PLACES * gradientPlace;
  const imageBytes = <usize>floats(rows * columns * channels), outBytes = <usize>floats(outRows * outColumns * filters);
  const atOnce = min(batch, max(1, TILES / tiles));
  const outImages = images + <usize>atOnce * imageBytes;
  const line = <usize>floats(columns * channels), outLine = <usize>floats(outColumns * filters);
  memory.fill(sums, 0, PLACES * sumsPlace);
  memory.fill(images, 0, <usize>atOnce * (imageBytes + outBytes));
  for (let n = 0; n < batch; n += atOnce) {
    const group = min(atOnce, batch - n);
    copyImages(x, n, group, height, width, channels, images, rows, columns, padTopOf(g), padLeftOf(g));
    copyImages(dy, n, group, outHeight, outWidth, filters, outImages, outRows, outColumns, 0, 0);
    for (let first = 0; first < group * tiles; first += TILES) {
      const count = min(TILES, group * tiles - first);
      for (let t = 0; t < count; t++) {
        const index = first + t, within = index % tiles, ty = 2 * <usize>(within / across), tx = 2 * <usize>(within % across);
        const from = images + <usize>(index / tiles) * imageBytes + ty * line + tx * inputLine;
        transformInput(from, inputLine, line, channels, inputs + <usize>t * inputLine, inputPlace);
        const gradient = outImages + <usize>(index / tiles) * outBytes + ty * outLine + tx * sumsLine;
        transformGradient(gradient, sumsLine, outLine, filters, gradients + <usize>t * sumsLine, gradientPlace);
      }
      for (let place = 0; place < PLACES; place++) {
        const a = inputs + <usize>place * inputPlace, b = gradients + <usize>place * gradientPlace;
        const to = sums + <usize>place * sumsPlace;
        for (let c = 0; c < channels; c += 4) for (let k = 0; k < filters; k += COLUMNS) {
          const target = to + floats(c * filters + k);
          outerProduct4(a + floats(c), b + floats(k), 1, count, inputLine, 0, sumsLine, 0, target, sumsLine);
        }
      }
    }
  }
  for (let i = 0; i < channels * filters; i++) {
    filterOfGradient(sums + floats(i), sumsPlace, dw + floats(i), floats(channels * filters));
  }
}
