// Pools look only at the part of a window that lies inside the image: padding is neither counted nor ever the largest.
import {
  batchOf, channelsOf, floats, heightOf, kernelHeightOf, kernelWidthOf, outHeightOf, outWidthOf, padLeftOf, padTopOf,
  strideXOf, strideYOf, widthOf,
} from './geometry';

/** First row (or column) of a window inside the image, and the one after its last. */
@inline function windowStart(out: i32, stride: i32, pad: i32): i32 { return max(0, out * stride - pad); }
@inline function windowEnd(out: i32, stride: i32, pad: i32, kernel: i32, size: i32): i32 {
  return min(size, out * stride - pad + kernel);
}

export function poolAverage(g: usize, x: usize, y: usize): void {
  const height = heightOf(g), width = widthOf(g), channels = channelsOf(g);
  const pixel = <usize>floats(channels), line = <usize>floats(width * channels);
  for (let n = 0; n < batchOf(g); n++) for (let oy = 0; oy < outHeightOf(g); oy++) {
    const y0 = windowStart(oy, strideYOf(g), padTopOf(g)), y1 = windowEnd(oy, strideYOf(g), padTopOf(g), kernelHeightOf(g), height);
    for (let ox = 0; ox < outWidthOf(g); ox++) {
      const x0 = windowStart(ox, strideXOf(g), padLeftOf(g)), x1 = windowEnd(ox, strideXOf(g), padLeftOf(g), kernelWidthOf(g), width);
      const corner = x + floats(((n * height + y0) * width + x0) * channels), span = <usize>(x1 - x0) * pixel;
      const share: f32 = 1 / <f32>((y1 - y0) * (x1 - x0)), shares = f32x4.splat(share);
      let c = 0;
      for (; c + 4 <= channels; c += 4, y += 16) {
        let sum = f32x4.splat(0), start = corner + (c << 2);
        for (let row = y0; row < y1; row++, start += line) {
          for (let at = start, end = start + span; at < end; at += pixel) sum = f32x4.add(sum, v128.load(at));
        }
        v128.store(y, f32x4.mul(sum, shares));
      }
      for (; c < channels; c++, y += 4) {
        let sum: f32 = 0, start = corner + (c << 2);
        for (let row = y0; row < y1; row++, start += line) {
          for (let at = start, end = start + span; at < end; at += pixel) sum += load<f32>(at);
        }
        store<f32>(y, sum * share);
      }
    }
  }
}

export function poolAverageGradient(g: usize, dy: usize, dx: usize): void {
  const height = heightOf(g), width = widthOf(g), channels = channelsOf(g);
  const pixel = <usize>floats(channels), line = <usize>floats(width * channels);
  memory.fill(dx, 0, floats(batchOf(g) * height * width * channels));
  for (let n = 0; n < batchOf(g); n++) for (let oy = 0; oy < outHeightOf(g); oy++) {
    const y0 = windowStart(oy, strideYOf(g), padTopOf(g)), y1 = windowEnd(oy, strideYOf(g), padTopOf(g), kernelHeightOf(g), height);
    for (let ox = 0; ox < outWidthOf(g); ox++) {
      const x0 = windowStart(ox, strideXOf(g), padLeftOf(g)), x1 = windowEnd(ox, strideXOf(g), padLeftOf(g), kernelWidthOf(g), width);
      const corner = dx + floats(((n * height + y0) * width + x0) * channels), span = <usize>(x1 - x0) * pixel;
      const share: f32 = 1 / <f32>((y1 - y0) * (x1 - x0)), shares = f32x4.splat(share);
      let c = 0;
      for (; c + 4 <= channels; c += 4, dy += 16) {
        const part = f32x4.mul(v128.load(dy), shares);
        let start = corner + (c << 2);
        for (let row = y0; row < y1; row++, start += line) {
          for (let at = start, end = start + span; at < end; at += pixel) v128.store(at, f32x4.add(v128.load(at), part));
        }
      }
      for (; c < channels; c++, dy += 4) {
        const part = load<f32>(dy) * share;
        let start = corner + (c << 2);
        for (let row = y0; row < y1; row++, start += line) {
          for (let at = start, end = start + span; at < end; at += pixel) store<f32>(at, load<f32>(at) + part);
        }
      }
    }
  }
}

