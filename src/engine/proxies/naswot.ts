import * as tf from '@tensorflow/tfjs-core';
import { logDeterminant } from './determinant.ts';
import { rectifiers, type ZeroCostProxy } from './proxy.ts';

/**
 * ln |det K|, K = Σ over rectifiers of c·cᵀ + (1 − c)·(1 − c)ᵀ, c[n] the signs of their input for example n (Mellor et al.
 * 2021, *Neural architecture search without training*): large if examples switch on different units.
 */
export const naswot: ZeroCostProxy = ({ model, x }) => {
  const [n = 0] = x.shape;
  const kernel = new Float64Array(n * n);
  tf.tidy(() => {
    model.logits(x, 'training', (node, inputs, compute) => {
      if (rectifiers.has(node.op)) addAgreement(kernel, inputs[0] as tf.Tensor, n);
      return compute();
    });
  });
  return logDeterminant(kernel, n);
};

/** Adds, for each pair of examples, how many units have the same sign. */
export function addAgreement(kernel: Float64Array, input: tf.Tensor, n: number): void {
  const agreement = tf.tidy(() => {
    const on = tf.cast(tf.greater(tf.reshape(input, [n, -1]), 0), 'float32') as tf.Tensor2D;
    const off = tf.sub(1, on) as tf.Tensor2D;
    return tf.add(tf.matMul(on, on, false, true), tf.matMul(off, off, false, true)).dataSync<'float32'>();
  });
  for (let i = 0; i < kernel.length; i++) kernel[i] = (kernel[i] as number) + (agreement[i] as number);
}
