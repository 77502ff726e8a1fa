import * as tf from '@tensorflow/tfjs-core';
import {
  convolutionFilterGradient,
  convolutionInputGradient,
  depthwiseFilterGradient,
  depthwiseInputGradient,
} from './composed/convolution.ts';
import { averagePoolGradient } from './composed/pooling.ts';
import { type ConvolutionAttributes, convolutionGeometry, type PoolAttributes, poolGeometry } from './geometry.ts';
import { replaceKernel } from './replace-kernel.ts';

/**
 * Gradients that TensorFlow.js 4.22 lacks or gets wrong whatever the backend: convolutions with dilation have none, and
 * the plain-JavaScript average pool counts padding in its gradient but not in its value.
 */
export function registerPortableGradients(): void {
  tf.registerGradient({
    kernelName: 'Conv2D',
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const attributes = attrs as unknown as ConvolutionAttributes;
      const gradient = dy as tf.Tensor4D;
      if (runsKernel(attributes)) {
        const all = attrs as tf.NamedAttrMap;
        return {
          x: () => kernel('Conv2DBackpropInput', { dy: gradient, filter }, { ...all, inputShape: x.shape }),
          filter: () => kernel('Conv2DBackpropFilter', { x, dy: gradient }, { ...all, filterShape: filter.shape }),
        };
      }
      const geometry = convolutionGeometry(x.shape, filter.shape, attributes);
      return {
        x: () => convolutionInputGradient(gradient, filter, geometry),
        filter: () => convolutionFilterGradient(x, gradient, geometry),
      };
    },
  });
  tf.registerGradient({
    kernelName: 'DepthwiseConv2dNative',
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const attributes = attrs as unknown as ConvolutionAttributes;
      const gradient = dy as tf.Tensor4D;
      if (runsKernel(attributes)) {
        const all = { ...(attrs as tf.NamedAttrMap), dilations: pair(attributes.dilations) };
        const backprop = 'DepthwiseConv2dNativeBackprop';
        return {
          x: () => kernel(`${backprop}Input`, { dy: gradient, filter }, { ...all, inputShape: x.shape }),
          filter: () => kernel(`${backprop}Filter`, { x, dy: gradient }, { ...all, filterShape: filter.shape }),
        };
      }
      const geometry = convolutionGeometry(x.shape, filter.shape, attributes, 'depthwise');
      return {
        x: () => depthwiseInputGradient(gradient, filter, geometry),
        filter: () => depthwiseFilterGradient(x, gradient, geometry),
      };
    },
  });
  if (tf.getKernel('AvgPoolGrad', 'cpu')) {
    replaceKernel<PoolAttributes>(
      'AvgPoolGrad',
      ({ input, attributes }) => averagePoolGradientOf(input('input'), input('dy'), attributes),
      'cpu',
    );
  }
}

/** By way of the values, so on any backend. */
function averagePoolGradientOf(x: tf.Tensor, dy: tf.Tensor, attributes: PoolAttributes): tf.Tensor {
  const dx = new Float32Array(x.size);
  averagePoolGradient(dy.dataSync<'float32'>(), dx, poolGeometry(x.shape, attributes));
  return tf.tensor(dx, x.shape);
}

const pair = (value: number | [number, number] | undefined): [number, number] =>
  Array.isArray(value) ? value : [value ?? 1, value ?? 1];

/** Our kernels for WebAssembly know dilation; those of the other backends don't. */
const runsKernel = ({ dilations }: ConvolutionAttributes): boolean =>
  tf.getBackend() === 'wasm' || pair(dilations).every((dilation) => dilation === 1);

const kernel = (name: string, inputs: tf.NamedTensorMap, attributes: tf.NamedAttrMap): tf.Tensor =>
  tf.engine().runKernel(name, inputs, attributes) as tf.Tensor;
