import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DatasetSpec, Setting } from '../../network/training.ts';
import { EngineError } from '../engine-error.ts';
import { gather } from './batch.ts';
import type { Dataset } from './dataset.ts';
import { loadFolds } from './load.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellwright-data-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const write = (name: string, content: Uint8Array | string) => writeFile(join(folder, name), content);
const loadAll = (source: Setting, changes: Partial<DatasetSpec> = {}) =>
  loadFolds({ source, split: [0.5, 0.25, 0.25], normalize: false, augment: [], ...changes }, folder);
const load = async (source: Setting, changes: Partial<DatasetSpec> = {}): Promise<Dataset> =>
  (await loadAll(source, changes))[0] as Dataset;

function idx(sizes: number[], bytes: number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  sizes.forEach((size, axis) => {
    header.writeUInt32BE(size, 4 + 4 * axis);
  });
  return Buffer.concat([header, Buffer.from(bytes)]);
}
const eight = Array.from({ length: 8 }, (_, i) => i);
/** Eight images of 2x3; image i has the pixels 10·i, 10·i + 1, … and the label i mod 2. */
const images = idx(
  [8, 2, 3],
  eight.flatMap((i) => [0, 1, 2, 3, 4, 5].map((pixel) => 10 * i + pixel)),
);
const labels = idx(
  [8],
  eight.map((i) => i % 2),
);
const idxOf = (names: Record<string, string>): Setting => ({ name: 'idx', parameters: names });

async function messageOf(loading: Promise<unknown>): Promise<string> {
  const error = await loading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  return (error as EngineError).message;
}

describe('built-in digits', () => {
  const digits: Setting = { name: 'builtin', parameters: { name: 'digits' } };

  test('are 1,797 images of 8x8 in ten classes, split by shares', async () => {
    const data = await load(digits, { split: [0.7, 0.15, 0.15] });
    expect(data.type).toEqual({ kind: 'image', height: 8, width: 8, channels: 1 });
    expect([data.train.length, data.validation.length, data.test.length]).toEqual([1258, 269, 270]);
    expect(new Set([...data.train, ...data.validation, ...data.test]).size).toBe(1797);
  });

  test('have each class in each part in about its share', async () => {
    const data = await load(digits, { split: [0.7, 0.15, 0.15] });
    const counts = new Array<number>(10).fill(0);
    if (data.targets.kind !== 'classes') throw new Error('digits are classes');
    for (const i of data.validation) {
      const label = data.targets.labels[i] as number;
      counts[label] = (counts[label] as number) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 26.9)).toBeLessThan(2.5);
  });

  test('have mean 0 and deviation 1 over the training part when normalised', async () => {
    const data = await load(digits, { normalize: true });
    const values = gather(data, data.train);
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0, 4);
    expect(variance).toBeCloseTo(1, 4);
  });

  test('in folds are validation once each, and the test part is the same for all', async () => {
    const folds = await loadAll(digits, { split: [0.7, 0.15, 0.15], folds: 5 });
    expect(folds).toHaveLength(5);
    const [first] = folds;
    for (const { train, validation, test } of folds) {
      expect(test).toEqual(first?.test);
      expect(new Set([...train, ...validation, ...test]).size).toBe(1797);
      expect(validation.length).toBeGreaterThanOrEqual(305);
    }
    expect(new Set(folds.flatMap(({ validation }) => [...validation])).size).toBe(1527);
  });

  test('without a share for validation are judged by the training part', async () => {
    const data = await load(digits, { split: [0.8, 0, 0.2] });
    expect(data.validation).toEqual(data.train);
    expect([data.train.length, data.test.length]).toEqual([1438, 359]);
  });

  test('are split alike every time, and taken in part', async () => {
    const [a, b] = [await load(digits, { take: 100 }), await load(digits, { take: 100 })];
    expect(a.train).toEqual(b.train);
    expect(a.train.length + a.validation.length + a.test.length).toBe(100);
  });
});

test('MNIST comes from its package: 60,000 and 10,000', async () => {
  const source = { name: 'builtin', parameters: { name: 'mnist' } };
  const data = await load(source, { take: 1000, split: [0.8, 0.2, 0] });
  expect(data.examples.count).toBe(70_000);
  expect([data.train.length, data.validation.length, data.test.length]).toEqual([800, 200, 10_000]);
  if (data.targets.kind !== 'classes') throw new Error('MNIST has classes');
  expect([...data.targets.labels.slice(0, 5)]).toEqual([5, 0, 4, 1, 9]);
});

