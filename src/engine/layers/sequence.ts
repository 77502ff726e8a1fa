import * as tf from '@tensorflow/tfjs-core';
import { numberOf } from '../../network/attributes.ts';
import { channelsOf, dimensions } from '../../network/tensor-type.ts';
import { product } from './dense.ts';
import { glorot, normal, zeros } from './initialisers.ts';
import { inputType, type LayerBuilder, only } from './layer.ts';

/** A row of a trainable table for each token. */
export const embedding: LayerBuilder = (context) => {
  const vocabulary = channelsOf(inputType(context));
  const dim = numberOf(context.node.attributes, 'dim');
  const table = context.weight('table', [vocabulary, dim], normal(0.05)) as tf.Tensor;
  return (inputs) => {
    const tokens = tf.cast(only(inputs), 'int32');
    const [batch = 1, length = 1] = tokens.shape;
    return tf.reshape(tf.gather(table, tf.reshape(tokens, [-1])), [batch, length, dim]);
  };
};

/** Adds where a step stands: a trainable row for each, or sines and cosines (Vaswani et al. 2017, section 3.5). */
export const position: LayerBuilder = (context) => {
  const shape = dimensions(inputType(context));
  const [length = 1, channels = 1] = shape;
  if (context.node.attributes.kind === 'learned') {
    const table = context.weight('table', shape, normal(0.02));
    return (inputs) => tf.add(only(inputs), table);
  }
  const waves = new Float32Array(length * channels);
  for (let step = 0; step < length; step++) {
    for (let c = 0; c < channels; c++) {
      const angle = step / 10000 ** ((2 * Math.floor(c / 2)) / channels);
      waves[step * channels + c] = c % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return (inputs) => tf.add(only(inputs), tf.tensor(waves, shape));
};

/** Multi-head self-attention (Vaswani et al. 2017): softmax(Q·Kᵀ/√d)·V for each head, then a product that mixes them. */
export const attention: LayerBuilder = (context) => {
  const type = inputType(context);
  const channels = channelsOf(type);
  const [length = 1] = dimensions(type);
  const heads = numberOf(context.node.attributes, 'heads');
  const dim = numberOf(context.node.attributes, 'dim');
  const each = dim / heads;
  const projection = (name: string, from: number, to: number): ((x: tf.Tensor) => tf.Tensor) => {
    const kernel = context.weight(`${name} kernel`, [from, to], glorot(from, to), 'decays') as tf.Tensor2D;
    const bias = context.weight(`${name} bias`, [to], zeros);
    return (x) => product(x, kernel, bias as tf.Tensor1D);
  };
  const query = projection('query', channels, dim);
  const key = projection('key', channels, dim);
  const value = projection('value', channels, dim);
  const output = projection('output', dim, channels);
  // [N, L, dim] -> [N·heads, L, each]
  const apart = (x: tf.Tensor): tf.Tensor3D => {
    const split = tf.transpose(tf.reshape(x, [-1, length, heads, each]), [0, 2, 1, 3]);
    return tf.reshape(split, [-1, length, each]) as tf.Tensor3D;
  };
  return (inputs) => {
    const x = only(inputs);
    const scores = tf.mul(tf.matMul(apart(query(x)), apart(key(x)), false, true), 1 / Math.sqrt(each));
    const read = tf.reshape(tf.matMul(tf.softmax(scores), apart(value(x))), [-1, heads, length, each]);
    return output(tf.reshape(tf.transpose(read, [0, 2, 1, 3]), [-1, length, dim]));
  };
};
