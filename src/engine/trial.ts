import * as tf from '@tensorflow/tfjs-core';
import { costOf } from '../network/cost.ts';
import { lower } from '../network/lower.ts';
import type { Network } from '../network/network.ts';
import type { TensorType } from '../network/tensor-type.ts';
import type { Dataset } from './data/dataset.ts';
import { loadFolds } from './data/load.ts';
import { EngineError } from './engine-error.ts';
import { evaluate, prefixed } from './evaluation.ts';
import { checkMeasures, checkOutput, inputOf } from './fit.ts';
import { latencyOf } from './latency.ts';
import { meanAndDeviation } from './metrics/regression.ts';
import { buildModel, canTrain, type Model } from './model.ts';
import { watchMemory } from './process-memory.ts';
import { proxyScores } from './proxies/score.ts';
import { trainsNothing } from './proxy-measures.ts';
import { type Trained, train } from './trainer.ts';
import type { Training } from './training.ts';
import type { Metrics, RunTrial, TellDownload, TrialJob, TrialReport } from './types.ts';

type Progress = Parameters<RunTrial>[1];

/** Trains and measures one network, once for each fold of its data. The backend must have been started. */
export const runTrial: RunTrial = async (job, progress, signal) => {
  const folds = await loadData(job, signal);
  const started = performance.now();
  const before = tf.memory().numTensors;
  const network = lower(job.network);
  const problem = canTrain(network);
  if (problem !== undefined) throw new EngineError('untrainable', problem);
  const results: { readonly epochs: readonly Metrics[]; readonly metrics: Metrics }[] = [];
  for (const [fold, dataset] of folds.entries()) {
    const told: Progress = (epoch, epochs, metrics) => progress(fold * epochs + epoch, folds.length * epochs, metrics);
    results.push(await runFold(job, network, dataset, told, signal));
  }
  const seconds = (performance.now() - started) / 1000;
  const measured = folds.length === 1 ? (results[0]?.metrics ?? {}) : overFolds(results.map(({ metrics }) => metrics));
  return {
    metrics: { ...measured, ...costOf(job.network), seconds },
    epochs: results.flatMap(({ epochs }) => epochs),
    seconds,
    leakedTensors: tf.memory().numTensors - before,
  } satisfies TrialReport;
};

async function runFold(job: TrialJob, network: Network, dataset: Dataset, progress: Progress, signal: AbortSignal) {
  const input = inputOf(network, dataset);
  checkOutput(network, dataset, job.recipe.loss);
  checkMeasures(job.measures, dataset);
  const scores = proxyScores({ network, input, dataset, loss: job.recipe.loss, seed: job.seed }, job.measures);
  const model = buildModel(network, job.seed);
  try {
    if (trainsNothing(job.measures)) {
      return { epochs: [], metrics: { ...scores, ...latencies(model, input, job.measures) } };
    }
    const byExamples = job.shortened === 'examples';
    const training: Training = {
      model,
      input,
      dataset: byExamples ? shareOf(dataset, job.fidelity) : dataset,
      augment: job.dataset.augment,
      recipe: job.recipe,
      epochs: byExamples ? job.recipe.epochs : Math.max(1, Math.round(job.recipe.epochs * job.fidelity)),
      seed: job.seed,
      signal,
    };
    const spent = spending(job.measures);
    const trained = await train(training, progress);
    const costs = spent();
    const metrics = { ...scores, ...trained.metrics, ...(await further(training, trained, job.measures)), ...costs };
    return { epochs: trained.history, metrics };
  } finally {
    model.dispose();
  }
}

/** With the first of the training examples; their order has the classes in about their shares everywhere. */
const shareOf = (dataset: Dataset, share: number): Dataset => ({
  ...dataset,
  train: dataset.train.subarray(0, Math.max(1, Math.round(dataset.train.length * share))),
});

/** Time and memory from now to when it is called, those that were asked for. */
function spending(asked: readonly string[]): () => Metrics {
  const started = performance.now();
  const memory = asked.some((name) => name.startsWith('peak_rss')) ? watchMemory() : undefined;
  return () => ({
    ...(asked.some((name) => name.startsWith('training_seconds')) && {
      training_seconds: (performance.now() - started) / 1000,
    }),
    ...(memory && { peak_rss: memory.end() }),
  });
}

/** Measures of the trained model besides those of the validation part; costly ones only if asked for. */
async function further(training: Training, { metrics }: Trained, asked: readonly string[]): Promise<Metrics> {
  const { model, dataset, input } = training;
  const found: Record<string, number> = { sparsity: sparsityOf(model) };
  if (dataset.test.length > 0) {
    const test = await evaluate(training, dataset.test);
    const all = asked.some((name) => name.startsWith('test_'));
    Object.assign(found, prefixed('test_', all ? test.full() : test.brief()));
  }
  if (asked.includes('generalisation_gap')) {
    // The same mode on both sides: nothing is dropped, and all weights are the final ones.
    const own = (await evaluate(training, dataset.train)).brief();
    const [high, low] =
      dataset.targets.kind === 'classes' ? [own.accuracy, metrics.accuracy] : [metrics.loss, own.loss];
    found.generalisation_gap = (high as number) - (low as number);
  }
  return { ...found, ...latencies(model, input, asked) };
}

function latencies(model: Model, input: TensorType, asked: readonly string[]): Metrics {
  if (!asked.some((name) => name.startsWith('latency'))) return {};
  const { median, p95 } = latencyOf(model, [input]);
  return { latency: median, latency_p95: p95 };
}

/** Share of the weights smaller than 0.001. */
function sparsityOf({ variables }: Model): number {
  let small = 0;
  let all = 0;
  for (const { tensor } of variables) {
    for (const value of tensor.dataSync<'float32'>()) if (Math.abs(value) < 1e-3) small++;
    all += tensor.size;
  }
  return all === 0 ? 0 : small / all;
}

/** The mean of each measure over the folds, and its deviation as `…_sd`. */
function overFolds(folds: readonly Metrics[]): Metrics {
  const found: Record<string, number> = {};
  for (const name of Object.keys(folds[0] ?? {})) {
    const { mean, deviation } = meanAndDeviation(folds.map((metrics) => metrics[name] as number));
    found[name] = mean;
    found[`${name}_sd`] = deviation;
  }
  return found;
}

let loaded: { readonly key: string; readonly folds: Promise<readonly Dataset[]> } | undefined;

/**
 * The data set of a trial, fetched and read if it is not that of the last one: the trials of a search share one. Throws an
 * `EngineError`.
 */
export function loadData(
  { dataset: spec, folder }: Pick<TrialJob, 'dataset' | 'folder'>,
  signal: AbortSignal,
  download: TellDownload = () => {},
): Promise<readonly Dataset[]> {
  const { augment: _, ...deciding } = spec;
  const key = JSON.stringify([deciding, folder]);
  if (loaded?.key !== key) {
    const folds = loadFolds(spec, folder, signal, download);
    // The files of the one before are no longer read.
    loaded?.folds.then(([first]) => first?.examples.close()).catch(() => {});
    loaded = { key, folds };
    // A failure is not kept: the file may be there the next time.
    folds.catch(() => {
      if (loaded?.folds === folds) loaded = undefined;
    });
  }
  return loaded.folds;
}
