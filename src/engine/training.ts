import type * as tf from '@tensorflow/tfjs-core';
import type { TensorType } from '../network/tensor-type.ts';
import type { Setting, TrainRecipe } from '../network/training.ts';
import type { Dataset } from './data/dataset.ts';
import type { Mode } from './layers/layer.ts';
import type { Model } from './model.ts';

/** A model and everything that decides what training makes of it. */
export interface Training {
  readonly model: Model;
  /** Of one example, as the network reads it: as many values as the data set's, perhaps in another shape. */
  readonly input: TensorType;
  readonly dataset: Dataset;
  readonly augment: readonly Setting[];
  readonly recipe: TrainRecipe;
  readonly epochs: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** What the loss reads: cross entropy has the softmax, or the sigmoid of one output, of the network's end in itself. */
export const outputsOf = (
  { model, recipe }: Pick<Training, 'model' | 'recipe'>,
  x: tf.Tensor,
  mode: Mode,
): tf.Tensor => (recipe.loss.name.endsWith('cross_entropy') ? model.logits(x, mode) : model.forward(x, mode));
