import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random.ts';
import { numberOf } from '../../network/attributes.ts';
import { type LayerBuilder, only } from './layer.ts';

/** Each value is dropped with probability `rate`; the others grow, so that the mean stays (Srivastava et al. 2014). */
export const dropout: LayerBuilder = ({ node, random }) => {
  const rate = numberOf(node.attributes, 'rate');
  return (inputs, mode) => {
    const x = only(inputs);
    return mode === 'inference' || rate === 0 ? x : tf.mul(x, mask(x.shape, rate, random));
  };
};

/** The whole branch is dropped, for each example on its own (Huang et al. 2016). */
export const dropPath: LayerBuilder = ({ node, random }) => {
  const rate = numberOf(node.attributes, 'rate');
  return (inputs, mode) => {
    const x = only(inputs);
    const [batch = 1, ...rest] = x.shape;
    const shape = [batch, ...rest.map(() => 1)];
    return mode === 'inference' || rate === 0 ? x : tf.mul(x, mask(shape, rate, random));
  };
};

/** From our own source, not the backend's: the same masks on every backend, and a trial can be repeated. */
function mask(shape: readonly number[], rate: number, random: Random): tf.Tensor {
  const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
  const kept = rate < 1 ? 1 / (1 - rate) : 0;
  for (let i = 0; i < values.length; i++) values[i] = random.next() < rate ? 0 : kept;
  return tf.tensor(values, [...shape]);
}
