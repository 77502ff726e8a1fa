import * as tf from '@tensorflow/tfjs-core';
import type { WindowGeometry } from '../geometry.ts';

/** Puts `strideHeight - 1` rows and `strideWidth - 1` columns of zeros after every pixel: [N,H,W,C] -> [N,H·sh,W·sw,C]. */
function spread(dy: tf.Tensor4D, { strideHeight: sh, strideWidth: sw }: WindowGeometry): tf.Tensor4D {
  if (sh === 1 && sw === 1) return dy;
  const [n, h, w, c] = dy.shape;
  const rows = tf.pad(tf.reshape(dy, [n, h, 1, w, c]), [
    [0, 0],
    [0, 0],
    [0, sh - 1],
    [0, 0],
    [0, 0],
  ]);
  const columns = tf.pad(tf.reshape(rows, [n, h * sh, w, 1, c]), [
    [0, 0],
    [0, 0],
    [0, 0],
    [0, sw - 1],
    [0, 0],
  ]);
  return tf.reshape(columns, [n, h * sh, w * sw, c]);
}

/** Adds zeros at the four sides; negative numbers cut off instead. */
function padOrCrop(
  t: tf.Tensor4D,
  sides: { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number },
): tf.Tensor4D {
  const { top, bottom, left, right } = sides;
  const cut = (side: number): number => Math.max(0, -side);
  const add = (side: number): number => Math.max(0, side);
  let result = t;
  if (Math.min(top, bottom, left, right) < 0) {
    const [n, h, w, c] = t.shape;
    const size: [number, number, number, number] = [n, h - cut(top) - cut(bottom), w - cut(left) - cut(right), c];
    result = tf.slice(t, [0, cut(top), cut(left), 0], size);
  }
  if (Math.max(top, bottom, left, right) > 0) {
    result = tf.pad(result, [
      [0, 0],
      [add(top), add(bottom)],
      [add(left), add(right)],
      [0, 0],
    ]);
  }
  return result;
}

/** The input of a convolution with its padding, cut to what the filter really reads. */
export function readExtent(x: tf.Tensor4D, g: WindowGeometry): tf.Tensor4D {
  const height = (g.outHeight - 1) * g.strideHeight + (g.filterHeight - 1) * g.dilationHeight + 1;
  const width = (g.outWidth - 1) * g.strideWidth + (g.filterWidth - 1) * g.dilationWidth + 1;
  const { top, left } = g.padInfo;
  return padOrCrop(x, { top, bottom: height - g.inHeight - top, left, right: width - g.inWidth - left });
}

/** For every tap of the filter, row by row, the pixels that it reads: tensors [N, outHeight, outWidth, C]. */
export function taps(extent: tf.Tensor4D, g: WindowGeometry): tf.Tensor4D[] {
  const result: tf.Tensor4D[] = [];
  for (let i = 0; i < g.filterHeight; i++) {
    for (let j = 0; j < g.filterWidth; j++) {
      const begin: [number, number, number, number] = [0, i * g.dilationHeight, j * g.dilationWidth, 0];
      const size: [number, number, number, number] = [g.batchSize, g.outHeight, g.outWidth, g.inChannels];
      if (g.strideHeight === 1 && g.strideWidth === 1) result.push(tf.slice(extent, begin, size));
      else {
        const end = [
          g.batchSize,
          begin[1] + (g.outHeight - 1) * g.strideHeight + 1,
          begin[2] + (g.outWidth - 1) * g.strideWidth + 1,
          g.inChannels,
        ];
        result.push(tf.stridedSlice(extent, begin, end, [1, g.strideHeight, g.strideWidth, 1]) as tf.Tensor4D);
      }
    }
  }
  return result;
}

/** The gradient of the output, spread and padded so that a convolution of stride 1 with the turned filter gives dx. */
export function spreadForInput(dy: tf.Tensor4D, g: WindowGeometry): tf.Tensor4D {
  const wide = spread(dy, g);
  const top = (g.filterHeight - 1) * g.dilationHeight - g.padInfo.top;
  const left = (g.filterWidth - 1) * g.dilationWidth - g.padInfo.left;
  const height = g.inHeight + (g.filterHeight - 1) * g.dilationHeight;
  const width = g.inWidth + (g.filterWidth - 1) * g.dilationWidth;
  return padOrCrop(wide, { top, bottom: height - wide.shape[1] - top, left, right: width - wide.shape[2] - left });
}
