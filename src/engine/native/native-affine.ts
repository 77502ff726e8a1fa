import * as tf from '@tensorflow/tfjs-core';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js';
import { provideAffine } from '../kernels/affine.ts';

/** Dense layers as one operation of our addon forward and two back; TensorFlow takes twice as many, and longer each. */
export function registerNativeAffine(native: NodeJSKernelBackend): void {
  const { binding } = native;
  tf.registerKernel({
    kernelName: 'Affine',
    backendName: 'tensorflow',
    kernelFunc: ({ inputs }) => {
      const { x, kernel, bias } = inputs as { x: tf.TensorInfo; kernel: tf.TensorInfo; bias?: tf.TensorInfo };
      const attributes = [{ name: 'N', type: binding.TF_ATTR_INT, value: bias ? 1 : 0 }];
      return native.executeSingleOutput('CellwrightDense', attributes, bias ? [x, kernel, bias] : [x, kernel]);
    },
  });
  tf.registerGradient({
    kernelName: 'Affine',
    inputsToSave: ['x', 'kernel'],
    gradFunc: (dy, saved) => {
      const [x, kernel] = saved as [tf.Tensor, tf.Tensor];
      const gradient = dy as tf.Tensor;
      // Not on demand: each demand would be tidied up with the results of the other.
      const [dKernel, dBias] = native.executeMultipleOutputs('CellwrightDenseWeightGradient', [], [x, gradient], 2);
      return {
        x: () => native.executeSingleOutput('CellwrightDenseInputGradient', [], [gradient, kernel]),
        kernel: () => dKernel as tf.Tensor,
        bias: () => dBias as tf.Tensor,
      };
    },
  });
  provideAffine('tensorflow', (x, kernel, bias) => {
    const inputs: tf.NamedTensorMap = bias ? { x, kernel, bias } : { x, kernel };
    return tf.engine().runKernel('Affine', inputs) as tf.Tensor2D;
  });
}
