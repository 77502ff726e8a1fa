import * as tf from '@tensorflow/tfjs-core';
import {
  convolutionByTaps,
  convolutionFilterGradient,
  convolutionInputGradient,
  depthwiseFilterGradient,
  depthwiseInputGradient,
} from './composed/convolution.ts';
import { averagePoolGradient, maxPoolGradient } from './composed/pooling.ts';
import { type ConvolutionAttributes, convolutionGeometry, type PoolAttributes, poolGeometry } from './geometry.ts';
import { replaceKernel } from './replace-kernel.ts';

type ForInput = ConvolutionAttributes & { readonly inputShape: number[] };
type ForFilter = ConvolutionAttributes & { readonly filterShape: number[] };

/**
 * Training kernels that the WebAssembly backend of TensorFlow.js 4.22 lacks, gets wrong or does slowly, composed of
 * kernels that it has.
 */
export function registerComposedKernels(): void {
  registerConvolution();
  registerConvolutionGradients();
  registerPoolGradients();
  registerSegmentSum();
  registerMatrixProduct();
}

function registerConvolution(): void {
  // The shipped one gives zeros where the window skips pixels.
  const shipped: tf.KernelFunc | undefined = replaceKernel<ConvolutionAttributes>(
    'Conv2D',
    ({ input, attributes, backend }) => {
      const x = input<tf.Tensor4D>('x');
      const filter = input<tf.Tensor4D>('filter');
      const g = convolutionGeometry(x.shape, filter.shape, attributes);
      const skips = g.strideHeight > g.filterHeight || g.strideWidth > g.filterWidth;
      if (skips || !shipped) return tf.tidy(() => convolutionByTaps(x, filter, g));
      return shipped({ inputs: { x, filter }, attrs: attributes as unknown as tf.NamedAttrMap, backend });
    },
  );
}

function registerConvolutionGradients(): void {
  replaceKernel<ForInput>('Conv2DBackpropInput', ({ input, attributes }) => {
    const filter = input<tf.Tensor4D>('filter');
    const geometry = convolutionGeometry(attributes.inputShape, filter.shape, attributes);
    return tf.tidy(() => convolutionInputGradient(input<tf.Tensor4D>('dy'), filter, geometry));
  });
  replaceKernel<ForFilter>('Conv2DBackpropFilter', ({ input, attributes }) => {
    const x = input<tf.Tensor4D>('x');
    const geometry = convolutionGeometry(x.shape, attributes.filterShape, attributes);
    return tf.tidy(() => convolutionFilterGradient(x, input<tf.Tensor4D>('dy'), geometry));
  });
  replaceKernel<ForInput>('DepthwiseConv2dNativeBackpropInput', ({ input, attributes }) => {
    const filter = input<tf.Tensor4D>('filter');
    const geometry = convolutionGeometry(attributes.inputShape, filter.shape, attributes, 'depthwise');
    return tf.tidy(() => depthwiseInputGradient(input<tf.Tensor4D>('dy'), filter, geometry));
  });
  replaceKernel<ForFilter>('DepthwiseConv2dNativeBackpropFilter', ({ input, attributes }) => {
    const x = input<tf.Tensor4D>('x');
    const geometry = convolutionGeometry(x.shape, attributes.filterShape, attributes, 'depthwise');
    return tf.tidy(() => depthwiseFilterGradient(x, input<tf.Tensor4D>('dy'), geometry));
  });
}

function registerPoolGradients(): void {
  // The shipped one starts its maximum at the smallest positive number: wrong where a whole window is ≤ 0.
  replaceKernel<PoolAttributes>('MaxPoolGrad', ({ input, attributes, backend }) => {
    const x = input('input');
    const dx = backend.makeOutput(x.shape, 'float32');
    const on = (info: tf.TensorInfo): Float32Array => backend.typedArrayFromHeap(info) as Float32Array;
    maxPoolGradient(on(x), on(input('dy')), on(dx).fill(0), poolGeometry(x.shape, attributes));
    return dx;
  });
  // The shipped one divides by the size of the window also where part of it is padding; the forward pass does not.
  replaceKernel<PoolAttributes>('AvgPoolGrad', ({ input, attributes, backend }) => {
    const x = input('input');
    const dx = backend.makeOutput(x.shape, 'float32');
    const on = (info: tf.TensorInfo): Float32Array => backend.typedArrayFromHeap(info) as Float32Array;
    averagePoolGradient(on(input('dy')), on(dx).fill(0), poolGeometry(x.shape, attributes));
    return dx;
  });
}

/** The gradient of `gather`, so of embeddings: rows of x are added up by their segment. Segment ids have rank 1. */
function registerSegmentSum(): void {
  replaceKernel<{ readonly numSegments: number }>('UnsortedSegmentSum', ({ input, attributes, backend }) => {
    const x = input('x');
    const ids = input('segmentIds');
    const { numSegments } = attributes;
    const out = backend.makeOutput([numSegments, ...x.shape.slice(1)], 'float32');
    const sums = (backend.typedArrayFromHeap(out) as Float32Array).fill(0);
    const values = backend.typedArrayFromHeap(x);
    const segments = backend.typedArrayFromHeap(ids);
    const width = x.size / ids.size;
    for (let row = 0; row < ids.size; row++) {
      const segment = segments[row] as number;
      if (segment < 0 || segment >= numSegments) continue;
      const from = row * width;
      const to = segment * width;
      for (let i = 0; i < width; i++) sums[to + i] = (sums[to + i] as number) + (values[from + i] as number);
    }
    return out;
  });
}

/** A product with a transposed side goes to a scalar loop in the shipped kernel: transpose first, then multiply. */
function registerMatrixProduct(): void {
  const shipped: tf.KernelFunc | undefined = replaceKernel<{
    readonly transposeA: boolean;
    readonly transposeB: boolean;
  }>('BatchMatMul', ({ input, attributes, backend }) => {
    const a = input('a');
    const b = input('b');
    const { transposeA, transposeB } = attributes;
    if (!shipped) throw new Error('The WebAssembly backend has no matrix product.');
    if (!transposeA && !transposeB) {
      return shipped({ inputs: { a, b }, attrs: { transposeA, transposeB }, backend });
    }
    return tf.tidy(() => tf.matMul(transposeA ? swap(a) : a, transposeB ? swap(b) : b));
  });
}

function swap(t: tf.Tensor): tf.Tensor {
  const axes = t.shape.map((_, axis) => axis);
  const last = axes.length - 1;
  [axes[last], axes[last - 1]] = [last - 1, last];
  return tf.transpose(t, axes);
}
