import { expect, test } from 'vitest';
import { DESCRIPTORS, dataSimilarity } from '../../base/data-features.ts';
import type { DatasetSpec } from '../../network/training.ts';
import { dataFeatures } from './data-features.ts';
import type { Dataset } from './dataset.ts';
import { inMemory } from './examples.ts';
import { loadFolds } from './load.ts';

const builtin = async (name: string, normalize = false) => {
  const source = { name: 'builtin', parameters: { name } };
  const spec: DatasetSpec = { source, split: [0.7, 0.15, 0.15], normalize, augment: [] };
  return dataFeatures((await loadFolds(spec, '.'))[0] as Dataset);
};

test('the features of two classes whose numbers are known', () => {
  const values = Float32Array.of(0, 0, 0, 1, 4, 4, 4, 5);
  const found = dataFeatures({
    name: 'small',
    type: { kind: 'vector', features: 2 },
    examples: inMemory(values, 4),
    targets: { kind: 'classes', labels: Int32Array.of(0, 0, 1, 1), names: ['a', 'b'] },
    train: Uint32Array.of(0, 1, 2, 3),
    validation: new Uint32Array(),
    test: new Uint32Array(),
    offset: new Float32Array(2),
    scale: new Float32Array(2).fill(1),
  });
  expect(found.features).toMatchObject({
    examples: 4,
    size: 2,
    features: 2,
    classes: 2,
    entropy: 1,
    mean: 2.25,
    landmark: 1,
  });
  // 0 0 0 1 4 4 4 5: the mean of the squares is 9.25.
  expect(found.features.sd).toBeCloseTo(Math.sqrt(9.25 - 2.25 ** 2), 5);
  // First column 0 0 4 4: no skew; second 0 1 4 5: none either.
  expect(found.features.skew).toBeCloseTo(0, 5);
  expect(found.examples).toHaveLength(4);
});

test('built-in sets: scaling changes nothing, an image is an image, numbers have no classes', async () => {
  const digits = await builtin('digits');
  expect(digits).toEqual(await builtin('digits', true));
  expect(digits.features).toMatchObject({ examples: 1258, size: 64, height: 8, width: 8, channels: 1, classes: 10 });
  expect(digits.features.entropy).toBeGreaterThan(3.3);
  // A nearest mean is known to be right for nine digits of ten.
  expect(digits.features.landmark).toBeGreaterThan(0.8);
  expect(digits.examples).toHaveLength(64);
  for (const example of digits.examples) {
    expect(example).toHaveLength(DESCRIPTORS);
    expect(example.every((value) => Number.isFinite(value) && Math.abs(value) <= 3)).toBe(true);
  }
  expect((await builtin('diabetes')).features).not.toHaveProperty('classes');
});

test('a set is most like itself, and a table is more like a table than like images', async () => {
  const [digits, wine, iris] = [await builtin('digits'), await builtin('wine'), await builtin('iris')];
  expect(dataSimilarity(digits, digits)).toBe(1);
  expect(dataSimilarity(wine, iris)).toBe(dataSimilarity(iris, wine));
  expect(dataSimilarity(wine, iris)).toBeGreaterThan(dataSimilarity(wine, digits));
});
