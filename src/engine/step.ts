import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random.ts';
import { dimensions, elements, type TensorType } from '../network/tensor-type.ts';
import { clipped } from './clipping.ts';
import { gather } from './data/batch.ts';
import { blend } from './data/mixup.ts';
import { type Loss, mixedLoss } from './losses.ts';
import type { Slot } from './optimizers.ts';
import { outputsOf, type Training } from './training.ts';

export interface Stepper {
  /** The weights, in the order of the model's variables; changed in place by each step. */
  readonly weights: readonly Float32Array[];
  /** One step on the examples at some indexes with a learning rate; returns the loss before it. */
  step(indexes: Uint32Array, rate: number): { readonly mean: number; readonly right: number };
}

/** Steps of one training. */
export function stepper(
  training: Training,
  loss: Loss,
  slot: (size: number, decays: boolean) => Slot,
  augmenting: Random,
): Stepper {
  const { model, dataset, input, recipe, augmentations, mixup } = training;
  const augment = augmentations.length > 0 ? { steps: augmentations, random: augmenting } : undefined;
  const trained = model.variables.map(({ tensor, decays }) => ({
    tensor,
    values: Float32Array.from(tensor.dataSync<'float32'>()),
    update: slot(tensor.size, decays),
  }));
  const variables = trained.map(({ tensor }) => tensor);
  const step: Stepper['step'] = (indexes, rate) =>
    tf.tidy(() => {
      const batch = gather(dataset, indexes, augment);
      const mix = mixup?.(indexes.length, augmenting);
      if (mix) blend(batch, mix);
      const x = tensorOf(batch, input);
      let result = { mean: Number.NaN, right: 0 };
      const forward = (): tf.Scalar => {
        const outputs = outputsOf(training, x, 'training');
        return withGradient(outputs, () => {
          const given = outputs.dataSync<'float32'>();
          const { gradient, ...values } = mix
            ? mixedLoss(loss, given, [indexes, mix.partners.map((row) => indexes[row] as number)], mix.share)
            : loss(given, indexes);
          result = values;
          return { value: values.mean, gradient };
        });
      };
      // A network without weights has nothing to train, but still a loss.
      const grads = variables.length > 0 ? tf.variableGrads(forward, variables).grads : {};
      if (variables.length === 0) forward();
      if (!Number.isFinite(result.mean)) return result;
      // Where nothing that a variable feeds reaches the output (only by way of `none`, say), it stays as it is.
      const moved = trained.filter(({ tensor }) => grads[tensor.name]);
      const raw = moved.map(({ tensor }) => (grads[tensor.name] as tf.Tensor).dataSync<'float32'>());
      const gradients = recipe.clip === undefined ? raw : clipped(raw, recipe.clip);
      moved.forEach(({ tensor, values, update }, i) => {
        update(values, gradients[i] as Float32Array, rate);
        tensor.assign(tf.tensor(values, tensor.shape));
      });
      return result;
    });
  return { weights: trained.map(({ values }) => values), step };
}

/** A scalar of `logits` whose value and derivative are computed outside of TensorFlow. */
function withGradient(
  logits: tf.Tensor,
  compute: () => { readonly value: number; readonly gradient: Float32Array },
): tf.Scalar {
  const scalar = tf.customGrad((...args: unknown[]) => {
    const [logits, save] = args as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const { value, gradient } = compute();
    save([tf.tensor(gradient, logits.shape)]);
    return {
      value: tf.scalar(value),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0] as tf.Tensor, dy),
    };
  });
  return scalar(logits) as tf.Scalar;
}

export const tensorOf = (values: Float32Array, type: TensorType): tf.Tensor =>
  tf.tensor(
    values,
    [values.length / elements(type), ...dimensions(type)],
    type.kind === 'tokens' ? 'int32' : 'float32',
  );
