import * as tf from '@tensorflow/tfjs-core';
import { dimensions } from '../../network/tensor-type.ts';
import { type LayerBuilder, only } from './layer.ts';

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

/** Each pixel becomes a block of `scale` x `scale` (nearest neighbour). */
export const upsample: LayerBuilder = ({ node, inputs: [type] }) => {
  if (node.type.kind !== 'image' || type?.kind !== 'image') throw new Error('`upsample` is for images.');
  const { height, width, channels } = type;
  const down = node.type.height / height;
  const right = node.type.width / width;
  return (inputs) => {
    // Repeats by adding to zeros: its gradient is a plain sum, on every backend.
    const x = tf.reshape(only(inputs), [-1, height, 1, width, 1, channels]);
    const wide = tf.add(x, tf.zeros([1, 1, down, 1, right, 1]));
    return tf.reshape(wide, [-1, height * down, width * right, channels]);
  };
};
