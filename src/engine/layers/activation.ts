import * as tf from '@tensorflow/tfjs-core';
import { type LayerBuilder, only } from './layer.ts';

const pointwise =
  (f: (x: tf.Tensor) => tf.Tensor): LayerBuilder =>
  () =>
  (inputs) =>
    f(only(inputs));

export const relu = pointwise((x) => tf.relu(x));
export const relu6 = pointwise((x) => tf.clipByValue(x, 0, 6));
export const sigmoid = pointwise((x) => tf.sigmoid(x));
export const tanh = pointwise((x) => tf.tanh(x));
/** x·σ(x) (Ramachandran et al. 2017). */
export const silu = pointwise((x) => tf.mul(x, tf.sigmoid(x)));
/** x·Φ(x), exact (Hendrycks and Gimpel 2016). */
export const gelu = pointwise((x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)));
/** x·clip(x + 3, 0, 6)/6 (Howard et al. 2019). */
export const hardSwish = pointwise((x) => tf.mul(x, tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6)));
/** max(0, x) + min(0, eˣ − 1); the exponent is cut at 0 so that it can't overflow where it isn't used. */
export const elu = pointwise((x) => tf.add(tf.relu(x), tf.sub(tf.exp(tf.minimum(x, 0)), 1)));
export const softmax = pointwise((x) => tf.softmax(x));

/** scale·x + shift. */
export const affine: LayerBuilder = ({ node }) => {
  const scale = Number(node.attributes.scale ?? 1);
  const shift = Number(node.attributes.shift ?? 0);
  return (inputs) => tf.add(tf.mul(only(inputs), scale), shift);
};

export const leakyRelu: LayerBuilder = ({ node }) => {
  const slope = Number(node.attributes.slope ?? 0.01);
  return (inputs) => tf.leakyRelu(only(inputs), slope);
};
