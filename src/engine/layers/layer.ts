import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random.ts';
import type { Network, NetworkNode } from '../../network/network.ts';
import type { TensorType } from '../../network/tensor-type.ts';
import type { Initialiser } from './initialisers.ts';

/** Whether dropout drops and batch norm uses (and learns) the statistics of the batch. */
export type Mode = 'training' | 'inference';

/** One node of a network made ready to run. Tensors carry the batch in front: [N, …dimensions of the type]. */
export type Forward = (inputs: readonly tf.Tensor[], mode: Mode) => tf.Tensor;

/** What a builder may ask for. Variables live as long as the model. */
export interface LayerContext {
  readonly node: NetworkNode;
  readonly inputs: readonly TensorType[];
  /** A trainable variable. `decays`: weight decay applies (kernels yes; biases, norms, embeddings no). */
  weight(name: string, shape: readonly number[], initialise: Initialiser, decays?: 'decays'): tf.Variable;
  /** Values that training keeps up to date without gradients, such as running means. */
  state(size: number, value: number): Float32Array;
  /** The layer's own source of randomness, for masks. */
  readonly random: Random;
  /** Builds the network of an attribute; its variables are the layer's. */
  body(network: Network): Forward;
}

export type LayerBuilder = (context: LayerContext) => Forward;

/** The tensor that a layer of one input reads. */
export function only(inputs: readonly tf.Tensor[]): tf.Tensor {
  const [first] = inputs;
  if (!first) throw new Error('A layer was called without input.');
  return first;
}

/** The type of what a layer of one input reads. */
export function inputType(context: LayerContext): TensorType {
  const [first] = context.inputs;
  if (!first) throw new Error(`\`${context.node.op}\` has no input.`);
  return first;
}
