import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createNetworkBuilder } from '../network/draft.ts';
import type { Network } from '../network/network.ts';
import { image, tokens, vector } from '../network/tensor-type.ts';
import type { TrainRecipe } from '../network/training.ts';
import { startBackend } from './backend.ts';
import { testEngine } from './test-backends.ts';
import { runTrial } from './trial.ts';
import type { Metrics, TrialJob } from './types.ts';

function digitsNetwork(width: number, classes = 10): Network {
  const b = createNetworkBuilder();
  const block = (x: number, filters: number, k = 3): number =>
    b.add('relu', [b.add('bn', [b.add('conv', [x], { k, filters, bias: false })])]);
  let x = block(b.input(image(8, 8, 1)), width);
  x = b.add('sum', [block(x, width), b.add('dropout', [x], { rate: 0.1 }), b.add('avg_pool', [x], { k: 3 })]);
  x = block(b.add('max_pool', [x], { stride: 2 }), 2 * width);
  return b.finish(b.add('dense', [b.add('global_avg_pool', [x])], { units: classes }));
}

const recipe: TrainRecipe = {
  epochs: 1,
  batch: 64,
  optimizer: { name: 'adam', parameters: { lr: 0.005 } },
  schedule: { name: 'cosine', parameters: {} },
  loss: { name: 'cross_entropy', parameters: {} },
};
const job: TrialJob = {
  network: digitsNetwork(4),
  recipe,
  dataset: {
    source: { name: 'builtin', parameters: { name: 'digits' } },
    split: [0.7, 0.15, 0.15],
    normalize: true,
    augment: [{ name: 'shift', parameters: { pixels: 1 } }],
  },
  folder: '.',
  seed: 3,
  fidelity: 1,
  measures: [],
};
const never = new AbortController().signal;
const run = (changes: Partial<TrialJob> = {}) => runTrial({ ...job, ...changes }, () => {}, never);
const withoutTimes = ({ seconds: _, latency: __, ...rest }: Metrics): Metrics => rest;

beforeAll(async () => {
  await startBackend(testEngine);
});

