import { beforeAll, describe, expect, test } from 'vitest';
import { createNetworkBuilder } from '../network/draft.ts';
import type { Network } from '../network/network.ts';
import { image } from '../network/tensor-type.ts';
import type { TrainRecipe } from '../network/training.ts';
import { startBackend } from './backend.ts';
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
  await startBackend('wasm');
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
