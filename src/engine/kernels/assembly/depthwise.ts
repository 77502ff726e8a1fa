// Depthwise convolution with one filter a channel.
import {
  batchOf, channelsOf, dilationXOf, dilationYOf, floats, heightOf, kernelHeightOf, kernelWidthOf, outHeightOf,
  outWidthOf, padLeftOf, padTopOf, strideXOf, strideYOf, widthOf,
} from './geometry';

export function convolveDepthwise(g: usize, x: usize, w: usize, y: usize): void {
  const height = heightOf(g), width = widthOf(g), channels = channelsOf(g);
  const kernelHeight = kernelHeightOf(g), kernelWidth = kernelWidthOf(g);
  const dilationY = dilationYOf(g), dilationX = dilationXOf(g);
  const whole = channels & ~3;
  for (let n = 0; n < batchOf(g); n++) for (let oy = 0; oy < outHeightOf(g); oy++) for (let ox = 0; ox < outWidthOf(g); ox++) {
    const top = oy * strideYOf(g) - padTopOf(g), left = ox * strideXOf(g) - padLeftOf(g);
    for (let c = 0; c < whole; c += 4, y += 16) {
      let sum = f32x4.splat(0);
      for (let i = 0; i < kernelHeight; i++) {
        const row = top + i * dilationY;
        if (row < 0 || row >= height) continue;
        for (let j = 0; j < kernelWidth; j++) {
          const column = left + j * dilationX;
          if (column < 0 || column >= width) continue;
          const value = v128.load(x + floats(((n * height + row) * width + column) * channels + c));
          sum = f32x4.add(sum, f32x4.mul(value, v128.load(w + floats((i * kernelWidth + j) * channels + c))));
        }
      }
      v128.store(y, sum);
    }
    for (let c = whole; c < channels; c++, y += 4) {
      let sum: f32 = 0;
      for (let i = 0; i < kernelHeight; i++) {
        const row = top + i * dilationY;
        if (row < 0 || row >= height) continue;
        for (let j = 0; j < kernelWidth; j++) {
          const column = left + j * dilationX;
          if (column < 0 || column >= width) continue;
          const value = load<f32>(x + floats(((n * height + row) * width + column) * channels + c));
          sum += value * load<f32>(w + floats((i * kernelWidth + j) * channels + c));
        }
      }
      store<f32>(y, sum);
    }
  }
}

/** The gradients by input (`dx`; needs `w`) and filter (`dw`; needs `x`); an address of 0 means: not wanted. */
export function depthwiseGradients(g: usize, x: usize, w: usize, dy: usize, dx: usize, dw: usize): void {
  const height = heightOf(g), width = widthOf(g), channels = channelsOf(g);
  const kernelHeight = kernelHeightOf(g), kernelWidth = kernelWidthOf(g);
  if (dx) memory.fill(dx, 0, floats(batchOf(g) * height * width * channels));
  if (dw) memory.fill(dw, 0, floats(kernelHeight * kernelWidth * channels));
  for (let n = 0; n < batchOf(g); n++) for (let oy = 0; oy < outHeightOf(g); oy++) for (let ox = 0; ox < outWidthOf(g); ox++) {
    const top = oy * strideYOf(g) - padTopOf(g), left = ox * strideXOf(g) - padLeftOf(g);
    for (let i = 0; i < kernelHeight; i++) {
      const row = top + i * dilationYOf(g);
      if (row < 0 || row >= height) continue;
      for (let j = 0; j < kernelWidth; j++) {
        const column = left + j * dilationXOf(g);
        if (column < 0 || column >= width) continue;
        const pixel = <usize>floats(((n * height + row) * width + column) * channels);
        const tap = <usize>floats((i * kernelWidth + j) * channels);
        if (dx) addProduct(dx + pixel, dy, w + tap, channels);
        if (dw) addProduct(dw + tap, dy, x + pixel, channels);
      }
    }
    dy += floats(channels);
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
