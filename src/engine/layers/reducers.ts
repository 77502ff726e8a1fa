import * as tf from '@tensorflow/tfjs-core';
import type { LayerBuilder } from './layer.ts';

const fold =
  (f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): LayerBuilder =>
  () =>
  (inputs) =>
    inputs.reduce((a, b) => f(a, b));

export const sum = fold((a, b) => tf.add(a, b));
export const subtract = fold((a, b) => tf.sub(a, b));
/** A vector among images or sequences is a gate: it scales every place. */
export const multiply: LayerBuilder = () => (inputs) => {
  const rank = Math.max(...inputs.map((t) => t.rank));
  const aligned = inputs.map((t) => (t.rank === rank ? t : spreadVector(t, rank)));
  return aligned.reduce((a, b) => tf.mul(a, b));
};
export const mean: LayerBuilder = () => (inputs) =>
  tf.div(
    inputs.reduce((a, b) => tf.add(a, b)),
    inputs.length,
  );
/** Along the channels. */
export const concat: LayerBuilder = () => (inputs) =>
  inputs.length === 1 ? (inputs[0] as tf.Tensor) : tf.concat([...inputs], -1);

/** [N, C] -> [N, 1, …, C]. */
function spreadVector(t: tf.Tensor, rank: number): tf.Tensor {
  const [batch = 1, channels = 1] = t.shape;
  return tf.reshape(t, [batch, ...Array.from({ length: rank - 2 }, () => 1), channels]);
}
