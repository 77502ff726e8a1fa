import * as tf from '@tensorflow/tfjs-core';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js';
import { type BatchNorm, provideBatchNorm } from '../kernels/batch-norm.ts';

type Attribute = Parameters<NodeJSKernelBackend['executeSingleOutput']>[1][number];

const native = (): NodeJSKernelBackend => tf.backend() as unknown as NodeJSKernelBackend;

/** Hangs onto the native backend, which must be the active one, what tfjs-node leaves undone or does slowly. */
export function registerNativeKernels(): void {
  provideBatchNorm('tensorflow', fusedBatchNorm);
}

/** One operation of TensorFlow each way. */
const fusedBatchNorm: BatchNorm = (x, gamma, beta, epsilon) => {
  const channels = gamma.size;
  let mean: tf.Tensor1D | undefined;
  let variance: tf.Tensor1D | undefined;
  const apply = tf.customGrad((...args: unknown[]) => {
    const [given, gamma, beta, save] = args as [tf.Tensor, tf.Tensor, tf.Tensor, (tensors: tf.Tensor[]) => void];
    const x = asImages(given, channels);
    const none = tf.tensor1d([]);
    const attributes = batchNormAttributes(epsilon);
    const outputs = native().executeMultipleOutputs('FusedBatchNormV3', attributes, [x, gamma, beta, none, none], 6);
    const [y, , , savedMean, savedVariance, third] = outputs as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor1D,
      tf.Tensor1D,
      tf.Tensor,
    ];
    // What goes to the gradient are the mean and the biased variance themselves.
    mean = tf.keep(tf.clone(savedMean));
    variance = tf.keep(tf.clone(savedVariance));
    save([x, gamma, savedMean, savedVariance, third]);
    return {
      value: tf.reshape(y, given.shape),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const inputs = [asImages(dy, channels), ...saved];
        const [dx, dGamma, dBeta] = native().executeMultipleOutputs('FusedBatchNormGradV3', attributes, inputs, 5);
        return [tf.reshape(dx as tf.Tensor, dy.shape), dGamma as tf.Tensor, dBeta as tf.Tensor];
      },
    };
  });
  const y = apply(x, gamma, beta);
  return { y, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
};

const asImages = (x: tf.Tensor, channels: number): tf.Tensor =>
  x.rank === 4 ? x : tf.reshape(x, [-1, 1, 1, channels]);

function batchNormAttributes(epsilon: number): Attribute[] {
  const { binding } = native();
  return [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'U', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: epsilon },
    { name: 'is_training', type: binding.TF_ATTR_BOOL, value: true },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
  ];
}
