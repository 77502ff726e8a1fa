import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { random } from '../../base/random.ts';
import { image } from '../../network/tensor-type.ts';
import type { AugmentPlan } from './augmenter.ts';
import { type Batches, batchesInline } from './batches.ts';
import { batchesAhead } from './batches-ahead.ts';
import type { Dataset } from './dataset.ts';
import { inMemory } from './examples.ts';

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellwright-augment-'));
  program = await bundled('augment.mjs', "import './augment-thread.ts';");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function bundled(name: string, contents: string): Promise<string> {
  const outfile = join(folder, name);
  await build({
    stdin: { contents, resolveDir: __dirname, loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
  });
  return outfile;
}

const COUNT = 37;
const SIZE = 8;
const type = image(6, 5, 2);
const raw = random('raw');
const dataset: Dataset = {
  name: 'noise',
  type,
  examples: inMemory(
    Float32Array.from({ length: COUNT * 60 }, () => (raw.next() < 0.05 ? Number.NaN : raw.normal())),
    COUNT,
  ),
  targets: { kind: 'classes', labels: new Int32Array(COUNT), names: ['a'] },
  train: Uint32Array.from({ length: COUNT }, (_, i) => i),
  validation: new Uint32Array(),
  test: new Uint32Array(),
  offset: Float32Array.of(0.5, -0.25),
  scale: Float32Array.of(3, 0.7),
  fill: Float32Array.of(1, 2),
};
const plan: AugmentPlan = {
  data: { type, offset: dataset.offset, scale: dataset.scale, ...(dataset.fill && { fill: dataset.fill }) },
  augment: [
    { name: 'crop', parameters: { padding: 2 } },
    { name: 'shift', parameters: { pixels: 1 } },
    { name: 'flip', parameters: {} },
    { name: 'cutout', parameters: { size: 2 } },
    { name: 'mixup', parameters: { alpha: 0.4 } },
  ],
  seed: random(5).snapshot(),
};
const ahead = (by = program, signal = new AbortController().signal): Batches =>
  batchesAhead(dataset, plan, { size: SIZE, signal, program: by });
const orderOf = (epoch: number): Uint32Array => Uint32Array.from(random(epoch).shuffle([...dataset.train]));

/** All that the steps of some epochs would read; `rest` is what they would take, in milliseconds. */
async function taken(batches: Batches, epochs: readonly number[], rest = 0) {
  const all: unknown[] = [];
  for (const epoch of epochs) {
    const take = batches.epoch(epoch, orderOf(epoch));
    for (let i = 0; i < Math.ceil(COUNT / SIZE); i++) {
      const { indexes, values, mix } = await take();
      if (rest > 0) await pause(rest);
      all.push({ indexes: [...indexes], values: values.slice(), mix });
    }
  }
  await batches.close();
  return all;
}

test('a thread gives the same batches as the training thread, whoever of the two is faster', async () => {
  const inline = await taken(batchesInline(dataset, plan, SIZE), [0, 1, 2]);
  expect(inline).toHaveLength(15);
  expect(new Set(inline.map((batch) => JSON.stringify(batch))).size).toBe(15);
  expect(await taken(ahead(), [0, 1, 2])).toEqual(inline);
  expect(await taken(ahead(), [0, 1, 2], 15)).toEqual(inline);
});

test('a training that begins again in the middle reads what an uninterrupted one reads there', async () => {
  const whole = await taken(ahead(), [0, 1, 2]);
  const broken = ahead();
  const take = broken.epoch(0, orderOf(0));
  await take();
  await take();
  await broken.close();
  expect(await taken(ahead(), [1, 2], 5)).toEqual(whole.slice(5));
});

test('the batches are those of the thread while it is ahead', async () => {
  const sevens = await bundled(
    'sevens.mjs',
    `import { workerData } from 'node:worker_threads';
     import { openSlots } from './batch-slots.ts';
     for (const slots = openSlots(workerData.shared); ; )
       for (const slot of slots) if (slot.claim()) { slot.memory.values.fill(7); slot.finished(); }`,
  );
  const batches = ahead(sevens);
  const order = Uint32Array.from({ length: 400 * SIZE }, (_, i) => i % COUNT);
  const take = batches.epoch(0, order);
  let isSeven = false;
  for (let i = 0; i < 400 && !isSeven; i++) {
    isSeven = (await take()).values.every((value) => value === 7);
    await pause(10);
  }
  await batches.close();
  expect(isSeven).toBe(true);
});

test('a thread that fails, or never starts, costs nothing but time', async () => {
  const inline = await taken(batchesInline(dataset, plan, SIZE), [0, 1]);
  const dying = await bundled(
    'dying.mjs',
    `import { workerData } from 'node:worker_threads';
     import { openSlots } from './batch-slots.ts';
     for (const slots = openSlots(workerData.shared); ; )
       for (const slot of slots) if (slot.claim()) { slot.memory.values.fill(7); throw new Error('It dies.'); }`,
  );
  expect(await taken(ahead(dying), [0, 1], 15)).toEqual(inline);
  expect(await taken(ahead(join(folder, 'missing.mjs')), [0, 1], 5)).toEqual(inline);
  const broken = join(folder, 'broken.mjs');
  await writeFile(broken, 'this is no program');
  expect(await taken(ahead(broken), [0, 1], 5)).toEqual(inline);
});

test('an abort is heard while the thread holds a batch, and no thread is left', async () => {
  const starting = once(process, 'worker');
  const hanging = await bundled(
    'hanging.mjs',
    `import { workerData } from 'node:worker_threads';
     import { openSlots } from './batch-slots.ts';
     for (const slots = openSlots(workerData.shared); ; ) for (const slot of slots) slot.claim();`,
  );
  const stopping = new AbortController();
  const batches = ahead(hanging, stopping.signal);
  const [thread] = (await starting) as [Worker];
  await once(thread, 'online');
  await pause(50);
  const take = batches.epoch(0, orderOf(0));
  await pause(50);
  setTimeout(() => stopping.abort(), 20);
  await expect(take()).rejects.toMatchObject({ code: 'aborted' });
  await batches.close();
  expect(thread.threadId).toBe(-1);
});
