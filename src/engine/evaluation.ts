import * as tf from '@tensorflow/tfjs-core';
import type { Setting } from '../network/training.ts';
import { breathe } from './breathe.ts';
import { gather } from './data/batch.ts';
import { rowsOf, type Targets } from './data/dataset.ts';
import { lossOf, outputWidth } from './losses.ts';
import { accuracy, classScores, predictions, topAccuracy } from './metrics/classification.ts';
import { calibrationError, logLoss, perplexity, softmax } from './metrics/probability.ts';
import { rocAucOneVersusRest } from './metrics/ranking.ts';
import { determination, meanAbsoluteError, rootMeanSquareError } from './metrics/regression.ts';
import { tensorOf } from './step.ts';
import { outputsOf, type Training } from './training.ts';
import type { Metrics } from './types.ts';

/** How a model does on some examples. */
export interface Evaluation {
  readonly loss: number;
  /** The measures to follow from epoch to epoch. */
  brief(): Metrics;
  /** All measures that fit the task. What is undefined for these examples, such as R² of equal targets, is left out. */
  full(): Metrics;
}

/** Most examples of a forward pass that only measures, and most values that it gives: they bound its memory. */
const MOST_EXAMPLES = 200;
const MOST_OUTPUTS = 2 ** 22;

/** Runs a model over some examples; nothing is trained. Throws an `EngineError` if the signal aborts. */
export async function evaluate(training: Training, indexes: Uint32Array): Promise<Evaluation> {
  const { dataset, input, recipe, signal } = training;
  const { targets } = dataset;
  const loss = lossOf(recipe.loss, targets);
  const width = outputWidth(recipe.loss, targets) * rowsOf(targets);
  const atOnce = Math.max(1, Math.min(MOST_EXAMPLES, Math.floor(MOST_OUTPUTS / width)));
  // The outputs for tokens are too many to keep; their measures are sums.
  const kept = targets.kind === 'tokens' ? undefined : new Float32Array(indexes.length * width);
  let lossSum = 0;
  let right = 0;
  for (let start = 0; start < indexes.length; start += atOnce) {
    await breathe(signal);
    const part = indexes.subarray(start, start + atOnce);
    const outputs = tf.tidy(() =>
      outputsOf(training, tensorOf(gather(dataset, part), input), 'inference').dataSync<'float32'>(),
    );
    kept?.set(outputs, start * width);
    const result = loss(outputs, part);
    lossSum += result.mean * part.length;
    right += result.right;
  }
  const meanLoss = lossSum / indexes.length;
  const brief = (): Metrics => course(targets, meanLoss, right / (indexes.length * rowsOf(targets)));
  return {
    loss: meanLoss,
    brief,
    full: () => ({
      ...brief(),
      ...finite(
        detail(targets, kept && scoresOf(kept, recipe.loss), indexes, recipe.loss.name.endsWith('cross_entropy')),
      ),
    }),
  };
}

/** One score a class: the only output for two classes is the score of the second, and that of the first is 0. */
const scoresOf = (outputs: Float32Array, loss: Setting): Float32Array =>
  loss.name === 'binary_cross_entropy'
    ? Float32Array.from({ length: 2 * outputs.length }, (_, i) => (i % 2 === 0 ? 0 : (outputs[i >> 1] as number)))
    : outputs;

/** What is followed from epoch to epoch, from sums. */
export function course(targets: Targets, loss: number, shareRight: number): Metrics {
  switch (targets.kind) {
    case 'classes':
      return { accuracy: shareRight, loss };
    case 'tokens':
      return { accuracy: shareRight, loss, perplexity: perplexity(loss) };
    case 'numbers':
      return { loss };
  }
}

function detail(
  targets: Targets,
  outputs: Float32Array | undefined,
  indexes: Uint32Array,
  areLogits: boolean,
): Metrics {
  if (!outputs || targets.kind === 'tokens') return {};
  if (targets.kind === 'numbers') {
    const estimates = Float64Array.from(outputs, (value) => value * targets.deviation + targets.mean);
    const wanted = Float64Array.from(indexes, (example) => targets.values[example] as number);
    return {
      mae: meanAbsoluteError(estimates, wanted),
      rmse: rootMeanSquareError(estimates, wanted),
      r2: determination(estimates, wanted),
    };
  }
  const classes = targets.names.length;
  const labels = Int32Array.from(indexes, (example) => targets.labels[example] as number);
  const predicted = predictions(outputs, classes);
  const { precision, recall, f1, f1Micro } = classScores(predicted, labels, classes);
  const scores = areLogits ? softmax(outputs, classes) : outputs;
  return {
    accuracy: accuracy(predicted, labels),
    top5_accuracy: topAccuracy(outputs, classes, labels, 5),
    precision,
    recall,
    f1,
    f1_micro: f1Micro,
    auc: rocAucOneVersusRest(scores, classes, labels),
    ...(areLogits && {
      log_loss: logLoss(scores, classes, labels),
      calibration_error: calibrationError(scores, classes, labels),
    }),
  };
}

const finite = (metrics: Metrics): Metrics =>
  Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));

/** `test_`, `train_` in front of every name. */
export const prefixed = (prefix: string, metrics: Metrics): Metrics =>
  Object.fromEntries(Object.entries(metrics).map(([name, value]) => [prefix + name, value]));
