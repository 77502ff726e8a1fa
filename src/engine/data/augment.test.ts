import { expect, test } from 'vitest';
import { random } from '../../base/random.ts';
import { image } from '../../network/tensor-type.ts';
import { augmentationsOf } from './augment.ts';
import type { Dataset } from './dataset.ts';
import { inMemory } from './examples.ts';
import { blend, mixupOf } from './mixup.ts';

const ramp = Float32Array.from({ length: 16 }, (_, i) => i);
const dataset: Dataset = {
  name: 'ramp',
  type: image(4, 4, 1),
  examples: inMemory(ramp, 1),
  targets: { kind: 'classes', labels: Int32Array.of(0, 1), names: ['a', 'b'] },
  train: Uint32Array.of(0),
  validation: new Uint32Array(),
  test: new Uint32Array(),
  offset: Float32Array.of(0),
  scale: Float32Array.of(1),
};

test('crop cuts a window out of the image with mirrored borders', () => {
  const [crop] = augmentationsOf([{ name: 'crop', parameters: { padding: 1 } }], dataset);
  const seen = new Set<string>();
  const source = random(1);
  for (let i = 0; i < 200; i++) {
    const example = ramp.slice();
    crop?.(example, source);
    seen.add(example.slice(0, 6).join(' '));
  }
  expect(seen.size).toBe(9);
  expect(seen).toContain('0 1 2 3 4 5');
  // One up and one left of the image: row 1 and column 1 mirrored.
  expect(seen).toContain('5 4 5 6 1 0');
  // One down and one right: column 2 mirrored at the end.
  expect(seen).toContain('5 6 7 6 9 10');
  const wide = [{ name: 'crop', parameters: { padding: 4 } }];
  expect(() => augmentationsOf(wide, dataset)).toThrow(/pads by 4 pixels.*4x4/);
});

test('mixup blends each example with its partner by one share', () => {
  const batch = Float32Array.of(0, 0, 10, 20);
  const mix = { share: 0.75, partners: Uint32Array.of(1, 0) };
  blend(batch, mix);
  expect([...batch]).toEqual([2.5, 5, 7.5, 15]);
});

test('the shares of mixup follow Beta(alpha, alpha)', () => {
  const source = random(2);
  for (const alpha of [0.2, 1, 4]) {
    const mixup = mixupOf([{ name: 'mixup', parameters: { alpha } }], dataset);
    const shares = Array.from({ length: 4000 }, () => mixup?.(3, source).share as number);
    const mean = shares.reduce((sum, s) => sum + s, 0) / shares.length;
    const variance = shares.reduce((sum, s) => sum + (s - mean) ** 2, 0) / shares.length;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(variance).toBeCloseTo(1 / (4 * (2 * alpha + 1)), 2);
  }
  expect(mixupOf([{ name: 'flip', parameters: {} }], dataset)).toBeUndefined();
});
