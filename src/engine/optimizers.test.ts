import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { EngineError } from './engine-error.ts';
import { updaterOf } from './kernels/update.ts';
import { optimizerOf } from './optimizers.ts';
import { startTestBackend, testBackends } from './test-backends.ts';

/** Weights at once: kernels do four or sixteen together, and what is left of them apart. */
const COUNT = 23;

/** Two steps of parameters that start at 1, with gradients 0.5 and −0.25 and rate 0.1; all go the same way. */
function twoSteps(name: string, parameters: Record<string, number | boolean>, decays = true): number[] {
  const tensor = tf.variable(tf.ones([COUNT]));
  const updater = updaterOf(tf.getBackend())(optimizerOf({ name, parameters }).rule, [{ tensor, decays }]);
  const path = [0.5, -0.25].map((gradient) => {
    // Twice the gradient, halved by the scale.
    const twice = tf.fill([COUNT], 2 * gradient);
    updater.update([twice], 0.1, 0.5);
    twice.dispose();
    const values = [...tensor.dataSync<'float32'>()];
    expect(new Set(values).size).toBe(1);
    return values[0] as number;
  });
  updater.dispose();
  tensor.dispose();
  return path;
}

// Worked out by hand from the published update rules.
const close = (found: number[], expected: number[]): void =>
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] as number, 6);
  });

describe.each(testBackends)('%s', (backend) => {
  beforeAll(() => startTestBackend(backend));

  test('sgd: v = 0.5, then 0.9·0.5 − 0.25 = 0.2', () => {
    close(twoSteps('sgd', { momentum: 0.9 }), [0.95, 0.93]);
  });

  test('sgd with nesterov: steps 0.5 + 0.9·0.5 = 0.95, then −0.25 + 0.9·0.2 = −0.07', () => {
    close(twoSteps('sgd', { momentum: 0.9, nesterov: true }), [0.905, 0.912]);
  });

  test('sgd with weight decay: gradients 0.5 + 0.1·1 = 0.6, then −0.25 + 0.1·0.94', () => {
    close(twoSteps('sgd', { momentum: 0, weight_decay: 0.1 }), [0.94, 0.94 - 0.1 * (-0.25 + 0.094)]);
  });

  test('adam: the first step is the rate whatever the gradient', () => {
    // m = 0.05 -> 0.02, v = 0.00025 -> 0.00031225; corrected 0.02/0.19 and 0.00031225/0.001999
    const second = 0.02 / 0.19 / Math.sqrt(0.00031225 / 0.001999);
    close(twoSteps('adam', {}), [0.9, 0.9 - 0.1 * second]);
  });

  test('adamw: decay acts on the weight, not on the gradient', () => {
    const second = 0.02 / 0.19 / Math.sqrt(0.00031225 / 0.001999);
    const first = 1 - 0.1 * (1 + 0.01 * 1);
    close(twoSteps('adamw', { weight_decay: 0.01 }), [first, first - 0.1 * (second + 0.01 * first)]);
  });

  test('adam with weight decay: the penalty joins the gradient, so the first step stays the rate', () => {
    // g = 0.5 + 0.1·1 = 0.6: m̂/√v̂ = 1; then g = −0.25 + 0.1·0.9 = −0.16
    const second = (0.9 * 0.06 - 0.016) / 0.19 / Math.sqrt((0.999 * 0.00036 + 0.0000256) / 0.001999);
    close(twoSteps('adam', { weight_decay: 0.1 }), [0.9, 0.9 - 0.1 * second]);
  });

  test('weight decay spares biases and norms', () => {
    close(twoSteps('adamw', { weight_decay: 0.5 }, false), twoSteps('adam', {}));
  });

  test('rmsprop: gradient over the running root mean square', () => {
    // s = 0.025, then 0.0225 + 0.00625 = 0.02875
    const first = 1 - (0.1 * 0.5) / Math.sqrt(0.025);
    close(twoSteps('rmsprop', { rho: 0.9 }), [first, first + (0.1 * 0.25) / Math.sqrt(0.02875)]);
  });

  test('rmsprop with weight decay: gradients 0.6, then −0.25 + 0.1·w', () => {
    const first = 1 - (0.1 * 0.6) / Math.sqrt(0.036);
    const gradient = -0.25 + 0.1 * first;
    const second = first - (0.1 * gradient) / Math.sqrt(0.9 * 0.036 + 0.1 * gradient ** 2);
    close(twoSteps('rmsprop', { rho: 0.9, weight_decay: 0.1 }), [first, second]);
  });

  test('a variable without a gradient stays as it is', () => {
    const [still, moved] = [tf.variable(tf.ones([3])), tf.variable(tf.ones([2, 2]))];
    const rule = optimizerOf({ name: 'sgd', parameters: { momentum: 0 } }).rule;
    const updater = updaterOf(tf.getBackend())(
      rule,
      [still, moved].map((tensor) => ({ tensor, decays: true })),
    );
    const gradient = tf.ones([2, 2]);
    updater.update([undefined, gradient], 0.25, 1);
    expect([...still.dataSync()]).toEqual([1, 1, 1]);
    expect([...moved.dataSync()]).toEqual([0.75, 0.75, 0.75, 0.75]);
    updater.dispose();
    tf.dispose([still, moved, gradient]);
  });
});

test('an unknown optimizer is named, with those that there are', () => {
  expect(() => optimizerOf({ name: 'adamm', parameters: {} })).toThrow(EngineError);
  expect(() => optimizerOf({ name: 'adamm', parameters: {} })).toThrow(/'adamm'.*sgd, adam, adamw, rmsprop/);
});
