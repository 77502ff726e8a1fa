import * as tf from '@tensorflow/tfjs-core';
import { numberOf } from '../../network/attributes.ts';
import { dimensions } from '../../network/tensor-type.ts';
import { inputType, type LayerBuilder, only } from './layer.ts';

/** The batch stays, the rest takes the dimensions of the node's type. */
export const reshape: LayerBuilder = ({ node }) => {
  const shape = dimensions(node.type);
  return (inputs) => tf.reshape(only(inputs), [-1, ...shape]);
};

export const identity: LayerBuilder = () => (inputs) => only(inputs);

/** All zeros, of the node's type; no gradient. */
export const none: LayerBuilder = ({ node }) => {
  const shape = dimensions(node.type);
  return (inputs) => tf.zeros([only(inputs).shape[0] ?? 1, ...shape]);
};

/** Each place becomes `factor` places along every axis but the channels (nearest neighbour). */
export const upsample: LayerBuilder = (context) => {
  const factor = numberOf(context.node.attributes, 'factor');
  const [channels = 1, ...axes] = dimensions(inputType(context)).reverse();
  const places = axes.reverse();
  const grown = dimensions(context.node.type);
  // Repeats by adding zeros that are wider: its gradient is a plain sum, on every backend.
  const apart = [...places.flatMap((n) => [n, 1]), channels];
  const wider = [1, ...places.flatMap(() => [1, factor]), 1];
  return (inputs) => tf.reshape(tf.add(tf.reshape(only(inputs), [-1, ...apart]), tf.zeros(wider)), [-1, ...grown]);
};

/** Moves towards the first row and column; zeros come in at the end. */
export const translate: LayerBuilder = (context) => {
  const pixels = numberOf(context.node.attributes, 'pixels');
  const axes = dimensions(inputType(context)).length - 1;
  const shifts = Array.from({ length: axes }, () => pixels);
  return (inputs) => {
    const x = only(inputs);
    const padded = tf.pad(x, [[0, 0], ...shifts.map((n): [number, number] => [0, n]), [0, 0]]);
    return tf.slice(padded, [0, ...shifts, 0], x.shape);
  };
};

/** Channels of zeros after the others. */
export const padChannels: LayerBuilder = (context) => {
  const sizes = dimensions(inputType(context));
  const filters = numberOf(context.node.attributes, 'filters');
  const more = filters - (sizes.at(-1) ?? 0);
  return (inputs) => tf.pad(only(inputs), [...sizes.map((): [number, number] => [0, 0]), [0, more]]);
};
