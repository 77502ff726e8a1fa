import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { random } from '../base/random.ts';
import { batchLossOf, mixedLoss } from './batch-loss.ts';
import type { Targets } from './data/dataset.ts';
import { crossEntropyOf } from './kernels/cross-entropy.ts';
import { lossOf } from './losses.ts';
import { startTestBackend, testBackends } from './test-backends.ts';

const setting = (smoothing: number) => ({ name: 'cross_entropy', parameters: { smoothing } });

function targetsOf(count: number, classes: number, length: number, seed: string): Targets {
  const source = random(seed);
  const labels = Int32Array.from({ length: count * length }, () => source.integer(classes));
  const names = Array.from({ length: classes }, (_, i) => String(i));
  return length === 1 ? { kind: 'classes', labels, names } : { kind: 'tokens', labels, names, length };
}

const batch = fc.record({
  count: fc.integer({ min: 1, max: 7 }),
  classes: fc.integer({ min: 1, max: 37 }),
  length: fc.integer({ min: 1, max: 3 }),
  smoothing: fc.constantFrom(0, 0.1, 0.5),
  // Of the outputs: nearly equal ones, usual ones, and some whose powers would overflow.
  spread: fc.constantFrom(1e-3, 3, 400),
  seed: fc.string(),
});

describe.each(testBackends)('on %s', (backend) => {
  beforeAll(() => startTestBackend(backend));

  test('cross entropy and its gradient are those of plain arithmetic', () => {
    expect(crossEntropyOf(tf.getBackend()) !== undefined).toBe(backend === 'wasm, own kernels');
    fc.assert(
      fc.property(batch, ({ count, classes, length, smoothing, spread, seed }) => {
        const targets = targetsOf(count, classes, length, seed);
        const source = random(`outputs ${seed}`);
        // Rounded, so that some are equal: the first of the largest is what is predicted.
        const values = Float32Array.from(
          { length: count * length * classes },
          () => (Math.round(source.normal() * 4) / 4) * spread,
        );
        const indexes = Array.from({ length: count }, () => source.integer(count));
        const wanted = lossOf(setting(smoothing), targets)(values, indexes);
        tf.tidy(() => {
          const outputs = tf.tensor(values, [count, length, classes]);
          const given = batchLossOf(setting(smoothing), targets)(outputs, indexes);
          expect(Math.abs(given.mean - wanted.mean)).toBeLessThanOrEqual(1e-5 * Math.max(1, wanted.mean));
          expect(given.right).toBe(wanted.right);
          expect(given.gradient.shape).toEqual(outputs.shape);
          given.gradient.dataSync().forEach((slope, i) => {
            expect(Math.abs(slope - (wanted.gradient[i] as number))).toBeLessThanOrEqual(1e-6);
          });
        });
      }),
      { numRuns: 150 },
    );
  });

  test('the gradient is that of finite differences', () => {
    const targets = targetsOf(3, 6, 1, 'labels');
    const loss = batchLossOf(setting(0.2), targets);
    const source = random('outputs');
    const values = Float32Array.from({ length: 18 }, () => source.normal() * 2);
    const meanOf = (shifted: Float32Array) => tf.tidy(() => loss(tf.tensor(shifted, [3, 6]), [0, 1, 2]).mean);
    const slopes = tf.tidy(() => loss(tf.tensor(values, [3, 6]), [0, 1, 2]).gradient.dataSync());
    slopes.forEach((slope, i) => {
      const shifted = (by: number) => meanOf(values.map((value, j) => (i === j ? value + by : value)));
      expect(slope).toBeCloseTo((shifted(0.01) - shifted(-0.01)) / 0.02, 3);
    });
  });

  test.each([0, 4])('an output that is not a number makes the loss none (at %i)', (at) => {
    const values = new Float32Array(6);
    values[at] = Number.NaN;
    const loss = batchLossOf(setting(0), targetsOf(1, 6, 1, 'one'));
    expect(tf.tidy(() => loss(tf.tensor(values, [1, 6]), [0]).mean)).toBeNaN();
  });

  test('the loss of blended examples is blended by their share', () => {
    const loss = batchLossOf(setting(0), targetsOf(2, 3, 1, 'two'));
    tf.tidy(() => {
      const outputs = tf.tensor([0, 1, 3, 2, 0, 5], [2, 3]);
      const pair = [
        [0, 1],
        [1, 0],
      ] as const;
      const mixed = mixedLoss(loss, outputs, pair, 0.75);
      const [a, b] = [loss(outputs, pair[0]), loss(outputs, pair[1])];
      expect(mixed.mean).toBeCloseTo(0.75 * a.mean + 0.25 * b.mean, 12);
      const [slopes, as, bs] = [mixed, a, b].map(({ gradient }) => gradient.dataSync()) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      slopes.forEach((slope, i) => {
        expect(slope).toBeCloseTo(0.75 * (as[i] as number) + 0.25 * (bs[i] as number), 6);
      });
    });
  });
});