describe('a trial', () => {
  test('gives the same numbers again, to the last bit, and others for another seed', async () => {
    const [first, second, other] = [await run(), await run(), await run({ seed: 4 })];
    expect(withoutTimes(second.metrics)).toEqual(withoutTimes(first.metrics));
    expect(second.epochs).toEqual(first.epochs);
    expect(other.metrics.loss).not.toBe(first.metrics.loss);
  });

  test('leaves no tensor behind, trial after trial', async () => {
    for (let i = 0; i < 6; i++) {
      const { leakedTensors } = await run({ seed: i, network: digitsNetwork(2 + i) });
      expect(leakedTensors).toBe(0);
    }
  });

  test('leaves no tensor behind when it fails', async () => {
    const tf = await import('@tensorflow/tfjs-core');
    const before = tf.memory().numTensors;
    const steep = { ...recipe, optimizer: { name: 'sgd', parameters: { lr: 1e30 } } };
    await expect(run({ recipe: steep })).rejects.toMatchObject({ code: 'diverged' });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('reports every measure, latency only if asked for', async () => {
    const { metrics } = await run({ measures: ['latency'] });
    const names = ['accuracy', 'loss', 'train_accuracy', 'train_loss', 'test_accuracy', 'test_loss', 'params', 'macs'];
    for (const name of [...names, 'memory', 'seconds', 'latency']) expect(metrics[name], name).toBeGreaterThan(0);
    expect((await run()).metrics.latency).toBeUndefined();
  });

  test('reports time and memory of the training if asked for', async () => {
    const { metrics } = await run({ measures: ['training_seconds', 'peak_rss'] });
    expect(metrics.training_seconds).toBeGreaterThan(0);
    expect(metrics.training_seconds).toBeLessThan(metrics.seconds as number);
    // A process with a JavaScript engine and TensorFlow has more than 30 MB, and this machine not 1 TB.
    expect(metrics.peak_rss).toBeGreaterThan(3e7);
    expect(metrics.peak_rss).toBeLessThan(1e12);
    expect((await run()).metrics.peak_rss).toBeUndefined();
  });

  test('runs a fraction of the epochs and reports each', async () => {
    const seen: [number, number][] = [];
    const half = { ...job, recipe: { ...recipe, epochs: 4 }, fidelity: 0.5 };
    const { epochs } = await runTrial(half, (epoch, all) => seen.push([epoch, all]), never);
    expect(seen).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(epochs).toHaveLength(2);
  });

  test('runs all epochs on a share of the training examples, which is itself a training part', async () => {
    const epochs: number[] = [];
    const whole = { ...job, recipe: { ...recipe, epochs: 3 } };
    const share = { ...whole, fidelity: 1 / 3, shortened: 'examples' } as const;
    const [part, less, all] = [
      await runTrial(share, (epoch) => void epochs.push(epoch), never),
      await runTrial({ ...share, fidelity: 1e-9 }, () => {}, never),
      await runTrial({ ...whole, shortened: 'examples' }, () => {}, never),
    ];
    expect(epochs).toEqual([1, 2, 3]);
    // A third of the steps that the whole takes, so it has learned less; one example teaches next to nothing.
    expect(part.metrics.loss).toBeGreaterThan(all.metrics.loss as number);
    expect(less.metrics.loss).toBeGreaterThan(part.metrics.loss as number);
    expect(withoutTimes(all.metrics)).toEqual(withoutTimes((await run(whole)).metrics));
  });

  test('early stopping ends it and takes the best epoch; its metrics are those of that epoch', async () => {
    // The rate is so high that the loss is lowest soon.
    const wild = { ...recipe, epochs: 12, optimizer: { name: 'sgd', parameters: { lr: 0.5 } } };
    const { metrics, epochs } = await run({ recipe: { ...wild, earlyStopping: { patience: 2, minDelta: 0 } } });
    const losses = epochs.map(({ loss }) => loss as number);
    const best = losses.indexOf(Math.min(...losses));
    expect(metrics).toMatchObject({ best_epoch: best + 1, loss: losses[best] as number });
    expect(epochs.length).toBe(Math.min(12, best + 3));
  });

  test('judges averaged weights, which differ from the last ones', async () => {
    const last = await run({ recipe: { ...recipe, epochs: 2 } });
    const averaged = await run({ recipe: { ...recipe, epochs: 2, ema: 0.9 } });
    expect(averaged.leakedTensors).toBe(0);
    // Averages don't touch the training itself.
    expect(averaged.metrics.train_loss).toBe(last.metrics.train_loss);
    expect(averaged.metrics.loss).not.toBe(last.metrics.loss);
    expect(averaged.metrics.test_loss).not.toBe(last.metrics.test_loss);
  });

  test('clips gradients', async () => {
    const still = await run({ recipe: { ...recipe, optimizer: { name: 'sgd', parameters: {} }, clip: 1e-9 } });
    const losses = [still.metrics.loss, still.metrics.test_loss];
    // Steps that short leave the weights where they start: the loss of guessing, or above.
    for (const loss of losses) expect(loss).toBeGreaterThan(2);
  });

  test('stops between batches when told to', async () => {
    const abort = new AbortController();
    const running = runTrial({ ...job, recipe: { ...recipe, epochs: 1000 } }, () => abort.abort(), abort.signal);
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
  });

  test('says what does not fit', async () => {
    await expect(run({ network: digitsNetwork(4, 12) })).rejects.toThrow(/gives vector 12.*10 classes.*dense\(10\)/);
    const b = createNetworkBuilder();
    const x = b.input(image(28, 28, 1));
    const larger = b.finish(b.add('dense', [b.add('flatten', [x])], { units: 10 }));
    await expect(run({ network: larger })).rejects.toThrow(/28x28x1.*8x8x1.*input image\(8x8x1\)/);
  });
});

test('a small network learns the digits to at least 97% on the test part', { timeout: 120_000 }, async () => {
  const { metrics } = await run({
    network: digitsNetwork(16),
    recipe: { ...recipe, epochs: 15 },
    dataset: { ...job.dataset, augment: [] },
  });
  expect(metrics.test_accuracy).toBeGreaterThanOrEqual(0.97);
  expect(metrics.train_accuracy).toBeGreaterThanOrEqual(0.99);
});

function tableNetwork(features: number, outputs: number): Network {
  const b = createNetworkBuilder();
  const hidden = b.add('tanh', [b.add('dense', [b.input(vector(features))], { units: 16 })]);
  return b.finish(b.add('dense', [hidden], { units: outputs }));
}
const table = (name: string, changes: Partial<TrialJob['dataset']> = {}): TrialJob['dataset'] => ({
  ...job.dataset,
  source: { name: 'builtin', parameters: { name } },
  augment: [],
  ...changes,
});
const fit: TrainRecipe = { ...recipe, epochs: 60, batch: 16, optimizer: { name: 'adam', parameters: { lr: 0.01 } } };

describe('tasks', () => {
  test('classification: every measure, consistent with the others', async () => {
    const measures = ['auc', 'test_f1', 'generalisation_gap', 'latency_p95'];
    const { metrics, epochs } = await run({
      network: tableNetwork(13, 3),
      recipe: fit,
      dataset: table('wine'),
      measures,
    });
    expect(metrics.accuracy).toBeGreaterThan(0.9);
    expect(metrics.auc).toBeGreaterThan(0.98);
    expect(metrics.f1_micro).toBe(metrics.accuracy);
    expect(metrics.top5_accuracy).toBe(1);
    expect(metrics.log_loss).toBeCloseTo(metrics.loss as number, 5);
    for (const name of ['precision', 'recall', 'f1', 'calibration_error', 'test_f1', 'sparsity']) {
      expect(metrics[name], name).toBeGreaterThanOrEqual(0);
      expect(metrics[name], name).toBeLessThanOrEqual(1);
    }
    expect(Math.abs(metrics.generalisation_gap as number)).toBeLessThan(0.1);
    expect(metrics.latency_p95).toBeGreaterThanOrEqual(metrics.latency as number);
    expect(Object.keys(epochs[0] ?? {})).toEqual(['train_accuracy', 'train_loss', 'accuracy', 'loss']);
  });

  test.each(['mse', 'l1', 'huber'])('regression by %s: better than the mean, in units of the target', async (loss) => {
    const { metrics, epochs } = await run({
      network: tableNetwork(10, 1),
      recipe: { ...fit, epochs: 15, loss: { name: loss, parameters: {} } },
      dataset: table('diabetes', { split: [0.6, 0.2, 0.2] }),
      measures: ['r2'],
    });
    // Published fits have an R² of about 0.4 to 0.5 and errors of about 45 and 55.
    expect(metrics.r2).toBeGreaterThan(0.3);
    expect(metrics.mae).toBeGreaterThan(25);
    expect(metrics.rmse).toBeLessThan(75);
    expect(metrics.accuracy).toBeUndefined();
    expect(Object.keys(epochs[0] ?? {})).toEqual(['train_loss', 'loss']);
  });

  test('folds: means and deviations over as many trainings', async () => {
    const dataset = table('iris', { folds: 3, split: [0.8, 0.2, 0] });
    const seen: [number, number][] = [];
    const few = { ...job, network: tableNetwork(4, 3), dataset, recipe: { ...fit, epochs: 2 } };
    const { metrics, epochs, leakedTensors } = await runTrial(few, (epoch, all) => seen.push([epoch, all]), never);
    expect(leakedTensors).toBe(0);
    expect(seen.map(([epoch]) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(seen[0]?.[1]).toBe(6);
    const last = [1, 3, 5].map((epoch) => epochs[epoch]?.accuracy as number);
    const mean = last.reduce((sum, a) => sum + a, 0) / 3;
    expect(metrics.accuracy).toBeCloseTo(mean, 12);
    const squares = last.reduce((sum, a) => sum + (a - mean) ** 2, 0);
    expect(metrics.accuracy_sd).toBeCloseTo(Math.sqrt(squares / 2), 12);
  });

  test('language models: tokens in, the next ones out', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cellwright-lm-'));
    await writeFile(join(folder, 'abc.txt'), 'abcd'.repeat(300));
    const b = createNetworkBuilder();
    const hidden = b.add('lstm', [b.add('embedding', [b.input(tokens(8, 4))], { dim: 8 })], { units: 16 });
    const { metrics, epochs, leakedTensors } = await run({
      network: b.finish(b.add('dense', [hidden], { units: 4 })),
      recipe: { ...recipe, epochs: 8, batch: 8, optimizer: { name: 'adam', parameters: { lr: 0.02 } } },
      dataset: { ...job.dataset, source: { name: 'text', parameters: { file: 'abc.txt', length: 8 } }, augment: [] },
      folder,
      measures: ['perplexity'],
    });
    await rm(folder, { recursive: true });
    expect(leakedTensors).toBe(0);
    expect(epochs[0]?.perplexity).toBeLessThan(4.5);
    // The next letter follows from the last one.
    expect(metrics.perplexity).toBeLessThan(1.3);
    expect(metrics.test_accuracy).toBeGreaterThan(0.9);
    expect(metrics.perplexity).toBeCloseTo(Math.exp(metrics.loss as number), 9);
  });

  test('mixup and crop train, and the same again', async () => {
    const augment = [
      { name: 'crop', parameters: { padding: 1 } },
      { name: 'mixup', parameters: { alpha: 0.2 } },
    ];
    const mixed = () => run({ dataset: { ...job.dataset, augment } });
    const [first, second] = [await mixed(), await mixed()];
    expect(first.leakedTensors).toBe(0);
    expect(withoutTimes(second.metrics)).toEqual(withoutTimes(first.metrics));
    expect(first.metrics.loss).toBeLessThan(2.3);
  });

  test('a measure of another task is refused before training', async () => {
    const asked = run({
      network: tableNetwork(10, 1),
      recipe: { ...fit, loss: { name: 'mse', parameters: {} } },
      dataset: table('diabetes'),
      measures: ['auc'],
    });
    await expect(asked).rejects.toThrow(/'auc' is a measure of classification.*diabetes.*regression.*mae, rmse, r2/);
  });
});
