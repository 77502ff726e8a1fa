import * as tf from '@tensorflow/tfjs-core';
import { type BatchNorm, provideBatchNorm } from './batch-norm.ts';
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  type PoolAttributes,
  poolGeometry,
  type WindowGeometry,
} from './geometry.ts';
import type { OwnModule } from './own-module.ts';
import { registerRowKernels } from './own-rows.ts';
import { registerOwnUpdater } from './own-updater.ts';
import { replaceKernel } from './replace-kernel.ts';

type ForInput = ConvolutionAttributes & { readonly inputShape: number[] };
type ForFilter = ConvolutionAttributes & { readonly filterShape: number[] };

/** Puts the project's own SIMD kernels in the place of the shipped ones, three to eight times faster in training. */
export function registerOwnKernels(own: OwnModule): void {
  registerConvolutions(own);
  registerDepthwise(own);
  registerPools(own);
  registerMatrixProduct(own);
  registerAddition(own);
  registerIdentity();
  registerRectifier(own);
  registerBatchNorm(own);
  registerRowKernels(own);
  registerOwnUpdater(own);
}

function registerConvolutions({ kernels, addressOf, geometry, output, scratch }: OwnModule): void {
  const isMatrixProduct = (g: WindowGeometry): boolean =>
    g.filterHeight * g.filterWidth * g.strideHeight * g.strideWidth === 1 && g.padInfo.top + g.padInfo.left === 0;
  replaceKernel<ConvolutionAttributes>('Conv2D', ({ input, attributes }) => {
    const [x, filter] = [input('x'), input('filter')];
    const g = convolutionGeometry(x.shape, filter.shape, attributes);
    const y = output(g.outShape);
    const [from, weights, to] = [addressOf(x), addressOf(filter), addressOf(y)];
    if (isMatrixProduct(g)) {
      const [rows, depth, columns] = [x.size / g.inChannels, g.inChannels, g.outChannels];
      const memory = scratch(kernels.matrixScratch(rows, columns, depth, 1));
      kernels.multiplyMatrices(rows, columns, depth, from, depth, 1, weights, columns, 1, to, memory);
    } else {
      const at = geometry(g);
      kernels.convolve(at, from, weights, to, scratch(kernels.convolutionScratch(at)));
    }
    return y;
  });
  replaceKernel<ForInput>('Conv2DBackpropInput', ({ input, attributes }) => {
    const [dy, filter] = [input('dy'), input('filter')];
    const dx = output(attributes.inputShape);
    const at = geometry(convolutionGeometry(attributes.inputShape, filter.shape, attributes));
    const memory = scratch(kernels.convolutionScratch(at));
    kernels.convolutionInputGradient(at, addressOf(dy), addressOf(filter), addressOf(dx), memory);
    return dx;
  });
  replaceKernel<ForFilter>('Conv2DBackpropFilter', ({ input, attributes }) => {
    const [x, dy] = [input('x'), input('dy')];
    const dw = output(attributes.filterShape);
    const at = geometry(convolutionGeometry(x.shape, attributes.filterShape, attributes));
    const memory = scratch(kernels.convolutionScratch(at));
    kernels.convolutionFilterGradient(at, addressOf(x), addressOf(dy), addressOf(dw), memory);
    return dw;
  });
}

/** One filter a channel, which is all that the table of operations has. */
function registerDepthwise({ kernels, addressOf, geometry, output }: OwnModule): void {
  const place = (xShape: readonly number[], filterShape: readonly number[], attributes: ConvolutionAttributes) => {
    if (filterShape[3] !== 1) throw new Error('Depthwise convolutions have one filter a channel here.');
    return convolutionGeometry(xShape, filterShape, attributes, 'depthwise');
  };
  replaceKernel<ConvolutionAttributes>('DepthwiseConv2dNative', ({ input, attributes }) => {
    const [x, filter] = [input('x'), input('filter')];
    const g = place(x.shape, filter.shape, attributes);
    const y = output(g.outShape);
    kernels.convolveDepthwise(geometry(g), addressOf(x), addressOf(filter), addressOf(y));
    return y;
  });
  replaceKernel<ForInput>('DepthwiseConv2dNativeBackpropInput', ({ input, attributes }) => {
    const [dy, filter] = [input('dy'), input('filter')];
    const dx = output(attributes.inputShape);
    const at = geometry(place(attributes.inputShape, filter.shape, attributes));
    kernels.depthwiseGradients(at, 0, addressOf(filter), addressOf(dy), addressOf(dx), 0);
    return dx;
  });
  replaceKernel<ForFilter>('DepthwiseConv2dNativeBackpropFilter', ({ input, attributes }) => {
    const [x, dy] = [input('x'), input('dy')];
    const dw = output(attributes.filterShape);
    const at = geometry(place(x.shape, attributes.filterShape, attributes));
    kernels.depthwiseGradients(at, addressOf(x), 0, addressOf(dy), 0, addressOf(dw));
    return dw;
  });
}