export function poolMaximum(g: usize, x: usize, y: usize): void {
  const height = heightOf(g), width = widthOf(g), channels = channelsOf(g);
  const pixel = <usize>floats(channels), line = <usize>floats(width * channels);
  for (let n = 0; n < batchOf(g); n++) for (let oy = 0; oy < outHeightOf(g); oy++) {
    const y0 = windowStart(oy, strideYOf(g), padTopOf(g)), y1 = windowEnd(oy, strideYOf(g), padTopOf(g), kernelHeightOf(g), height);
    for (let ox = 0; ox < outWidthOf(g); ox++) {
      const x0 = windowStart(ox, strideXOf(g), padLeftOf(g)), x1 = windowEnd(ox, strideXOf(g), padLeftOf(g), kernelWidthOf(g), width);
      const corner = x + floats(((n * height + y0) * width + x0) * channels), span = <usize>(x1 - x0) * pixel;
      let c = 0;
      for (; c + 4 <= channels; c += 4, y += 16) {
        let best = f32x4.splat(-Infinity), start = corner + (c << 2);
        for (let row = y0; row < y1; row++, start += line) {
          for (let at = start, end = start + span; at < end; at += pixel) best = f32x4.pmax(best, v128.load(at));
        }
        v128.store(y, best);
      }
      for (; c < channels; c++, y += 4) {
        let best: f32 = -Infinity, start = corner + (c << 2);
        for (let row = y0; row < y1; row++, start += line) {
          for (let at = start, end = start + span; at < end; at += pixel) best = load<f32>(at) > best ? load<f32>(at) : best;
        }
        store<f32>(y, best);
      }
    }
  }
}

/** The first largest value of each window takes its gradient. */
export function poolMaximumGradient(g: usize, x: usize, dy: usize, dx: usize): void {
  const height = heightOf(g), width = widthOf(g), channels = channelsOf(g);
  const pixel = <usize>floats(channels), line = <usize>floats(width * channels), toDx = dx - x;
  memory.fill(dx, 0, floats(batchOf(g) * height * width * channels));
  for (let n = 0; n < batchOf(g); n++) for (let oy = 0; oy < outHeightOf(g); oy++) {
    const y0 = windowStart(oy, strideYOf(g), padTopOf(g)), y1 = windowEnd(oy, strideYOf(g), padTopOf(g), kernelHeightOf(g), height);
    for (let ox = 0; ox < outWidthOf(g); ox++) {
      const x0 = windowStart(ox, strideXOf(g), padLeftOf(g)), x1 = windowEnd(ox, strideXOf(g), padLeftOf(g), kernelWidthOf(g), width);
      const corner = x + floats(((n * height + y0) * width + x0) * channels), span = <usize>(x1 - x0) * pixel;
      let c = 0;
      for (; c + 4 <= channels; c += 4, dy += 16) {
        let best = f32x4.splat(-Infinity), start = corner + (c << 2);
        for (let row = y0; row < y1; row++, start += line) {
          for (let at = start, end = start + span; at < end; at += pixel) best = f32x4.pmax(best, v128.load(at));
        }
        // A lane gives its gradient away at its first match and has zero left for the others.
        let left = v128.load(dy);
        start = corner + (c << 2);
        for (let row = y0; row < y1; row++, start += line) {
          for (let at = start, end = start + span; at < end; at += pixel) {
            const matches = f32x4.eq(v128.load(at), best);
            v128.store(at + toDx, f32x4.add(v128.load(at + toDx), v128.and(matches, left)));
            left = v128.andnot(left, matches);
          }
        }
      }
      for (; c < channels; c++, dy += 4) {
        let best: f32 = -Infinity, found: usize = 0, start = corner + (c << 2);
        for (let row = y0; row < y1; row++, start += line) {
          for (let at = start, end = start + span; at < end; at += pixel) {
            const value = load<f32>(at);
            if (value > best) { best = value; found = at; }
          }
        }
        if (found) store<f32>(found + toDx, load<f32>(found + toDx) + load<f32>(dy));
      }
    }
  }
}
