import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { random } from '../../base/random.ts';
import { startTestBackend, testBackends } from '../test-backends.ts';
import { affine } from './affine.ts';

const size = fc.integer({ min: 1, max: 40 });

/** Σ over k of a(m, k)·b(k, n) in double precision. */
const product = (rows: number, columns: number, depth: number, at: (m: number, k: number, n: number) => number) =>
  Array.from({ length: rows * columns }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += at(Math.floor(i / columns), k, i % columns);
    return sum;
  });

function expectClose(found: tf.Tensor, expected: readonly number[]): void {
  const values = found.dataSync<'float32'>();
  expect(values.length).toBe(expected.length);
  values.forEach((value, i) => {
    expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-4);
  });
}

describe.each(testBackends)('%s', (backend) => {
  beforeAll(() => startTestBackend(backend));

  test('x·W + b and its three gradients are what the definition says, for any sizes', () => {
    fc.assert(
      fc.property(size, size, size, fc.boolean(), (rows, features, units, hasBias) => {
        const source = random(`${rows} ${features} ${units}`);
        const values = (count: number) => Float32Array.from({ length: count }, () => source.next() - 0.5);
        const [x, w, b, g] = [rows * features, features * units, units, rows * units].map(values) as [
          Float32Array,
          Float32Array,
          Float32Array,
          Float32Array,
        ];
        tf.tidy(() => {
          const [xs, ws, bs] = [tf.tensor2d(x, [rows, features]), tf.tensor2d(w, [features, units]), tf.tensor1d(b)];
          const run = (x: tf.Tensor, w: tf.Tensor, b?: tf.Tensor) =>
            affine(x as tf.Tensor2D, w as tf.Tensor2D, b as tf.Tensor1D | undefined);
          const y = product(
            ...([rows, units, features] as const),
            (m, k, n) => (x[m * features + k] as number) * (w[k * units + n] as number),
          ).map((sum, i) => sum + (hasBias ? (b[i % units] as number) : 0));
          expectClose(run(xs, ws, hasBias ? bs : undefined), y);
          const upstream = tf.tensor2d(g, [rows, units]);
          const gradients = hasBias ? tf.grads(run)([xs, ws, bs], upstream) : tf.grads(run)([xs, ws], upstream);
          const [dx, dw, db] = gradients as [tf.Tensor, tf.Tensor, tf.Tensor | undefined];
          expectClose(
            dx,
            product(rows, features, units, (m, k, n) => (g[m * units + k] as number) * (w[n * units + k] as number)),
          );
          expectClose(
            dw,
            product(features, units, rows, (m, k, n) => (x[k * features + m] as number) * (g[k * units + n] as number)),
          );
          if (db)
            expectClose(
              db,
              product(1, units, rows, (_, k, n) => g[k * units + n] as number),
            );
        });
      }),
      { numRuns: 10 },
    );
  });
});
