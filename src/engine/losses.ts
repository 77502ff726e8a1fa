import type { Setting } from '../network/training.ts';
import { type Targets, targetWidth } from './data/dataset.ts';
import { EngineError } from './engine-error.ts';
import { settingReader } from './settings.ts';

export interface LossOfBatch {
  /** Mean over the examples. */
  readonly mean: number;
  /** Derivative of the mean by every output. */
  readonly gradient: Float32Array;
  /** Examples whose largest output is that of their class; 0 for targets that are numbers. */
  readonly right: number;
}

/** `outputs`: what the network gave for the examples at `indexes`, one row each. Plain arithmetic in double precision. */
export type Loss = (outputs: Float32Array, indexes: ArrayLike<number>) => LossOfBatch;

/** Throws an `EngineError` for a loss that is not known or does not fit the targets. */
export function lossOf(setting: Setting, targets: Targets): Loss {
  const read = settingReader('loss', setting);
  switch (setting.name) {
    case 'cross_entropy':
      if (targets.kind === 'numbers') {
        throw new EngineError('data-mismatch', 'The targets are numbers, not classes: use `loss mse`.');
      }
      return crossEntropy(targets.labels, targets.names.length, read.number('smoothing'));
    case 'mse':
      return meanSquaredError(targets);
    default:
      return read.unknown();
  }
}

/** −Σ y·log softmax(outputs); y is one-hot, or with smoothing s: 1 − s + s/classes and s/classes. */
function crossEntropy(labels: Int32Array, classes: number, smoothing: number): Loss {
  const off = smoothing / classes;
  const on = 1 - smoothing + off;
  return (outputs, indexes) => {
    const count = indexes.length;
    const gradient = new Float32Array(outputs.length);
    let total = 0;
    let right = 0;
    for (let row = 0; row < count; row++) {
      const start = row * classes;
      const label = labels[indexes[row] as number] as number;
      const best = largest(outputs, start, classes);
      if (best === label) right++;
      // Shifted by the largest output so that no exponential overflows.
      const top = outputs[start + best] as number;
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += Math.exp((outputs[start + c] as number) - top);
      const logSum = Math.log(sum) + top;
      for (let c = 0; c < classes; c++) {
        const y = c === label ? on : off;
        const logP = (outputs[start + c] as number) - logSum;
        if (y !== 0) total -= y * logP;
        gradient[start + c] = (Math.exp(logP) - y) / count;
      }
    }
    return { mean: total / count, gradient, right };
  };
}

/** Mean over examples and outputs of (output − target)²; a class is 1 among zeros. */
function meanSquaredError(targets: Targets): Loss {
  const width = targetWidth(targets);
  return (outputs, indexes) => {
    const count = indexes.length;
    const gradient = new Float32Array(outputs.length);
    let total = 0;
    let right = 0;
    for (let row = 0; row < count; row++) {
      const example = indexes[row] as number;
      const label = targets.kind === 'classes' ? (targets.labels[example] as number) : undefined;
      if (label !== undefined && largest(outputs, row * width, width) === label) right++;
      for (let c = 0; c < width; c++) {
        const at = row * width + c;
        const target = targets.kind === 'numbers' ? (targets.values[example] as number) : c === label ? 1 : 0;
        const difference = (outputs[at] as number) - target;
        total += difference * difference;
        gradient[at] = (2 * difference) / (count * width);
      }
    }
    return { mean: total / (count * width), gradient, right };
  };
}

/** Index of the largest of `length` values; the first of equals. NaN never wins. */
function largest(values: Float32Array, start: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) {
    if ((values[start + i] as number) > (values[start + best] as number)) best = i;
  }
  return best;
}
