import * as tf from '@tensorflow/tfjs-core';
import type { Setting } from '../network/training.ts';
import { rowsOf, type Targets } from './data/dataset.ts';
import { type CrossEntropy, crossEntropyOf } from './kernels/cross-entropy.ts';
import { lossOf } from './losses.ts';
import { settingReader } from './settings.ts';

/** As `LossOfBatch`, but what is as large as the outputs stays where they are. */
export interface TensorLoss {
  readonly mean: number;
  readonly right: number;
  readonly gradient: tf.Tensor;
}

/** The loss of what the network gave for the examples at `indexes`. */
export type BatchLoss = (outputs: tf.Tensor, indexes: ArrayLike<number>) => TensorLoss;

/**
 * A loss for training: by the active backend's kernel if it has one, otherwise by plain arithmetic. Throws an
 * `EngineError` for a loss that is not known or does not fit the targets.
 */
export function batchLossOf(setting: Setting, targets: Targets): BatchLoss {
  const plain = lossOf(setting, targets);
  const kernel = crossEntropyOf(tf.getBackend());
  if (kernel && setting.name === 'cross_entropy' && targets.kind !== 'numbers') {
    return byKernel(kernel, targets.labels, rowsOf(targets), settingReader('loss', setting).number('smoothing'));
  }
  return (outputs, indexes) => {
    const { mean, right, gradient } = plain(outputs.dataSync<'float32'>(), indexes);
    return { mean, right, gradient: tf.tensor(gradient, outputs.shape) };
  };
}

const byKernel =
  (kernel: CrossEntropy, labels: Int32Array, rows: number, smoothing: number): BatchLoss =>
  (outputs, indexes) => {
    const own = new Int32Array(indexes.length * rows);
    for (let i = 0; i < indexes.length; i++) {
      const example = (indexes[i] as number) * rows;
      for (let t = 0; t < rows; t++) own[i * rows + t] = labels[example + t] as number;
    }
    return kernel(outputs, own, smoothing);
  };

/** The loss of blended examples: `share` of that of the first, the rest of that of their partners. */
export function mixedLoss(
  loss: BatchLoss,
  outputs: tf.Tensor,
  [first, second]: readonly [ArrayLike<number>, ArrayLike<number>],
  share: number,
): TensorLoss {
  const [a, b] = [loss(outputs, first), loss(outputs, second)];
  const rest = 1 - share;
  return {
    mean: share * a.mean + rest * b.mean,
    gradient: tf.add(tf.mul(a.gradient, share), tf.mul(b.gradient, rest)),
    right: share * a.right + rest * b.right,
  };
}
