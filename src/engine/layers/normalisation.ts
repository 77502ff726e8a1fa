import * as tf from '@tensorflow/tfjs-core';
import type { Attributes } from '../../network/network.ts';
import { channelsOf } from '../../network/tensor-type.ts';
import { batchNormOf } from '../kernels/batch-norm.ts';
import { layerNorm as layerNormOf, standardise } from '../kernels/layer-norm.ts';
import { ones, zeros } from './initialisers.ts';
import { inputType, type LayerBuilder, only } from './layer.ts';

/** What a running mean keeps of itself at each step. Short trials need it to follow quickly. */
const KEPT = 0.9;

const epsilonOf = (attributes: Attributes): number =>
  typeof attributes.epsilon === 'number' ? attributes.epsilon : 1e-5;

/** Batch norm: statistics of the batch in training, running means of them in inference. */
export const batchNorm: LayerBuilder = (context) => {
  const channels = channelsOf(inputType(context));
  const gamma = context.weight('gamma', [channels], ones) as tf.Tensor1D;
  const beta = context.weight('beta', [channels], zeros) as tf.Tensor1D;
  const runningMean = context.state(channels, 0);
  const runningVariance = context.state(channels, 1);
  const epsilon = epsilonOf(context.node.attributes);
  return (inputs, mode) => {
    const x = only(inputs);
    if (mode === 'inference') {
      const statistics = [tf.tensor1d(runningMean), tf.tensor1d(runningVariance)] as const;
      return tf.batchNorm(x as tf.Tensor4D, ...statistics, beta, gamma, epsilon);
    }
    const { y, mean, variance } = batchNormOf(tf.getBackend())(x, gamma, beta, epsilon);
    const rows = x.size / channels;
    follow(runningMean, mean.dataSync<'float32'>(), 1);
    // The running variance estimates that of all data, so it is the unbiased one.
    follow(runningVariance, variance.dataSync<'float32'>(), rows / Math.max(1, rows - 1));
    tf.dispose([mean, variance]);
    return y;
  };
};

function follow(running: Float32Array, batch: Float32Array, scale: number): void {
  for (let c = 0; c < running.length; c++) {
    running[c] = KEPT * (running[c] as number) + (1 - KEPT) * scale * (batch[c] as number);
  }
}

/** Over the channels of each position (Ba et al. 2016). */
export const layerNorm: LayerBuilder = (context) => {
  const channels = channelsOf(inputType(context));
  const gamma = context.weight('gamma', [channels], ones);
  const beta = context.weight('beta', [channels], zeros);
  const epsilon = epsilonOf(context.node.attributes);
  return (inputs) => layerNormOf(only(inputs), gamma as tf.Tensor1D, beta as tf.Tensor1D, epsilon);
};

/** Over the positions and channels of each group of channels (Wu and He 2018). */
export const groupNorm: LayerBuilder = (context) => {
  const channels = channelsOf(inputType(context));
  const groups = Number(context.node.attributes.groups);
  const gamma = context.weight('gamma', [channels], ones);
  const beta = context.weight('beta', [channels], zeros);
  const epsilon = epsilonOf(context.node.attributes);
  return (inputs) => {
    const x = only(inputs);
    const [batch = 1] = x.shape;
    const grouped = tf.reshape(x, [batch, -1, groups, channels / groups]);
    return tf.add(tf.mul(tf.reshape(standardise(grouped, [1, 3], epsilon), x.shape), gamma), beta);
  };
};
