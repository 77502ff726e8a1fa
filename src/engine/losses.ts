import type { Setting } from '../network/training.ts';
import { rowsOf, type Targets, targetWidth } from './data/dataset.ts';
import { EngineError } from './engine-error.ts';
import { largest } from './metrics/classification.ts';
import { settingReader } from './settings.ts';

export interface LossOfBatch {
  /** Mean over the examples (and over the tokens of each). */
  readonly mean: number;
  /** Derivative of the mean by every output. */
  readonly gradient: Float32Array;
  /** Rows whose largest output is that of their class or token; 0 for targets that are numbers. */
  readonly right: number;
}

/**
 * `outputs`: what the network gave for the examples at `indexes`, one row each (one for each token of it). Plain
 * arithmetic in double precision.
 */
export type Loss = (outputs: Float32Array, indexes: ArrayLike<number>) => LossOfBatch;

/** Values that a network must give for each row of targets: one a class or token; one for a number or for two classes. */
export const outputWidth = (loss: Setting, targets: Targets): number =>
  loss.name === 'binary_cross_entropy' ? 1 : targetWidth(targets);

/** Throws an `EngineError` for a loss that is not known or does not fit the targets. */
export function lossOf(setting: Setting, targets: Targets): Loss {
  const read = settingReader('loss', setting);
  switch (setting.name) {
    case 'cross_entropy':
      if (targets.kind === 'numbers') {
        throw new EngineError('data-mismatch', 'The targets are numbers, not classes: use `loss mse`.');
      }
      return crossEntropy(targets.labels, targets.names.length, rowsOf(targets), read.number('smoothing'));
    case 'binary_cross_entropy':
      if (targets.kind !== 'classes' || targets.names.length !== 2) {
        throw new EngineError(
          'data-mismatch',
          `The loss binary_cross_entropy tells two classes apart: use ${targets.kind === 'numbers' ? '`loss mse`' : '`loss cross_entropy`'}.`,
        );
      }
      return binaryCrossEntropy(targets.labels, read.number('smoothing'));
    case 'mse':
      return distanceLoss(targets, (difference) => [difference * difference, 2 * difference]);
    case 'l1':
      return distanceLoss(targets, (difference) => [Math.abs(difference), Math.sign(difference)]);
    case 'huber':
      return distanceLoss(targets, huber(read.number('delta')));
    default:
      return read.unknown();
  }
}

/**
 * −Σ y·log softmax(outputs); y is one-hot, or with smoothing s: 1 − s + s/classes and s/classes. Label `rows`·i + t is
 * that of row t of example i.
 */
function crossEntropy(labels: Int32Array, classes: number, rows: number, smoothing: number): Loss {
  const off = smoothing / classes;
  const on = 1 - smoothing + off;
  return (outputs, indexes) => {
    const count = indexes.length * rows;
    const gradient = new Float32Array(outputs.length);
    let total = 0;
    let right = 0;
    for (let row = 0; row < count; row++) {
      const start = row * classes;
      const label = labels[(indexes[Math.floor(row / rows)] as number) * rows + (row % rows)] as number;
      const best = largest(outputs, start, classes);
      if (best === label) right++;
      // Shifted by the largest output so that no exponential overflows.
      const top = outputs[start + best] as number;
      let sum = 0;
      for (let c = 0; c < classes; c++) {
        const power = Math.exp((outputs[start + c] as number) - top);
        gradient[start + c] = power;
        sum += power;
      }
      const logSum = Math.log(sum) + top;
      for (let c = 0; c < classes; c++) {
        const y = c === label ? on : off;
        if (y !== 0) total -= y * ((outputs[start + c] as number) - logSum);
        gradient[start + c] = ((gradient[start + c] as number) / sum - y) / count;
      }
    }
    return { mean: total / count, gradient, right };
  };
}

/**
 * −y·log σ(z) − (1 − y)·log(1 − σ(z)) of one output z an example; y is the class, 0 or 1, or with smoothing s half of s off
 * it, so that it equals the cross entropy of two outputs of which the first is always 0.
 */
const binaryCrossEntropy =
  (labels: Int32Array, smoothing: number): Loss =>
  (outputs, indexes) => {
    const count = indexes.length;
    const gradient = new Float32Array(outputs.length);
    let total = 0;
    let right = 0;
    for (let row = 0; row < count; row++) {
      const z = outputs[row] as number;
      const label = labels[indexes[row] as number] as number;
      const y = label * (1 - smoothing) + smoothing / 2;
      if (z > 0 === (label === 1)) right++;
      // log(1 + e^z) − y·z, shifted so that no exponential overflows.
      total += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - y * z;
      gradient[row] = (1 / (1 + Math.exp(-z)) - y) / count;
    }
    return { mean: total / count, gradient, right };
  };

/** Quadratic up to `delta`, linear beyond (Huber 1964): ½d², then delta·(|d| − ½delta). */
const huber =
  (delta: number): Distance =>
  (difference) => {
    const size = Math.abs(difference);
    if (size <= delta) return [difference ** 2 / 2, difference];
    return [delta * (size - delta / 2), delta * Math.sign(difference)];
  };

/** A penalty of output − target, and its derivative. */
type Distance = (difference: number) => readonly [value: number, slope: number];

/** Mean over examples and outputs of a distance from the targets, numbers standardised; a class is 1 among zeros. */
function distanceLoss(targets: Targets, distance: Distance): Loss {
  if (targets.kind === 'tokens') {
    throw new EngineError('data-mismatch', 'The targets are tokens: use `loss cross_entropy`.');
  }
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
        const target =
          targets.kind === 'numbers'
            ? ((targets.values[example] as number) - targets.mean) / targets.deviation
            : c === label
              ? 1
              : 0;
        const [value, slope] = distance((outputs[at] as number) - target);
        total += value;
        gradient[at] = slope / (count * width);
      }
    }
    return { mean: total / (count * width), gradient, right };
  };
}
