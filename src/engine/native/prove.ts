import * as tf from '@tensorflow/tfjs-core';
import { createNetworkBuilder } from '../../network/draft.ts';
import { image } from '../../network/tensor-type.ts';
import { startBackend } from '../backend.ts';
import { runTrial } from '../trial.ts';

/**
 * Trains a small convolutional network for an epoch on the built-in digits, with native TensorFlow of a folder. Throws if
 * it learns nothing; a library that does not fit the machine ends the process.
 */
export async function prove(folder: string): Promise<void> {
  process.env.CELLWRIGHT_TENSORFLOW = folder;
  await startBackend('tensorflow');
  const product = tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync()[0]);
  if (product !== 3) throw new Error(`1·1 + 1·1 + 1·1 is ${product} there.`);
  const b = createNetworkBuilder();
  const x = b.add('relu', [b.add('bn', [b.add('conv', [b.input(image(8, 8, 1))], { filters: 8 })])]);
  const setting = (name: string, parameters = {}) => ({ name, parameters });
  const report = await runTrial(
    {
      network: b.finish(b.add('dense', [b.add('flatten', [b.add('max_pool', [x], { stride: 2 })])], { units: 10 })),
      recipe: {
        epochs: 1,
        batch: 32,
        optimizer: setting('adam', { lr: 0.01 }),
        schedule: setting('constant'),
        loss: setting('cross_entropy'),
      },
      dataset: {
        source: setting('builtin', { name: 'digits' }),
        split: [0.7, 0.3, 0],
        normalize: true,
        augment: [],
      },
      folder: '.',
      seed: 1,
      fidelity: 1,
      measures: [],
    },
    () => {},
    new AbortController().signal,
  );
  const accuracy = report.metrics.accuracy ?? 0;
  if (accuracy < 0.5) throw new Error(`a small network reached an accuracy of ${accuracy} only.`);
}
