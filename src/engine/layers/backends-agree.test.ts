import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { batchNormOf } from '../kernels/batch-norm.ts';
import { startTestBackend, type TestBackend, testBackends } from '../test-backends.ts';
import { outputOf, slopes } from './gradient-check.ts';
import { layerCases } from './layer-cases.ts';

const reference: TestBackend = 'wasm, own kernels';

describe.each(testBackends.filter((backend) => backend !== reference))('%s', (backend) => {
  const modes = ['training', 'inference'] as const;

  test.each(layerCases)(`agrees with ${reference}, forward and back: %s`, async (_name, type, build) => {
    const results: Float32Array[][] = [];
    for (const each of [reference, backend]) {
      await startTestBackend(each);
      const outputs = modes.map((mode) => outputOf(type, build, mode));
      results.push([...outputs, Float32Array.from(slopes(type, build), ({ computed }) => computed)]);
    }
    const [expected, found] = results as [Float32Array[], Float32Array[]];
    found.forEach((values, part) => {
      const wanted = expected[part] as Float32Array;
      expect(values.length).toBe(wanted.length);
      const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
      values.forEach((value, i) => {
        expect(Math.abs(value - (wanted[i] as number)) / largest).toBeLessThan(1e-4);
      });
    });
  });
});

test.each(testBackends)('%s normalises by the batch, and reports its biased variance', async (backend) => {
  await startTestBackend(backend);
  const [mean, variance] = tf.tidy(() => {
    const x = tf.tensor2d([1, 2, 3, 6, 5, 10], [3, 2]);
    const result = batchNormOf(tf.getBackend())(x, tf.ones([2]), tf.zeros([2]), 1e-5);
    const values = [result.mean, result.variance].map((t) => [...t.dataSync<'float32'>()]);
    tf.dispose([result.mean, result.variance]);
    return values;
  });
  [3, 6].forEach((expected, c) => {
    expect(mean?.[c]).toBeCloseTo(expected, 5);
  });
  [8 / 3, 32 / 3].forEach((expected, c) => {
    expect(variance?.[c]).toBeCloseTo(expected, 5);
  });
});
