import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clipFactor, globalNorm } from './clipping.ts';
import { watch } from './early-stopping.ts';
import { averagedWeights } from './weights.ts';

test('clipping shortens all gradients by one factor to the limit, and leaves short ones alone', () => {
  // 3² + 4² + 12² = 13²
  const gradients = [Float32Array.of(3, 4), Float32Array.of(12)];
  expect(globalNorm(gradients)).toBe(13);
  expect(clipFactor(gradients, 6.5)).toBe(0.5);
  expect(clipFactor(gradients, 13)).toBe(1);
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true, min: -100, max: 100 }), { minLength: 1 }), (values) => {
      const gradient = Float32Array.from(values);
      const factor = clipFactor([gradient], 1);
      expect(factor).toBeLessThanOrEqual(1);
      expect(globalNorm([gradient.map((g) => g * factor)])).toBeLessThanOrEqual(1 + 1e-5);
    }),
  );
});

test('an average keeps its share, and less of it in the first steps', () => {
  const average = averagedWeights([Float32Array.of(1)], 0.25);
  // min(0.25, 2/11), then min(0.25, 3/12)
  average.add([Float32Array.of(0)]);
  expect(average.values[0]?.[0]).toBeCloseTo(2 / 11, 6);
  average.add([Float32Array.of(4)]);
  expect(average.values[0]?.[0]).toBeCloseTo(0.25 * (2 / 11) + 0.75 * 4, 6);
});

test('training ends after as many epochs without progress as its patience', () => {
  const losses = [1, 0.5, 0.45, 0.46, 0.2];
  const ends = (patience: number, minDelta: number): [number, number] => {
    const watching = watch({ patience, minDelta });
    const end = losses.findIndex((loss) => watching.see(loss).ends);
    return [end + 1, watching.bestEpoch];
  };
  expect(ends(1, 0)).toEqual([4, 3]);
  expect(ends(2, 0)).toEqual([0, 5]);
  // 0.45 is no progress over 0.5 if it must fall by 0.1
  expect(ends(2, 0.1)).toEqual([4, 2]);
});

test('without early stopping nothing ends, but the best epoch is known', () => {
  const watching = watch(undefined);
  expect([3, 1, 2, 2, 2, 2].some((loss) => watching.see(loss).ends)).toBe(false);
  expect(watching.bestEpoch).toBe(2);
});
