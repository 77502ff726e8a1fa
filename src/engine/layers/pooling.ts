import * as tf from '@tensorflow/tfjs-core';
import { kernelOf, numberOf } from '../../network/attributes.ts';
import { type LayerBuilder, only } from './layer.ts';

const windowed =
  (pool: typeof tf.maxPool): LayerBuilder =>
  ({ node }) => {
    const kernel = kernelOf(node.attributes);
    const stride = numberOf(node.attributes, 'stride');
    const pad = node.attributes.padding === 'valid' ? 'valid' : 'same';
    return (inputs) => {
      const x = only(inputs);
      if (x.rank === 4) return pool(x as tf.Tensor4D, [kernel[0], kernel[1]], stride, pad);
      // A sequence is an image of width 1.
      const y = pool(tf.expandDims(x, 2) as tf.Tensor4D, [kernel[0], 1], [stride, 1], pad);
      return tf.squeeze(y, [2]);
    };
  };

export const maxPool = windowed(tf.maxPool);
/** Padding is not counted. */
export const averagePool = windowed(tf.avgPool);

/** All dimensions between batch and channels. */
const inner = (x: tf.Tensor): number[] => x.shape.map((_, axis) => axis).slice(1, -1);

export const globalAveragePool: LayerBuilder = () => (inputs) => tf.mean(only(inputs), inner(only(inputs)));
export const globalMaxPool: LayerBuilder = () => (inputs) => tf.max(only(inputs), inner(only(inputs)));
