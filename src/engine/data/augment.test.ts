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

test('shift moves the image and leaves zeros where it was', () => {
  const [shift] = augmentationsOf([{ name: 'shift', parameters: { pixels: 2 } }], dataset);
  const seen = new Set<string>();
  const source = random(3);
  for (let i = 0; i < 2000; i++) {
    const example = ramp.map((value) => value + 1);
    shift?.(example, source);
    seen.add(example.join(' '));
  }
  const expected = new Set<string>();
  const by = [-2, -1, 0, 1, 2];
  for (const down of by) {
    for (const right of by) {
      const inside = (y: number, x: number): boolean => y >= 0 && y < 4 && x >= 0 && x < 4;
      const at = (y: number, x: number): number => (inside(y, x) ? 4 * y + x + 1 : 0);
      expected.add(Array.from(ramp, (i) => at(Math.floor(i / 4) - down, (i % 4) - right)).join(' '));
    }
  }
  expect(seen).toEqual(expected);
});

test('flip mirrors the pixels of each row, their channels in order', () => {
  const [flip] = augmentationsOf([{ name: 'flip', parameters: {} }], {
    type: image(2, 3, 2),
    offset: new Float32Array(2),
  });
  const source = random(4);
  const seen = new Set<string>();
  for (let i = 0; i < 50; i++) {
    const example = ramp.slice(0, 12);
    flip?.(example, source);
    seen.add(example.join(' '));
  }
  expect(seen).toEqual(new Set(['0 1 2 3 4 5 6 7 8 9 10 11', '4 5 2 3 0 1 10 11 8 9 6 7']));
});

test('cutout puts the mean in a square that may lie partly outside', () => {
  const type = image(4, 4, 2);
  const [cutout] = augmentationsOf([{ name: 'cutout', parameters: { size: 2 } }], {
    type,
    offset: Float32Array.of(7, 8),
  });
  const source = random(5);
  const seen = new Set<string>();
  for (let i = 0; i < 1000; i++) {
    const example = new Float32Array(32);
    cutout?.(example, source);
    seen.add(example.join(''));
  }
  const expected = new Set<string>();
  for (let top = -1; top < 3; top++) {
    for (let left = -1; left < 3; left++) {
      const cut = (i: number): boolean => {
        const [y, x] = [Math.floor(i / 4), i % 4];
        return y >= top && y < top + 2 && x >= left && x < left + 2;
      };
      expected.add(Array.from(ramp, (i) => (cut(i) ? '78' : '00')).join(''));
    }
  }
  expect(seen).toEqual(expected);
});

test('mixup blends each example with its partner by one share', () => {
  const source = random(6);
  for (const count of [1, 2, 5, 8]) {
    const mixup = mixupOf([{ name: 'mixup', parameters: { alpha: 1 } }], dataset);
    const mix = mixup?.(count, source);
    if (!mix) throw new Error('mixup is on');
    const { partners, share } = mix;
    expect([...partners].sort()).toEqual(Array.from({ length: count }, (_, i) => i));
    const raw = Array.from({ length: count }, (_, i) => Float32Array.of(i, 10 * i));
    const blended = raw.map((example) => example.slice());
    blend(blended, mix, new Float32Array(2));
    const expected = raw.map((example, i) => {
      const partner = raw[partners[i] as number] as Float32Array;
      return example.map((value, j) => share * value + (1 - share) * (partner[j] as number));
    });
    expect(blended).toEqual(expected);
  }
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
