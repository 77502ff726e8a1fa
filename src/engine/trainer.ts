import * as tf from '@tensorflow/tfjs-core';
import { type Random, random } from '../base/random.ts';
import { dimensions, type TensorType } from '../network/tensor-type.ts';
import type { TrainRecipe } from '../network/training.ts';
import type { Augmentation } from './data/augment.ts';
import { gather } from './data/batch.ts';
import type { Dataset } from './data/dataset.ts';
import { EngineError } from './engine-error.ts';
import { type Loss, lossOf } from './losses.ts';
import type { Model } from './model.ts';
import { optimizerOf, type Slot } from './optimizers.ts';
import { scheduleOf } from './schedules.ts';
import type { Metrics } from './types.ts';

export interface Training {
  readonly model: Model;
  /** Of one example, as the network reads it: as many values as the data set's, perhaps in another shape. */
  readonly input: TensorType;
  readonly dataset: Dataset;
  readonly augmentations: readonly Augmentation[];
  readonly recipe: TrainRecipe;
  readonly epochs: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** Examples in a forward pass that only measures: enough to keep the kernels busy, few enough to stay small. */
const MEASURED_AT_ONCE = 200;

/**
 * Trains a model in place and calls back after each epoch with `train_loss`, `train_accuracy` (running, over the epoch's
 * own batches), `loss` and `accuracy` (validation). Returns the metrics of all epochs. Between batches it lets the process
 * breathe and looks at the signal. Throws an `EngineError` if the loss diverges or the signal aborts.
 */
export async function train(
  training: Training,
  progress: (epoch: number, epochs: number, metrics: Metrics) => void,
): Promise<Metrics[]> {
  const { model, dataset, recipe, epochs, signal } = training;
  const loss = lossOf(recipe.loss, dataset.targets);
  const optimizer = optimizerOf(recipe.optimizer);
  const schedule = scheduleOf(recipe.schedule, epochs);
  const source = random(training.seed);
  const step = stepper(training, loss, optimizer.slot, source.fork('augment'));
  const batches = Math.ceil(dataset.train.length / recipe.batch);
  const history: Metrics[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(dataset.train, source.fork(`epoch ${epoch}`));
    let lossSum = 0;
    let right = 0;
    for (let batch = 0; batch < batches; batch++) {
      await breathe(signal);
      const indexes = order.subarray(batch * recipe.batch, (batch + 1) * recipe.batch);
      const done = epoch + batch / batches;
      const result = step(indexes, optimizer.rate * schedule(done / epochs, done));
      if (!Number.isFinite(result.mean)) throw diverged(epoch, batch);
      lossSum += result.mean * indexes.length;
      right += result.right;
    }
    const own = report('train_', dataset, lossSum, right, order.length);
    const validation = await measure(training, dataset.validation, '');
    const metrics = { ...own, ...validation };
    // A network may also explode after the last batch; what is not finite must not reach a strategy as a number.
    if (!Number.isFinite(metrics.loss) || !hasFiniteWeights(model)) throw diverged(epoch, batches - 1);
    history.push(metrics);
    progress(epoch + 1, epochs, metrics);
  }
  return history;
}

const hasFiniteWeights = ({ variables }: Model): boolean =>
  variables.every(({ tensor }) => tensor.dataSync<'float32'>().every(Number.isFinite));

const diverged = (epoch: number, batch: number): EngineError =>
  new EngineError(
    'diverged',
    `The loss is no longer a finite number in epoch ${epoch + 1}, batch ${batch + 1}: the training diverged. A lower learning rate, a warm-up or a norm helps.`,
  );

/** Mean loss and accuracy of a model over some examples, named with a prefix (`test_`). Nothing is trained. */
export async function measure(
  training: Training,
  indexes: Uint32Array,
  prefix: '' | 'train_' | 'test_',
): Promise<Metrics> {
  const { model, dataset, input, recipe, signal } = training;
  const loss = lossOf(recipe.loss, dataset.targets);
  let lossSum = 0;
  let right = 0;
  for (let start = 0; start < indexes.length; start += MEASURED_AT_ONCE) {
    await breathe(signal);
    const part = indexes.subarray(start, start + MEASURED_AT_ONCE);
    const outputs = tf.tidy(() => {
      const x = tensorOf(gather(dataset, part), input);
      return model.logits(x, 'inference').dataSync<'float32'>();
    });
    const result = loss(outputs, part);
    lossSum += result.mean * part.length;
    right += result.right;
  }
  return report(prefix, dataset, lossSum, right, indexes.length);
}

function report(prefix: string, dataset: Dataset, lossSum: number, right: number, count: number): Metrics {
  const loss = { [`${prefix}loss`]: lossSum / count };
  return dataset.targets.kind === 'classes' ? { [`${prefix}accuracy`]: right / count, ...loss } : loss;
}

const tensorOf = (values: Float32Array, type: TensorType): tf.Tensor =>
  tf.tensor(values, [values.length / dimensions(type).reduce((product, n) => product * n, 1), ...dimensions(type)]);

/** One step on the examples at some indexes with a learning rate; returns the loss before it. */
function stepper(
  { model, dataset, input, augmentations }: Training,
  loss: Loss,
  slot: (size: number, decays: boolean) => Slot,
  augmenting: Random,
) {
  const augment = augmentations.length > 0 ? { steps: augmentations, random: augmenting } : undefined;
  const trained = model.variables.map(({ tensor, decays }) => ({
    tensor,
    values: Float32Array.from(tensor.dataSync<'float32'>()),
    update: slot(tensor.size, decays),
  }));
  const variables = trained.map(({ tensor }) => tensor);
  return (indexes: Uint32Array, rate: number): { readonly mean: number; readonly right: number } =>
    tf.tidy(() => {
      const x = tensorOf(gather(dataset, indexes, augment), input);
      let result = { mean: Number.NaN, right: 0 };
      const forward = (): tf.Scalar => {
        const logits = model.logits(x, 'training');
        return withGradient(logits, () => {
          const { gradient, ...values } = loss(logits.dataSync<'float32'>(), indexes);
          result = values;
          return { value: values.mean, gradient };
        });
      };
      // A network without weights has nothing to train, but still a loss.
      const grads = variables.length > 0 ? tf.variableGrads(forward, variables).grads : {};
      if (variables.length === 0) forward();
      if (!Number.isFinite(result.mean)) return result;
      for (const { tensor, values, update } of trained) {
        const gradient = grads[tensor.name];
        // Nothing that it feeds reaches the output (only by way of `none`, say): it stays as it is.
        if (!gradient) continue;
        update(values, gradient.dataSync<'float32'>(), rate);
        tensor.assign(tf.tensor(values, tensor.shape));
      }
      return result;
    });
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

function shuffled(indexes: Uint32Array, source: Random): Uint32Array {
  const order = indexes.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = source.integer(i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}

/** Lets messages in (training is synchronous otherwise), then looks whether one of them was to stop. */
async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (signal.aborted) throw new EngineError('aborted', 'The trial was stopped.');
}
