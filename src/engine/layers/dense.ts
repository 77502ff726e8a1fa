import * as tf from '@tensorflow/tfjs-core';
import { numberOf } from '../../network/attributes.ts';
import { channelsOf } from '../../network/tensor-type.ts';
import { glorot, zeros } from './initialisers.ts';
import { inputType, type LayerBuilder, only } from './layer.ts';

/** x·W + b over the last dimension. */
export const dense: LayerBuilder = (context) => {
  const features = channelsOf(inputType(context));
  const { attributes } = context.node;
  const units = numberOf(attributes, 'units');
  const kernel = context.weight('kernel', [features, units], glorot(features, units), 'decays');
  const bias = attributes.bias === false ? undefined : context.weight('bias', [units], zeros);
  return (inputs) => {
    const given = only(inputs);
    // An image here has one pixel: it is read as a vector.
    const x = given.rank === 4 ? tf.reshape(given, [-1, features]) : given;
    const y = product(x, kernel as tf.Tensor2D);
    return bias ? tf.add(y, bias) : y;
  };
};

/** [..., features] · [features, units], as one matrix product whatever the rank. */
export function product(x: tf.Tensor, kernel: tf.Tensor2D): tf.Tensor {
  const [features, units] = kernel.shape;
  if (x.rank === 2) return tf.matMul(x as tf.Tensor2D, kernel);
  const rows = tf.reshape(x, [-1, features]) as tf.Tensor2D;
  return tf.reshape(tf.matMul(rows, kernel), [...x.shape.slice(0, -1), units]);
}
