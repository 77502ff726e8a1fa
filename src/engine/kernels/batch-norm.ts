import * as tf from '@tensorflow/tfjs-core';

export interface Normalised {
  readonly y: tf.Tensor;
  /** Mean and biased variance of each channel over the batch; no gradient flows through them. */
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** Batch norm by batch statistics (Ioffe and Szegedy 2015), one differentiable operation on [..., C]. */
export type BatchNorm = (x: tf.Tensor, gamma: tf.Tensor1D, beta: tf.Tensor1D, epsilon: number) => Normalised;

/**
 * Composed of operations that every backend has. Sums over rows are products with a row of ones, which the fast matrix
 * kernel does; the gradient of TensorFlow.js's own batch norm repeats its statistics to the size of x instead.
 */
export const composedBatchNorm: BatchNorm = (x, gamma, beta, epsilon) => {
  const channels = gamma.size;
  const rows = x.size / channels;
  let mean: tf.Tensor1D | undefined;
  let variance: tf.Tensor1D | undefined;
  const apply = tf.customGrad((...args: unknown[]) => {
    const [x, gamma, beta, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, (tensors: tf.Tensor[]) => void];
    const share = tf.fill([1, rows], 1 / rows) as tf.Tensor2D;
    const matrix = tf.reshape(x, [rows, channels]);
    mean = tf.keep(tf.reshape(tf.matMul(share, matrix), [channels]) as tf.Tensor1D);
    const centred = tf.sub(matrix, mean);
    variance = tf.keep(tf.reshape(tf.matMul(share, tf.square(centred)), [channels]) as tf.Tensor1D);
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const normal = tf.mul(centred, inverse);
    save([normal, inverse, gamma]);
    return {
      value: tf.reshape(tf.add(tf.mul(normal, gamma), beta), x.shape),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [normal, inverse, gamma] = saved as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];
        const gradient = tf.reshape(dy, [rows, channels]);
        const ones = tf.ones([1, rows]) as tf.Tensor2D;
        const dBeta = tf.reshape(tf.matMul(ones, gradient), [channels]);
        const dGamma = tf.reshape(tf.matMul(ones, tf.mul(gradient, normal) as tf.Tensor2D), [channels]);
        const centred = tf.sub(gradient, tf.div(dBeta, rows));
        const dx = tf.mul(tf.sub(centred, tf.mul(normal, tf.div(dGamma, rows))), tf.mul(gamma, inverse));
        return [tf.reshape(dx, dy.shape), dGamma, dBeta];
      },
    };
  });
  const y = apply(x, gamma, beta);
  // Kept above because what a differentiable operation makes besides its value dies at its end.
  return { y, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
};

const faster = new Map<string, BatchNorm>();

/** Kernels of a backend that do the whole operation at once. */
export function provideBatchNorm(backend: string, batchNorm: BatchNorm): void {
  faster.set(backend, batchNorm);
}

export const batchNormOf = (backend: string): BatchNorm => faster.get(backend) ?? composedBatchNorm;
