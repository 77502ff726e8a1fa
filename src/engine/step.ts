import * as tf from '@tensorflow/tfjs-core';
import { dimensions, elements, type TensorType } from '../network/tensor-type.ts';
import { type BatchLoss, mixedLoss, type TensorLoss } from './batch-loss.ts';
import { clipFactor } from './clipping.ts';
import type { TrainingBatch } from './data/batches.ts';
import { type Rule, updaterOf } from './kernels/update.ts';
import { outputsOf, type Training } from './training.ts';

export interface Stepper {
  /** One step on some examples with a learning rate; returns the loss before it. */
  step(batch: TrainingBatch, rate: number): { readonly mean: number; readonly right: number };
  dispose(): void;
}

/** Steps of one training. They change the model's variables in place. */
export function stepper(training: Training, loss: BatchLoss, rule: Rule): Stepper {
  const { model, input, recipe } = training;
  const updater = updaterOf(tf.getBackend())(rule, model.variables);
  const variables = model.variables.map(({ tensor }) => tensor);
  const step: Stepper['step'] = ({ indexes, values, mix }, rate) =>
    tf.tidy(() => {
      const x = tensorOf(values, input);
      let result = { mean: Number.NaN, right: 0 };
      const forward = (): tf.Scalar => {
        const outputs = outputsOf(training, x, 'training');
        return withGradient(outputs, () => {
          const { gradient, ...judged } = mix
            ? mixedLoss(loss, outputs, [indexes, mix.partners.map((row) => indexes[row] as number)], mix.share)
            : loss(outputs, indexes);
          result = judged;
          return { mean: judged.mean, gradient };
        });
      };
      // A network without weights has nothing to train, but still a loss.
      const grads = variables.length > 0 ? tf.variableGrads(forward, variables).grads : {};
      if (variables.length === 0) forward();
      if (!Number.isFinite(result.mean)) return result;
      // Where nothing that a variable feeds reaches the output (only by way of `none`, say), it has no gradient.
      const gradients = variables.map(({ name }) => grads[name]);
      updater.update(gradients, rate, recipe.clip === undefined ? 1 : clipFactor(valuesOf(gradients), recipe.clip));
      return result;
    });
  return { step, dispose: updater.dispose };
}

const valuesOf = (tensors: readonly (tf.Tensor | undefined)[]): Float32Array[] =>
  tensors.flatMap((tensor) => tensor?.dataSync<'float32'>() ?? []);

/** The mean of a loss of `logits`, with the derivative that comes with it. */
export function withGradient(logits: tf.Tensor, compute: () => Pick<TensorLoss, 'mean' | 'gradient'>): tf.Scalar {
  const scalar = tf.customGrad((...args: unknown[]) => {
    const [, save] = args as [tf.Tensor, (tensors: tf.Tensor[]) => void];
    const { mean, gradient } = compute();
    save([gradient]);
    return {
      value: tf.scalar(mean),
      // What comes from behind is 1: the loss is what is differentiated.
      gradFunc: (_: tf.Tensor, saved: tf.Tensor[]) => saved[0] as tf.Tensor,
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
