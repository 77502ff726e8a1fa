import * as tf from '@tensorflow/tfjs-core';
import type { WindowGeometry } from '../geometry.ts';
import { readExtent, spreadForInput, taps } from './images.ts';

/** A 2-d convolution as a product of the pixels under each tap (im2col) with the filter: slow, for any geometry. */
export function convolutionByTaps(x: tf.Tensor4D, filter: tf.Tensor4D, g: WindowGeometry): tf.Tensor4D {
  const weights = g.filterHeight * g.filterWidth * g.inChannels;
  const columns = tf.reshape(tf.concat(taps(readExtent(x, g), g), 3), [-1, weights]);
  return tf.reshape(tf.matMul(columns, tf.reshape(filter, [weights, g.outChannels])), g.outShape) as tf.Tensor4D;
}

/** dL/dx of a 2-d convolution: the convolution of dL/dy, spread by the stride, with the turned and transposed filter. */
export function convolutionInputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, g: WindowGeometry): tf.Tensor4D {
  const turned = g.filterHeight * g.filterWidth === 1 ? filter : tf.reverse(filter, [0, 1]);
  const transposed = tf.transpose(turned, [0, 1, 3, 2]);
  return tf.conv2d(spreadForInput(dy, g), transposed, 1, 'valid', 'NHWC', [g.dilationHeight, g.dilationWidth]);
}

/** dL/dw of a 2-d convolution: a product of the pixels under each tap (im2col) with dL/dy. */
export function convolutionFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, g: WindowGeometry): tf.Tensor4D {
  const pixels = g.batchSize * g.outHeight * g.outWidth;
  const weights = g.filterHeight * g.filterWidth * g.inChannels;
  const columns = tf.reshape(tf.concat(taps(readExtent(x, g), g), 3), [pixels, weights]);
  const rows = tf.transpose(tf.reshape(dy, [pixels, g.outChannels]));
  const product = tf.transpose(tf.matMul(rows, columns));
  return tf.reshape(product, [g.filterHeight, g.filterWidth, g.inChannels, g.outChannels]);
}

export function depthwiseInputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, g: WindowGeometry): tf.Tensor4D {
  const multiplier = g.outChannels / g.inChannels;
  const turned = tf.reshape(tf.reverse(filter, [0, 1]), [g.filterHeight, g.filterWidth, g.outChannels, 1]);
  const dilation: [number, number] = [g.dilationHeight, g.dilationWidth];
  const wide = tf.depthwiseConv2d(spreadForInput(dy, g), turned as tf.Tensor4D, 1, 'valid', 'NHWC', dilation);
  if (multiplier === 1) return wide;
  const split = tf.reshape(wide, [g.batchSize, g.inHeight, g.inWidth, g.inChannels, multiplier]);
  return tf.sum(split, -1) as tf.Tensor4D;
}

export function depthwiseFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, g: WindowGeometry): tf.Tensor4D {
  const multiplier = g.outChannels / g.inChannels;
  const pixels = g.batchSize * g.outHeight * g.outWidth;
  const gradient = tf.reshape(dy, [pixels, g.inChannels, multiplier]);
  const ones = tf.ones([1, pixels]);
  const sums = taps(readExtent(x, g), g).map((tap) => {
    const product = tf.mul(tf.reshape(tap, [pixels, g.inChannels, 1]), gradient);
    // A sum over rows as a product with ones: the fast matrix kernel does it.
    return tf.matMul(ones, tf.reshape(product, [pixels, g.outChannels]));
  });
  return tf.reshape(tf.concat(sums, 0), [g.filterHeight, g.filterWidth, g.inChannels, multiplier]);
}