function registerPools({ kernels, addressOf, geometry, output }: OwnModule): void {
  const forward = (name: 'MaxPool' | 'AvgPool', run: (g: number, x: number, y: number) => void): void => {
    replaceKernel<PoolAttributes>(name, ({ input, attributes }) => {
      const x = input('x');
      const g = poolGeometry(x.shape, attributes);
      const y = output(g.outShape);
      run(geometry(g), addressOf(x), addressOf(y));
      return y;
    });
  };
  forward('MaxPool', kernels.poolMaximum);
  forward('AvgPool', kernels.poolAverage);
  replaceKernel<PoolAttributes>('MaxPoolGrad', ({ input, attributes }) => {
    const [x, dy] = [input('input'), input('dy')];
    const dx = output(x.shape);
    const at = geometry(poolGeometry(x.shape, attributes));
    kernels.poolMaximumGradient(at, addressOf(x), addressOf(dy), addressOf(dx));
    return dx;
  });
  replaceKernel<PoolAttributes>('AvgPoolGrad', ({ input, attributes }) => {
    const [x, dy] = [input('input'), input('dy')];
    const dx = output(x.shape);
    kernels.poolAverageGradient(geometry(poolGeometry(x.shape, attributes)), addressOf(dy), addressOf(dx));
    return dx;
  });
}

function registerMatrixProduct({ kernels, addressOf, output, scratch }: OwnModule): void {
  const shipped: tf.KernelFunc | undefined = replaceKernel<{
    readonly transposeA: boolean;
    readonly transposeB: boolean;
  }>('BatchMatMul', ({ input, attributes, backend }) => {
    const [a, b] = [input('a'), input('b')];
    const { transposeA, transposeB } = attributes;
    const batches = a.shape.slice(0, -2);
    if (batches.join() !== b.shape.slice(0, -2).join()) {
      // Batches of one side only: rare, so the shipped kernel's rules for it will do.
      if (!shipped) throw new Error('The WebAssembly backend has no matrix product.');
      return shipped({ inputs: { a, b }, attrs: { transposeA, transposeB }, backend });
    }
    const [aRows = 1, aColumns = 1] = a.shape.slice(-2);
    const [bRows = 1, bColumns = 1] = b.shape.slice(-2);
    const [rows, depth] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
    const columns = transposeB ? bRows : bColumns;
    const [aRowStep, aDepthStep] = transposeA ? [1, aColumns] : [aColumns, 1];
    const [bDepthStep, bColumnStep] = transposeB ? [1, bColumns] : [bColumns, 1];
    const c = output([...batches, rows, columns]);
    const memory = scratch(kernels.matrixScratch(rows, columns, depth, aDepthStep));
    const [aAt, bAt, cAt] = [addressOf(a), addressOf(b), addressOf(c)];
    const count = batches.reduce((product, n) => product * n, 1);
    for (let n = 0; n < count; n++) {
      const left = aAt + 4 * n * rows * depth;
      const right = bAt + 4 * n * depth * columns;
      const to = cAt + 4 * n * rows * columns;
      kernels.multiplyMatrices(
        ...([rows, columns, depth, left, aRowStep, aDepthStep, right, bDepthStep, bColumnStep, to, memory] as const),
      );
    }
    return c;
  });
}

function registerAddition({ kernels, addressOf, output }: OwnModule): void {
  const shipped: tf.KernelFunc | undefined = replaceKernel('Add', ({ input, backend }) => {
    const [a, b] = [input('a'), input('b')];
    const columns = a.shape.at(-1) ?? 1;
    const isSame = tf.util.arraysEqual(a.shape, b.shape);
    const isRow = b.size === columns && (b.shape.at(-1) ?? 1) === columns && b.shape.length <= a.shape.length;
    if (a.dtype !== 'float32' || b.dtype !== 'float32' || !(isSame || isRow) || !shipped) {
      if (!shipped) throw new Error('The WebAssembly backend has no addition.');
      return shipped({ inputs: { a, b }, backend });
    }
    const y = output(a.shape);
    if (isSame) kernels.add(a.size, addressOf(a), addressOf(b), addressOf(y));
    else kernels.addRow(a.size / columns, columns, addressOf(a), addressOf(b), addressOf(y));
    return y;
  });
}

