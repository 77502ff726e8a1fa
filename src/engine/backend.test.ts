import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { startBackend } from './backend.ts';

test('starts on WebAssembly and computes there', async () => {
  const backend = await startBackend('wasm');
  expect(backend.name).toBe('wasm');
  expect(tf.getBackend()).toBe('wasm');
  const [a, b] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])];
  expect(tf.matMul(a, b).dataSync()[0]).toBe(11);
});

test('says that memory is used up, and goes on', async () => {
  await startBackend('wasm');
  const before = tf.memory().numTensors;
  // The result of a product that would have 4.26 GB.
  expect(() => tf.tidy(() => tf.matMul(tf.ones([41_000, 1]), tf.ones([1, 26_000])))).toThrow(
    /no memory for .* MB more.*smaller batch/,
  );
  expect(tf.memory().numTensors).toBe(before);
  expect(tf.ones([3]).dataSync()[2]).toBe(1);
});

test('chooses an engine by itself, never the slow one', async () => {
  const backend = await startBackend('auto');
  expect(['tensorflow', 'wasm']).toContain(backend.name);
});
