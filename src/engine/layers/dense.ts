import * as tf from '@tensorflow/tfjs-core';
import { numberOf } from '../../network/attributes.ts';
import { channelsOf } from '../../network/tensor-type.ts';
import { affine } from '../kernels/affine.ts';
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
    return product(x, kernel as tf.Tensor2D, bias as tf.Tensor1D | undefined);
  };
};

/** [..., features] · [features, units] + [units], as one matrix product whatever the rank. */
export function product(x: tf.Tensor, kernel: tf.Tensor2D, bias?: tf.Tensor1D): tf.Tensor {
  const [features, units] = kernel.shape;
  if (x.rank === 2) return affine(x as tf.Tensor2D, kernel, bias);
  const rows = tf.reshape(x, [-1, features]) as tf.Tensor2D;
  return tf.reshape(affine(rows, kernel, bias), [...x.shape.slice(0, -1), units]);
}
