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

test('chooses an engine by itself, never the slow one', async () => {
  const backend = await startBackend('auto');
  expect(['tensorflow', 'wasm']).toContain(backend.name);
});
