import * as tf from '@tensorflow/tfjs-core';
import { kernelOf, numberOf } from '../../network/attributes.ts';
import type { Attributes } from '../../network/network.ts';
import { channelsOf } from '../../network/tensor-type.ts';
import { he, zeros } from './initialisers.ts';
import { inputType, type LayerBuilder, type LayerContext, only } from './layer.ts';

interface Window {
  readonly strides: [number, number];
  readonly pad: 'same' | 'valid';
  readonly dilations: [number, number];
}

export function windowOf(attributes: Attributes): Window {
  const stride = numberOf(attributes, 'stride');
  const dilation = typeof attributes.dilation === 'number' ? attributes.dilation : 1;
  return {
    strides: [stride, stride],
    pad: attributes.padding === 'valid' ? 'valid' : 'same',
    dilations: [dilation, dilation],
  };
}

/**
 * Runs the kernel itself: the public functions refuse a stride together with a dilation, which a searched cell of
 * stride 2 has and every kernel can do.
 */
export function convolve(
  kernel: 'Conv2D' | 'DepthwiseConv2dNative',
  x: tf.Tensor,
  filter: tf.Tensor,
  window: Window,
): tf.Tensor {
  const attributes = { ...window, dataFormat: 'NHWC', dimRoundingMode: undefined };
  return tf.engine().runKernel(kernel, { x, filter }, attributes as unknown as tf.NamedAttrMap) as tf.Tensor;
}

function biasOf({ node, weight }: LayerContext, channels: number): tf.Variable | undefined {
  return node.attributes.bias === true ? weight('bias', [channels], zeros) : undefined;
}

const plus = (y: tf.Tensor, bias: tf.Variable | undefined): tf.Tensor => (bias ? tf.add(y, bias) : y);

/** Image or, as an image of width 1, sequence. */
export const asImage = (x: tf.Tensor): tf.Tensor => (x.rank === 4 ? x : tf.expandDims(x, 2));
export const asBefore = (y: tf.Tensor, rank: number): tf.Tensor => (rank === 4 ? y : tf.squeeze(y, [2]));

export const convolution: LayerBuilder = (context) => {
  const { attributes } = context.node;
  const [height, wide] = kernelOf(attributes);
  const width = inputType(context).kind === 'sequence' ? 1 : wide;
  const channels = channelsOf(inputType(context));
  const filters = numberOf(attributes, 'filters');
  const groups = typeof attributes.groups === 'number' ? attributes.groups : 1;
  const fan = (height * width * channels) / groups;
  const kernel = context.weight('kernel', [height, width, channels / groups, filters], he(fan), 'decays');
  const bias = biasOf(context, filters);
  const window = windowOf(attributes);
  return (inputs) => {
    const x = asImage(only(inputs));
    const y =
      groups === 1
        ? convolve('Conv2D', x, kernel, window)
        : tf.concat(
            tf.split(x, groups, 3).map((part, group) => {
              const own = tf.split(kernel as tf.Tensor, groups, 3)[group] as tf.Tensor;
              return convolve('Conv2D', part, own, window);
            }),
            3,
          );
    return plus(asBefore(y, only(inputs).rank), bias);
  };
};

export const depthwiseConvolution: LayerBuilder = (context) => {
  const { attributes } = context.node;
  const [height, wide] = kernelOf(attributes);
  const width = inputType(context).kind === 'sequence' ? 1 : wide;
  const channels = channelsOf(inputType(context));
  const multiplier = numberOf(attributes, 'multiplier');
  const kernel = context.weight('kernel', [height, width, channels, multiplier], he(height * width), 'decays');
  const bias = biasOf(context, channels * multiplier);
  const window = windowOf(attributes);
  return (inputs) => {
    const x = repeated(asImage(only(inputs)), multiplier);
    const filter =
      multiplier === 1 ? kernel : tf.reshape(kernel as tf.Tensor, [height, width, channels * multiplier, 1]);
    return plus(asBefore(convolve('DepthwiseConv2dNative', x, filter, window), only(inputs).rank), bias);
  };
};

/**
 * Each channel so many times, side by side: several filters a channel are then one a channel, which is all that kernels on
 * WebAssembly know.
 */
function repeated(x: tf.Tensor, times: number): tf.Tensor {
  if (times === 1) return x;
  const [count, height, width, channels] = x.shape as [number, number, number, number];
  const copies = tf.add(tf.reshape(x, [count, height, width, channels, 1]), tf.zeros([times]));
  return tf.reshape(copies, [count, height, width, channels * times]);
}
