import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
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
  // 4.4 GB, of which nothing is written.
  const { makeOutput } = tf.backend() as BackendWasm;
  expect(() => makeOutput.call(tf.backend(), [1_100_000_000], 'float32')).toThrow(
    /no memory for 4400 MB more.*smaller batch/,
  );
  expect(tf.memory().numTensors).toBe(before);
  expect(tf.ones([3]).dataSync()[2]).toBe(1);
});

test('chooses an engine by itself, never the slow one', async () => {
  const backend = await startBackend('auto');
  expect(['tensorflow', 'wasm']).toContain(backend.name);
});
