import * as tf from '@tensorflow/tfjs-core';

/** Layer norm over the last axis of [..., C] (Ba et al. 2016), one differentiable operation. */
export type LayerNorm = (x: tf.Tensor, gamma: tf.Tensor1D, beta: tf.Tensor1D, epsilon: number) => tf.Tensor;

const composed: LayerNorm = (x, gamma, beta, epsilon) => tf.add(tf.mul(standardise(x, [-1], epsilon), gamma), beta);

/** To mean 0 and variance 1 over some axes. */
export function standardise(x: tf.Tensor, axes: number[], epsilon: number): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centred), axes, true);
  return tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
}

const faster = new Map<string, LayerNorm>();

/** A backend's kernel for the whole operation; without one, it is composed. */
export function provideLayerNorm(backend: string, layerNorm: LayerNorm | undefined): void {
  if (layerNorm) faster.set(backend, layerNorm);
  else faster.delete(backend);
}

export const layerNorm: LayerNorm = (...call) => (faster.get(tf.getBackend()) ?? composed)(...call);
