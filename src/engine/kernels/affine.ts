import * as tf from '@tensorflow/tfjs-core';

/** x·W + b for x [rows, features], W [features, units], b [units]; differentiable. */
export type Affine = (x: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D | undefined) => tf.Tensor2D;

const composed: Affine = (x, kernel, bias) => {
  const y = tf.matMul(x, kernel) as tf.Tensor2D;
  return bias ? (tf.add(y, bias) as tf.Tensor2D) : y;
};

const faster = new Map<string, Affine>();

/** A backend's kernel for the whole operation. */
export function provideAffine(backend: string, affine: Affine): void {
  faster.set(backend, affine);
}

export const affine: Affine = (x, kernel, bias) => (faster.get(tf.getBackend()) ?? composed)(x, kernel, bias);
