import * as tf from '@tensorflow/tfjs-core';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js';
import { type BatchNorm, provideBatchNorm } from '../kernels/batch-norm.ts';
import { type PoolAttributes, poolGeometry } from '../kernels/geometry.ts';
import { registerNativeAffine } from './native-affine.ts';
import { registerNativeUpdater } from './native-updater.ts';

type Attribute = Parameters<NodeJSKernelBackend['executeSingleOutput']>[1][number];

const native = (): NodeJSKernelBackend => tf.backend() as unknown as NodeJSKernelBackend;

/** Hangs onto the native backend, which must be the active one, what tfjs-node leaves undone or does slowly. */
export function registerNativeKernels(): void {
  provideBatchNorm('tensorflow', fusedBatchNorm);
  registerReshape();
  registerRectifierGradient();
  registerMaxPoolGradient();
  registerNativeUpdater(native());
  registerNativeAffine(native());
}

/** Shapes that operations read as tensors, made once each. The engine does not know them, so it disposes none. */
const shapes = new Map<string, tf.TensorInfo>();
const SHAPES_KEPT = 2000;

function shapeTensor(shape: readonly number[]): tf.TensorInfo | undefined {
  const key = shape.join(',');
  const known = shapes.get(key);
  if (known || shapes.size === SHAPES_KEPT) return known;
  const dataId = native().write(Int32Array.from(shape), [shape.length], 'int32');
  const made: tf.TensorInfo = { dataId, shape: [shape.length], dtype: 'int32' };
  shapes.set(key, made);
  return made;
}

/** Most of a network's operations reshape something, on the way back too. */
function registerReshape(): void {
  const shipped = tf.getKernel('Reshape', 'tensorflow');
  tf.unregisterKernel('Reshape', 'tensorflow');
  tf.registerKernel({
    kernelName: 'Reshape',
    backendName: 'tensorflow',
    kernelFunc: (call) => {
      const { x } = call.inputs as { x: tf.TensorInfo };
      const shape = shapeTensor((call.attrs as unknown as { shape: number[] }).shape);
      if (!shape) return shipped.kernelFunc(call);
      const { binding } = native();
      const attributes = [
        { name: 'T', type: binding.TF_ATTR_TYPE, value: native().getDTypeInteger(x.dtype) },
        { name: 'Tshape', type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 },
      ];
      return native().executeSingleOutput('Reshape', attributes, [x, shape]);
    },
  });
}

/** One operation in the place of five. It needs the result of the rectifier only. */
function registerRectifierGradient(): void {
  const other = tf.getGradient('Relu');
  tf.registerGradient({
    kernelName: 'Relu',
    inputsToSave: other.inputsToSave ?? [],
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => {
      if (tf.getBackend() !== 'tensorflow') return other.gradFunc(dy, saved, attributes);
      const y = saved.at(-1) as tf.Tensor;
      return { x: () => native().executeSingleOutput('ReluGrad', [floats()], [dy as tf.Tensor, y]) };
    },
  });
}

/** TensorFlow's own looks for the maxima again, and takes three times as long as our addon's. */
function registerMaxPoolGradient(): void {
  tf.unregisterKernel('MaxPoolGrad', 'tensorflow');
  tf.registerKernel({
    kernelName: 'MaxPoolGrad',
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs }) => {
      const { dy, input, output } = inputs as Record<'dy' | 'input' | 'output', tf.TensorInfo>;
      const g = poolGeometry(input.shape, attrs as unknown as PoolAttributes);
      const window = [g.filterHeight, g.filterWidth, g.strideHeight, g.strideWidth, g.padInfo.top, g.padInfo.left];
      const attributes = [{ name: 'window', type: native().binding.TF_ATTR_INT, value: window }];
      return native().executeSingleOutput('CellwrightMaxPoolGradient', attributes, [input, output, dy]);
    },
  });
}

const floats = (): Attribute => {
  const { binding } = native();
  return { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
};

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
      value: given.rank === 4 ? y : tf.reshape(y, given.shape),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const inputs = [asImages(dy, channels), ...saved];
        const [dx, dGamma, dBeta] = native().executeMultipleOutputs('FusedBatchNormGradV3', attributes, inputs, 5);
        return [dy.rank === 4 ? dx : tf.reshape(dx as tf.Tensor, dy.shape), dGamma, dBeta] as tf.Tensor[];
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