describe('idx files', () => {
  test('keep pixels and labels together, gzipped or not', async () => {
    await write('images', gzipSync(images));
    await write('labels', labels);
    const data = await load(idxOf({ images: 'images', labels: 'labels' }));
    expect(data.type).toEqual({ kind: 'image', height: 2, width: 3, channels: 1 });
    expect([...gather(data, [3])].map((v) => Math.round(v * 255))).toEqual([30, 31, 32, 33, 34, 35]);
    expect([data.train.length, data.validation.length, data.test.length]).toEqual([4, 2, 2]);
  });

  test('may bring a test part', async () => {
    await write('images', images);
    await write('labels', labels);
    const test_part = { test_images: 'images', test_labels: 'labels' };
    const data = await load(idxOf({ images: 'images', labels: 'labels', ...test_part }));
    expect([...data.test]).toEqual(eight.map((i) => 8 + i));
    expect(data.train.length + data.validation.length).toBe(8);
  });

  test('that are wrong are named, with what is wrong and where', async () => {
    await write('images', images);
    await write('labels', labels);
    await write('short', images.subarray(0, 40));
    await write('empty', '');
    await write('text', 'label,pixel\n1,2\n');
    await write('broken.gz', gzipSync(images).subarray(0, 30));
    await write('seven', idx([7], eight.slice(1)));
    const pair = (images: string, labels: string) => messageOf(load(idxOf({ images, labels })));
    expect(await pair('nowhere', 'labels')).toMatch(/nowhere: there is no such file/);
    expect(await pair('short', 'labels')).toMatch(/short.*8x2x3.*48 bytes from offset 16.*there are 24.*cut off/);
    expect(await pair('empty', 'labels')).toMatch(/empty.*0 bytes/);
    expect(await pair('text', 'labels')).toMatch(/text.*offset 0.*6c616265.*000008/);
    expect(await pair('broken.gz', 'labels')).toMatch(/broken\.gz.*damaged or was cut off/);
    expect(await pair('images', 'seven')).toMatch(/seven.*7 labels.*images has 8/);
    expect(await pair('labels', 'images')).toMatch(/labels.*mixed up/);
  });
});

describe('CIFAR files', () => {
  const record = (label: number, from: number) => [label, ...Array.from({ length: 3072 }, (_, i) => (from + i) % 251)];
  const cifar = (train: string, test = ''): Setting => ({ name: 'cifar', parameters: { train, test } });

  test('are turned from planes into pixels of three channels', async () => {
    await write('train.bin', Uint8Array.from([...record(3, 0), ...record(4, 5), ...record(3, 0), ...record(4, 5)]));
    await write('test.bin', Uint8Array.from(record(9, 7)));
    const data = await load(cifar('train.bin', 'test.bin'));
    expect(data.type).toEqual({ kind: 'image', height: 32, width: 32, channels: 3 });
    const pixels = [...gather(data, [1])].slice(3, 6).map((v) => Math.round(v * 255));
    // Second pixel: one after the start of each plane.
    expect(pixels).toEqual([6, (5 + 1024 + 1) % 251, (5 + 2048 + 1) % 251]);
    expect([...data.test]).toEqual([4]);
  });

  test('that are wrong are named, with image and offset', async () => {
    await write('cut.bin', Uint8Array.from([...record(1, 0), ...record(2, 0)].slice(0, 4000)));
    await write('label.bin', Uint8Array.from([...record(1, 0), ...record(77, 0)]));
    expect(await messageOf(load(cifar('cut.bin')))).toMatch(/cut\.bin.*4000 bytes.*image 1 \(offset 3073\) 927 bytes/);
    expect(await messageOf(load(cifar('label.bin')))).toMatch(/label\.bin.*image 1 \(offset 3073\).*label 77/);
  });
});

describe('tables', () => {
  const csv = (file: string, target: string): Setting => ({ name: 'csv', parameters: { file, target } });

  test('have words as classes and all other columns as features', async () => {
    await write('t.csv', 'a,kind,b\n1,x,2\n3,y,4\n5,"x",6\n7,y,8\n');
    const data = await load(csv('t.csv', 'kind'));
    expect(data.type).toEqual({ kind: 'vector', features: 2 });
    expect([...gather(data, [2])]).toEqual([5, 6]);
    expect(data.targets).toMatchObject({ kind: 'classes', names: ['x', 'y'] });
  });

  test('have numbers with fractions as values to estimate', async () => {
    await write('n.csv', 'a,y\n1,0.5\n2,1.5\n3,2.5\n4,3.5\n');
    const { targets } = await load(csv('n.csv', 'y'));
    expect(targets).toMatchObject({ kind: 'numbers', values: Float32Array.of(0.5, 1.5, 2.5, 3.5) });
  });

  test('that are wrong are named, with line and column', async () => {
    await write('ragged.csv', 'a,b,y\n1,2,0\n3,1\n');
    expect(await messageOf(load(csv('ragged.csv', 'y')))).toMatch(/ragged\.csv.*line 3 has 2 values.*3 columns/);
    expect(await messageOf(load(csv('ragged.csv', 'z')))).toMatch(/no column 'z'. It has: a, b, y/);
  });
});

test('a set too small for its split is refused', async () => {
  await write('two.csv', 'a,y\n1,0\n2,1\n');
  const source = { name: 'csv', parameters: { file: 'two.csv', target: 'y' } };
  expect(await messageOf(load(source, { split: [0.9, 0.05, 0.05] }))).toMatch(/2 examples, too few/);
});