/** The shipped one copies. Tensors never change, so both may have the same memory, as after a reshape. */
function registerIdentity(): void {
  replaceKernel('Identity', ({ input, backend }) => {
    const { dataId, shape, dtype } = input('x');
    backend.incRef(dataId);
    return { dataId, shape, dtype };
  });
}

const size = (info: tf.TensorInfo): number => tf.util.sizeFromShape(info.shape);

/** Its gradient needs the result only, so that is all that is kept of a rectifier until the way back. */
function registerRectifier({ kernels, addressOf, output }: OwnModule): void {
  replaceKernel('Relu', ({ input }) => {
    const x = input('x');
    const y = output(x.shape);
    kernels.rectify(x.size, addressOf(x), addressOf(y));
    return y;
  });
  replaceKernel('ReluGradient', ({ input }) => {
    const [y, dy] = [input('y'), input('dy')];
    const dx = output(y.shape);
    kernels.rectifyGradient(size(y), addressOf(y), addressOf(dy), addressOf(dx));
    return dx;
  });
  const shipped = tf.getGradient('Relu');
  tf.registerGradient({
    kernelName: 'Relu',
    inputsToSave: shipped.inputsToSave ?? [],
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => {
      if (tf.getBackend() !== 'wasm') return shipped.gradFunc(dy, saved, attributes);
      const y = saved.at(-1) as tf.Tensor;
      return { x: () => tf.engine().runKernel('ReluGradient', { y, dy: dy as tf.Tensor }) as tf.Tensor };
    },
  });
}

function registerBatchNorm({ kernels, addressOf, output }: OwnModule): void {
  replaceKernel<{ readonly epsilon: number }>('BatchNormTraining', ({ input, attributes }) => {
    const [x, gamma, beta] = [input('x'), input('gamma'), input('beta')];
    const channels = gamma.size;
    const [y, mean, inverse, variance] = [output(x.shape), output([channels]), output([channels]), output([channels])];
    kernels.normaliseBatch(
      x.size / channels,
      channels,
      addressOf(x),
      addressOf(gamma),
      addressOf(beta),
      attributes.epsilon,
      addressOf(y),
      addressOf(mean),
      addressOf(inverse),
      addressOf(variance),
    );
    return [y, mean, inverse, variance];
  });
  replaceKernel('BatchNormTrainingGradient', ({ input }) => {
    const [x, gamma, mean, inverse, dy] = [input('x'), input('gamma'), input('mean'), input('inverse'), input('dy')];
    const channels = gamma.size;
    const [dx, dGamma, dBeta] = [output(x.shape), output([channels]), output([channels])];
    kernels.normaliseBatchGradient(
      x.size / channels,
      channels,
      addressOf(x),
      addressOf(gamma),
      addressOf(mean),
      addressOf(inverse),
      addressOf(dy),
      addressOf(dx),
      addressOf(dGamma),
      addressOf(dBeta),
    );
    return [dx, dGamma, dBeta];
  });
  tf.registerGradient({
    kernelName: 'BatchNormTraining',
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, true, true, false],
    gradFunc: (dys, saved) => {
      const [x, gamma, mean, inverse] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const dy = Array.isArray(dys) ? (dys[0] as tf.Tensor) : dys;
      const inputs = { x, gamma, mean, inverse, dy };
      const [dx, dGamma, dBeta] = tf.engine().runKernel('BatchNormTrainingGradient', inputs) as tf.Tensor[];
      return { x: () => dx as tf.Tensor, gamma: () => dGamma as tf.Tensor, beta: () => dBeta as tf.Tensor };
    },
  });
  const batchNorm: BatchNorm = (x, gamma, beta, epsilon) => {
    const results = tf.engine().runKernel('BatchNormTraining', { x, gamma, beta }, { epsilon }) as tf.Tensor[];
    const [y, mean, , variance] = results as [tf.Tensor, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
    return { y, mean, variance };
  };
  provideBatchNorm('wasm', batchNorm);
}
