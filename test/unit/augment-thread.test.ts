import type { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startBackend } from '../../src/engine/backend.ts';
import { runTrial } from '../../src/engine/trial.ts';
import type { Metrics, TrialJob } from '../../src/engine/types.ts';
import { createNetworkBuilder } from '../../src/network/draft.ts';
import { image } from '../../src/network/tensor-type.ts';

const b = createNetworkBuilder();
const flat = b.add('flatten', [b.input(image(8, 8, 1))]);
const job: TrialJob = {
  network: b.finish(b.add('dense', [flat], { units: 10 })),
  recipe: {
    epochs: 3,
    batch: 32,
    optimizer: { name: 'sgd', parameters: { lr: 0.01 } },
    schedule: { name: 'constant', parameters: {} },
    loss: { name: 'cross_entropy', parameters: {} },
  },
  dataset: {
    source: { name: 'builtin', parameters: { name: 'digits' } },
    split: [0.7, 0.15, 0.15],
    normalize: true,
    augment: [
      { name: 'crop', parameters: { padding: 1 } },
      { name: 'mixup', parameters: { alpha: 0.2 } },
    ],
  },
  folder: '.',
  seed: 3,
  fidelity: 1,
  measures: [],
};
/** So many that a thread pays. */
const long: TrialJob = { ...job, recipe: { ...job.recipe, epochs: 1000 } };

const threads: Worker[] = [];
const see = (thread: Worker): void => void threads.push(thread);
beforeAll(() => startBackend('wasm'));
beforeEach(() => {
  threads.length = 0;
  process.on('worker', see);
});
afterEach(() => void process.off('worker', see));

test('a long training augments in a thread, learns the same as in one, and leaves none when it is stopped', async () => {
  const short: Metrics[] = [];
  await runTrial(job, (_, __, metrics) => short.push(metrics), new AbortController().signal);
  expect(threads).toHaveLength(0);
  expect(short).toHaveLength(3);
  const stopping = new AbortController();
  const course: Metrics[] = [];
  const stopped = runTrial(
    long,
    (epoch, _, metrics) => {
      course.push(metrics);
      if (epoch === 3) stopping.abort();
    },
    stopping.signal,
  );
  await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
  expect(course).toEqual(short);
  expect(threads.map(({ threadId }) => threadId)).toEqual([-1]);
});

test('a training that diverges leaves no thread', async () => {
  const steep = { ...long.recipe, optimizer: { name: 'sgd', parameters: { lr: 1e38 } } };
  const failed = runTrial({ ...long, recipe: steep }, () => {}, new AbortController().signal);
  await expect(failed).rejects.toMatchObject({ code: 'diverged' });
  expect(threads.map(({ threadId }) => threadId)).toEqual([-1]);
});
