import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode as encodePng } from 'fast-png';
import { encode as encodeJpeg } from 'jpeg-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gather } from './batch.ts';
import { loadFolds } from './load.ts';
import { decodePicture, resized } from './pictures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellwright-images-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const flat = (height: number, width: number, colour: readonly number[]): Uint8Array =>
  Uint8Array.from({ length: height * width * colour.length }, (_, i) => colour[i % colour.length] as number);
const png = (height: number, width: number, colour: readonly number[]): Uint8Array =>
  encodePng({ height, width, data: flat(height, width, colour), channels: colour.length, depth: 8 });
const jpeg = (height: number, width: number, colour: readonly number[]): Uint8Array =>
  encodeJpeg({ height, width, data: flat(height, width, [...colour, 255]) }, 95).data;

async function write(name: string, content: Uint8Array): Promise<void> {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), content);
}
async function load(parameters: Record<string, string | number>) {
  const spec = {
    source: { name: 'images', parameters },
    split: [0.5, 0.5, 0] as const,
    normalize: false,
    augment: [],
  };
  const [dataset] = await loadFolds(spec, folder);
  if (!dataset) throw new Error('no data set');
  return dataset;
}

test('each folder is a class; PNG with and without transparency and JPEG side by side, and a test folder', async () => {
  await write('a/red/1.png', png(8, 8, [255, 0, 0]));
  await write('a/red/2.PNG', png(8, 8, [255, 0, 0, 128]));
  await write('a/grey/1.png', png(8, 8, [51]));
  await write('a/grey/2.jpg', jpeg(8, 8, [51, 51, 51]));
  await write('a/grey/notes.txt', Uint8Array.of(1));
  await write('t/red/1.jpeg', jpeg(8, 8, [255, 0, 0]));
  await write('t/grey/1.png', png(8, 8, [0, 0]));
  const data = await load({ folder: 'a', test: 't' });
  expect(data.type).toEqual({ kind: 'image', height: 8, width: 8, channels: 3 });
  expect(data.targets).toEqual({ kind: 'classes', labels: Int32Array.of(0, 0, 1, 1, 0, 1), names: ['grey', 'red'] });
  expect([...data.test]).toEqual([4, 5]);
  const pixel = (example: number) => [...gather(data, [example]).subarray(30, 33)].map((v) => Math.round(v * 255));
  expect([0, 2, 3, 4].map(pixel)).toEqual([
    [51, 51, 51],
    [255, 0, 0],
    [255, 0, 0],
    [0, 0, 0],
  ]);
  // JPEG loses a little.
  for (const value of pixel(1)) expect(Math.abs(value - 51)).toBeLessThan(4);
  const grey = await load({ folder: 'a', channels: 'grey' });
  expect(gather(grey, [2])[0]).toBeCloseTo(0.299, 2);
});

test('images of several sizes need one to be scaled to', async () => {
  await write('s/a/1.png', png(4, 4, [9]));
  await write('s/b/1.png', png(8, 6, [9]));
  await expect(load({ folder: 's' })).rejects.toThrow(/b.1\.png.*8x6 pixels.*4x4.*size: 4/);
  expect((await load({ folder: 's', size: 2 })).type).toMatchObject({ height: 2, width: 2 });
});

test('scaling takes the mean of what a pixel covers', () => {
  const picture = { height: 2, width: 4, pixels: Uint8Array.of(0, 2, 10, 10, 4, 6, 10, 30) };
  expect(resized(picture, 1, 2).pixels).toEqual(Uint8Array.of(3, 15));
  expect(resized({ height: 1, width: 1, pixels: Uint8Array.of(7) }, 2, 2).pixels).toEqual(Uint8Array.of(7, 7, 7, 7));
});

test('sixteen bits become eight', () => {
  const data = Uint16Array.of(0, 65_535, 257 * 100, 0);
  const content = encodePng({ height: 2, width: 2, data, channels: 1, depth: 16 });
  expect([...decodePicture(content, 'x', 1).pixels]).toEqual([0, 255, 100, 0]);
});

test('what is no image, damaged, or no folder of folders is named', async () => {
  await write('w/a/1.png', png(4, 4, [9]));
  await write('w/b/1.png', Uint8Array.of(71, 73, 70, 56));
  await expect(load({ folder: 'w' })).rejects.toThrow(/b.1\.png.*47494638.*89504e47/);
  await write('w/b/1.png', png(4, 4, [9]).subarray(0, 40));
  await expect(load({ folder: 'w' })).rejects.toThrow(/b.1\.png.*can not be decoded/);
  await write('w/b/1.png', jpeg(8, 8, [1, 2, 3]).subarray(0, 60));
  await expect(load({ folder: 'w' })).rejects.toThrow(/b.1\.png.*can not be decoded/);
  await expect(load({ folder: 'w/a' })).rejects.toThrow(/0 folders.*one folder for each class/);
  await expect(load({ folder: 'nowhere' })).rejects.toThrow(/nowhere: there is no such file/);
});
