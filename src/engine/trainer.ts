import { type Random, random } from '../base/random.ts';
import { batchLossOf } from './batch-loss.ts';
import { breathe } from './breathe.ts';
import type { Batches } from './data/batches.ts';
import { batchesOf } from './data/batches-ahead.ts';
import { rowsOf } from './data/dataset.ts';
import { watch } from './early-stopping.ts';
import { EngineError } from './engine-error.ts';
import { course, type Evaluation, evaluate, prefixed } from './evaluation.ts';
import type { Model } from './model.ts';
import { optimizerOf } from './optimizers.ts';
import { scheduleOf } from './schedules.ts';
import { type Stepper, stepper } from './step.ts';
import type { Training } from './training.ts';
import type { Metrics } from './types.ts';
import { averagedWeights, copyVariables, copyWeights, setVariables, setWeights, type Weights } from './weights.ts';

export interface Trained {
  /** Of each epoch that was run. */
  readonly history: readonly Metrics[];
  /** Of the weights that the model has now, with `best_epoch`. */
  readonly metrics: Metrics;
}

/**
 * Trains a model in place and calls back after each epoch with `train_loss`, `train_accuracy` (running, over the epoch's
 * own batches), `loss` and `accuracy` (validation). Leaves the model with the weights that are judged: the averaged ones,
 * and with early stopping those of the best epoch. Between batches it lets the process breathe and looks at the signal.
 * Throws an `EngineError` if the loss diverges or the signal aborts.
 */
export async function train(
  training: Training,
  progress: (epoch: number, epochs: number, metrics: Metrics) => void,
): Promise<Trained> {
  const loss = batchLossOf(training.recipe.loss, training.dataset.targets);
  const optimizer = optimizerOf(training.recipe.optimizer);
  const source = random(training.seed);
  const { step, dispose } = stepper(training, loss, optimizer.rule);
  try {
    const batches = trainingBatches(training, source);
    try {
      const atRate: Stepper['step'] = (batch, share) => step(batch, optimizer.rate * share);
      return await runEpochs(training, batches, atRate, source, progress);
    } finally {
      await batches.close();
    }
  } finally {
    dispose();
  }
}

function trainingBatches({ dataset, augment, recipe, epochs, signal }: Training, source: Random): Batches {
  const { type, offset, scale, fill } = dataset;
  const plan = {
    data: { type, offset, scale, ...(fill && { fill }) },
    augment,
    seed: source.fork('augment').snapshot(),
  };
  return batchesOf(dataset, plan, { size: recipe.batch, epochs, signal });
}

async function runEpochs(
  training: Training,
  batches: Batches,
  step: Stepper['step'],
  source: Random,
  progress: (epoch: number, epochs: number, metrics: Metrics) => void,
): Promise<Trained> {
  const { model, dataset, recipe, epochs, signal } = training;
  const schedule = scheduleOf(recipe.schedule, epochs);
  const averages = recipe.ema === undefined ? undefined : averagedWeights(copyVariables(model), recipe.ema);
  const watching = watch(recipe.earlyStopping);
  let best: Weights | undefined;
  let judged: { readonly metrics: Metrics; readonly evaluation: Evaluation } | undefined;
  const count = Math.ceil(dataset.train.length / recipe.batch);
  const history: Metrics[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(dataset.train, source.fork(`epoch ${epoch}`));
    const take = batches.epoch(epoch, order);
    let lossSum = 0;
    let right = 0;
    for (let batch = 0; batch < count; batch++) {
      await breathe(signal);
      const examples = await take();
      const done = epoch + batch / count;
      const result = step(examples, schedule(done / epochs, done));
      if (!Number.isFinite(result.mean)) throw diverged(epoch, batch);
      averages?.add(copyVariables(model));
      lossSum += result.mean * examples.indexes.length;
      right += result.right;
    }
    const rows = order.length * rowsOf(dataset.targets);
    const own = prefixed('train_', course(dataset.targets, lossSum / order.length, right / rows));
    const trained = averages && copyVariables(model);
    if (averages) setVariables(model, averages.values);
    const evaluation = await evaluate(training, dataset.validation);
    const metrics = { ...own, ...evaluation.brief() };
    // A network may also explode after the last batch; what is not finite must not reach a strategy as a number.
    if (!Number.isFinite(evaluation.loss) || !hasFiniteWeights(model)) throw diverged(epoch, count - 1);
    history.push(metrics);
    progress(epoch + 1, epochs, metrics);
    const seen = watching.see(evaluation.loss);
    if (!recipe.earlyStopping || seen.best) judged = { metrics, evaluation };
    if (recipe.earlyStopping && seen.best) best = copyWeights(model);
    if (seen.ends) break;
    if (trained && epoch + 1 < epochs) setVariables(model, trained);
  }
  if (best) setWeights(model, best);
  return { history, metrics: { ...judged?.metrics, ...judged?.evaluation.full(), best_epoch: watching.bestEpoch } };
}

const hasFiniteWeights = ({ variables }: Model): boolean =>
  variables.every(({ tensor }) => tensor.dataSync<'float32'>().every(Number.isFinite));

const diverged = (epoch: number, batch: number): EngineError =>
  new EngineError(
    'diverged',
    `The loss is no longer a finite number in epoch ${epoch + 1}, batch ${batch + 1}: the training diverged. A lower learning rate, a warm-up or a norm helps.`,
  );

function shuffled(indexes: Uint32Array, source: Random): Uint32Array {
  const order = indexes.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const j = source.integer(i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}
