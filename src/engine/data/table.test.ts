import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DatasetSpec } from '../../network/training.ts';
import { gather } from './batch.ts';
import { loadFolds } from './load.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellwright-table-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function load(text: string, changes: Partial<DatasetSpec> = {}, parameters: Record<string, string> = {}) {
  await writeFile(join(folder, 't.csv'), text);
  const source = { name: 'csv', parameters: { file: 't.csv', target: 'y', ...parameters } };
  const spec: DatasetSpec = { source, split: [0.5, 0.5, 0], normalize: false, augment: [], ...changes };
  const [dataset] = await loadFolds(spec, folder);
  if (!dataset) throw new Error('no data set');
  return dataset;
}
const rows = (...lines: string[]): string => `${lines.join('\n')}\n`;

describe('columns of a table', () => {
  test('numbers are one input, words one for each in the order of the alphabet', async () => {
    const data = await load(rows('size,colour,y', '1,red,a', '2,blue,b', '3,red,a', '4,green,b'));
    expect(data.type).toEqual({ kind: 'vector', features: 4 });
    expect([...gather(data, [0, 1])]).toEqual([1, 0, 0, 1, 2, 1, 0, 0]);
  });

  test('missing numbers are the mean and missing words the most frequent one, of the training part alone', async () => {
    const lines = Array.from(
      { length: 40 },
      (_, i) => `${i % 4 === 0 ? '?' : i},${i % 5 === 0 ? 'NA' : i % 3 ? 'u' : 'v'},${i % 2}`,
    );
    const data = await load(rows('n,w,y', ...lines));
    const train = [...data.train];
    const known = train.filter((i) => i % 4 !== 0);
    const mean = known.reduce((sum, i) => sum + i, 0) / known.length;
    const [n, u, v] = gather(data, [20]);
    expect(n).toBeCloseTo(mean, 4);
    const words = train.filter((i) => i % 5 !== 0).map((i) => i % 3 !== 0);
    const mostlyU = words.filter((isU) => isU).length * 2 > words.length;
    expect([u, v]).toEqual(mostlyU ? [1, 0] : [0, 1]);
  });

  test('a mark of the encoding at the start is no part of a name', async () => {
    expect((await load(`\uFEFF${rows('n,y', '1,a', '2,b', '3,a', '4,b')}`)).type).toEqual({
      kind: 'vector',
      features: 1,
    });
  });

  test('normalised, a missing number is 0', async () => {
    const data = await load(rows('n,y', '1,a', ',b', '3,a', '8,b', '4,a', ',b'), { normalize: true });
    expect(gather(data, [1])[0]).toBeCloseTo(0, 6);
  });

  test('targets that are whole numbers are classes, unless told', async () => {
    const text = rows('n,y', '1,10', '2,20', '3,30', '4,40');
    expect((await load(text)).targets.kind).toBe('classes');
    const { targets, train } = await load(text, {}, { predict: 'numbers' });
    const values = [...train].map((i) => 10 * (i + 1));
    expect(targets).toMatchObject({ kind: 'numbers', mean: values.reduce((sum, v) => sum + v, 0) / 2 });
  });

  test.each([
    [
      'a word among numbers',
      rows('n,y', ...Array.from({ length: 9 }, (_, i) => `${i},a`), '', 'x7,b'),
      // Empty lines count.
      /t\.csv.*line 12 has 'x7' in column 'n'/,
    ],
    ['nothing to predict', rows('n,y', '1,a', '2,'), /t\.csv.*line 3 has nothing to predict in column 'y'/],
    ['an empty column', rows('n,m,y', '1,,a', '2,?,b'), /t\.csv.*column 'm' has no values/],
    [
      'a column of names',
      rows('n,y', ...Array.from({ length: 150 }, (_, i) => `name${i},a`)),
      /column 'n' has 150 different words/,
    ],
  ])('%s is named', async (_, text, message) => {
    await expect(load(text)).rejects.toThrow(message);
  });
});
