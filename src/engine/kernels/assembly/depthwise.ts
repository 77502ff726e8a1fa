// Depthwise convolution with one filter a channel.
import {
  batchOf, ceilDivide, channelsOf, dilationXOf, dilationYOf, floats, heightOf, kernelHeightOf, kernelWidthOf, outHeightOf,
  outWidthOf, padLeftOf, padTopOf, strideXOf, strideYOf, widthOf,
} from './geometry';

/** Taps of a window that starts at `start` and lie inside an image of `size`: the first, and the one after the last. */
@inline function firstTap(start: i32, dilation: i32): i32 { return start < 0 ? ceilDivide(-start, dilation) : 0; }
@inline function endTap(start: i32, dilation: i32, kernel: i32, size: i32): i32 {
  return start < size ? min(kernel, ceilDivide(size - start, dilation)) : 0;
}

export function convolveDepthwise(g: usize, x: usize, w: usize, y: usize): void {
  const batch = batchOf(g), height = heightOf(g), width = widthOf(g), channels = channelsOf(g), whole = channels & ~3;
  const kernelHeight = kernelHeightOf(g), kernelWidth = kernelWidthOf(g), outHeight = outHeightOf(g), outWidth = outWidthOf(g);
  const strideY = strideYOf(g), strideX = strideXOf(g), dilationY = dilationYOf(g), dilationX = dilationXOf(g);
  const padTop = padTopOf(g), padLeft = padLeftOf(g);
  const tapStep = <usize>floats(channels), pixelStep = <usize>floats(dilationX * channels);
  for (let n = 0; n < batch; n++) for (let oy = 0; oy < outHeight; oy++) {
    const top = oy * strideY - padTop;
    const i0 = firstTap(top, dilationY), i1 = endTap(top, dilationY, kernelHeight, height);
    for (let ox = 0; ox < outWidth; ox++) {
      const left = ox * strideX - padLeft;
      const j0 = firstTap(left, dilationX), j1 = endTap(left, dilationX, kernelWidth, width);
      const corner = x + floats(((n * height + top + i0 * dilationY) * width + left + j0 * dilationX) * channels);
      const firstWeight = w + floats((i0 * kernelWidth + j0) * channels);
      const line = <usize>floats(dilationY * width * channels), weightLine = <usize>floats(kernelWidth * channels);
      const span = <usize>max(0, j1 - j0) * tapStep;
      for (let c = 0; c < whole; c += 4, y += 16) {
        let sum = f32x4.splat(0), start = corner + (c << 2), weights = firstWeight + (c << 2);
        for (let i = i0; i < i1; i++, start += line, weights += weightLine) {
          for (let at = start, weight = weights, end = weights + span; weight < end; at += pixelStep, weight += tapStep) {
            sum = f32x4.add(sum, f32x4.mul(v128.load(at), v128.load(weight)));
          }
        }
        v128.store(y, sum);
      }
      for (let c = whole; c < channels; c++, y += 4) {
        let sum: f32 = 0, start = corner + (c << 2), weights = firstWeight + (c << 2);
        for (let i = i0; i < i1; i++, start += line, weights += weightLine) {
          for (let at = start, weight = weights, end = weights + span; weight < end; at += pixelStep, weight += tapStep) {
            sum += load<f32>(at) * load<f32>(weight);
          }
        }
        store<f32>(y, sum);
      }
    }
  }
}

/** The gradients by input (`dx`; needs `w`) and filter (`dw`; needs `x`); an address of 0 means: not wanted. */
export function depthwiseGradients(g: usize, x: usize, w: usize, dy: usize, dx: usize, dw: usize): void {
  const batch = batchOf(g), height = heightOf(g), width = widthOf(g), channels = channelsOf(g);
  const kernelHeight = kernelHeightOf(g), kernelWidth = kernelWidthOf(g), outHeight = outHeightOf(g), outWidth = outWidthOf(g);
  const strideY = strideYOf(g), strideX = strideXOf(g), dilationY = dilationYOf(g), dilationX = dilationXOf(g);
  const padTop = padTopOf(g), padLeft = padLeftOf(g);
  if (dx) memory.fill(dx, 0, floats(batch * height * width * channels));
  if (dw) memory.fill(dw, 0, floats(kernelHeight * kernelWidth * channels));
  for (let n = 0; n < batch; n++) for (let oy = 0; oy < outHeight; oy++) {
    const top = oy * strideY - padTop;
    const i0 = firstTap(top, dilationY), i1 = endTap(top, dilationY, kernelHeight, height);
    for (let ox = 0; ox < outWidth; ox++, dy += floats(channels)) {
      const left = ox * strideX - padLeft;
      const j0 = firstTap(left, dilationX), j1 = endTap(left, dilationX, kernelWidth, width);
      for (let i = i0; i < i1; i++) for (let j = j0; j < j1; j++) {
        const pixel = <usize>floats(((n * height + top + i * dilationY) * width + left + j * dilationX) * channels);
        const tap = <usize>floats((i * kernelWidth + j) * channels);
        if (dx) addProduct(dx + pixel, dy, w + tap, channels);
        if (dw) addProduct(dw + tap, dy, x + pixel, channels);
      }
    }
  }
}

/** to[i] += a[i]·b[i] */
function addProduct(to: usize, a: usize, b: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(to, f32x4.add(v128.load(to), f32x4.mul(v128.load(a), v128.load(b))));
    to += 16; a += 16; b += 16;
  }
  for (; i < count; i++) {
    store<f32>(to, load<f32>(to) + load<f32>(a) * load<f32>(b));
    to += 4; a += 4; b += 4;
  }
}
