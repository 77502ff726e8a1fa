import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../../network/network.ts';
import type { TensorType } from '../../network/tensor-type.ts';
import { EngineError } from '../engine-error.ts';
import type { Model, ModelVariable, See } from '../model.ts';

/** What a zero-cost proxy reads: a network with its first weights, and one batch. */
export interface Untrained {
  /** Primitives only; of which `model` was built. */
  readonly network: Network;
  /** Left as it was, but for running means. */
  readonly model: Model;
  readonly input: TensorType;
  /** [N, …input] */
  readonly x: tf.Tensor;
  /** What the network gives, as the loss reads it -> the mean loss of the batch. */
  loss(outputs: tf.Tensor): tf.Scalar;
  /** Of what is drawn besides the weights. */
  readonly seed: number;
}

/** A score of an untrained network; larger is better. Deterministic. */
export type ZeroCostProxy = (untrained: Untrained) => number;

/** Kernels of convolutions, dense and recurrent layers: the weights that proxies sum over; no biases, norms, embeddings. */
export const kernelsOf = ({ variables }: Model): ModelVariable[] => variables.filter(({ decays }) => decays);

/** The same value, with a derivative by `of` (of 0) also where nothing leads there: a cell may be all `none`. */
export const joined = (value: tf.Tensor, of: tf.Tensor): tf.Scalar => tf.add(value, tf.mul(0, tf.sum(of)));

/** Derivatives of the loss by the kernels, in their order; zeros where nothing reaches the output. */
export function kernelGradients({ model, x, loss }: Untrained, see?: See): Float32Array[] {
  const kernels = kernelsOf(model).map(({ tensor }) => tensor);
  if (kernels.length === 0) return [];
  return tf.tidy(() => {
    const { grads } = tf.variableGrads(
      () => joined(loss(model.logits(x, 'training', see)), kernels[0] as tf.Tensor),
      kernels,
    );
    return kernels.map(({ name, size }) => grads[name]?.dataSync<'float32'>().slice() ?? new Float32Array(size));
  });
}

/** Proxies that change the input, or derive by it, need numbers in it. */
export function needsNumbers(name: string, { input }: Untrained): void {
  if (input.kind === 'tokens') {
    throw new EngineError(
      'data-mismatch',
      `'${name}' needs inputs that are numbers; tokens can't be changed a little.`,
    );
  }
}

/** Operations whose sign pattern splits the input space: that of their input counts. */
export const rectifiers: ReadonlySet<string> = new Set([
  'relu',
  'relu6',
  'leaky_relu',
  'elu',
  'silu',
  'gelu',
  'hard_swish',
]);
export const norms: ReadonlySet<string> = new Set(['bn', 'layer_norm', 'group_norm']);
