import * as tf from '@tensorflow/tfjs-core';
import { costOf } from '../network/cost.ts';
import { lower } from '../network/lower.ts';
import type { Network } from '../network/network.ts';
import { describe, elements, type TensorType } from '../network/tensor-type.ts';
import type { DatasetSpec } from '../network/training.ts';
import { augmentationsOf } from './data/augment.ts';
import { type Dataset, targetWidth } from './data/dataset.ts';
import { loadDataset } from './data/load.ts';
import { EngineError } from './engine-error.ts';
import { latencyOf } from './latency.ts';
import { buildModel } from './model.ts';
import { measure, train } from './trainer.ts';
import type { Training } from './training.ts';
import type { Metrics, RunTrial, TrialReport } from './types.ts';

/** Trains and measures one network. The backend must have been started. */
export const runTrial: RunTrial = async (job, progress, signal) => {
  const started = performance.now();
  const before = tf.memory().numTensors;
  const dataset = await datasetOf(job.dataset, job.folder);
  const network = lower(job.network);
  const input = inputOf(network, dataset);
  checkOutput(network, dataset);
  const model = buildModel(network, job.seed);
  let epochs: readonly Metrics[];
  let final: Metrics;
  let seconds: number;
  try {
    const training: Training = {
      model,
      input,
      dataset,
      augmentations: augmentationsOf(job.dataset.augment, dataset),
      recipe: job.recipe,
      epochs: Math.max(1, Math.round(job.recipe.epochs * job.fidelity)),
      seed: job.seed,
      signal,
    };
    const trained = await train(training, progress);
    epochs = trained.history;
    const test = dataset.test.length > 0 ? await measure(training, dataset.test, 'test_') : {};
    const latency = job.measures.includes('latency') ? { latency: latencyOf(model, input) } : {};
    seconds = (performance.now() - started) / 1000;
    final = { ...trained.metrics, ...test, ...costOf(job.network), ...latency, seconds };
  } finally {
    model.dispose();
  }
  return { metrics: final, epochs, seconds, leakedTensors: tf.memory().numTensors - before } satisfies TrialReport;
};

let loaded: { readonly key: string; readonly dataset: Promise<Dataset> } | undefined;

/** The last data set is kept: the trials of a search share one. */
function datasetOf(spec: DatasetSpec, folder: string): Promise<Dataset> {
  const { augment: _, ...deciding } = spec;
  const key = JSON.stringify([deciding, folder]);
  if (loaded?.key !== key) {
    const dataset = loadDataset(spec, folder);
    loaded = { key, dataset };
    // A failure is not kept: the file may be there the next time.
    dataset.catch(() => {
      if (loaded?.dataset === dataset) loaded = undefined;
    });
  }
  return loaded.dataset;
}

/** What the network reads, if the data set's examples can be read so. */
function inputOf(network: Network, dataset: Dataset): TensorType {
  const type = network.nodes[network.inputs[0] ?? -1]?.type;
  if (!type) throw new EngineError('untrainable', 'The network has no input.');
  const given = describe(dataset.type);
  if (describe(type) === given && type.kind === dataset.type.kind) return type;
  // Images may be read as a vector or as a sequence of rows, never as images of another size.
  const readable = elements(type) === elements(dataset.type) && (type.kind === 'vector' || type.kind === 'sequence');
  if (readable) return type;
  throw new EngineError(
    'data-mismatch',
    `The network reads ${type.kind} ${describe(type)}, but the examples of ${dataset.name} are ${dataset.type.kind} ${given}. Write: input ${dataset.type.kind}(${given}).`,
  );
}

function checkOutput(network: Network, dataset: Dataset): void {
  const type = network.nodes[network.output]?.type;
  const width = targetWidth(dataset.targets);
  if (type?.kind === 'vector' && type.features === width) return;
  const wanted = dataset.targets.kind === 'classes' ? `${width} classes` : 'one number to predict';
  const found = type ? `${type.kind} ${describe(type)}` : 'nothing';
  throw new EngineError(
    'data-mismatch',
    `The network gives ${found}, but ${dataset.name} has ${wanted}. End it with dense(${width}).`,
  );
}
