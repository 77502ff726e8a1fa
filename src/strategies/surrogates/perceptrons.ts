import type { Random } from '../../base/random.ts';
import { createAdam } from '../policy.ts';
import { ensemble, type Train } from './surrogate.ts';

export interface PerceptronOptions {
  readonly members: number;
  readonly width: number;
  readonly epochs: number;
  readonly rate: number;
}

/** An ensemble of perceptrons with two hidden layers (ReLU), fitted to squared error with Adam; they differ by their start. */
export const trainPerceptrons =
  (options: PerceptronOptions): Train =>
  (rows, scores, random) =>
    ensemble(Array.from({ length: options.members }, () => perceptron(rows, scores, options, random)));

/** Rows that one step of Adam sees. */
const BATCH = 32;

function perceptron(
  rows: readonly Float64Array[],
  scores: Float64Array,
  { width, epochs, rate }: PerceptronOptions,
  random: Random,
): (row: Float64Array) => number {
  const inputs = rows[0]?.length ?? 0;
  const second = (inputs + 1) * width;
  const last = second + (width + 1) * width;
  const size = last + width + 1;
  const weights = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const fan = i < second ? Math.min(inputs, 12) : width;
    weights[i] = random.normal() * Math.sqrt((i < last ? 2 : 1) / fan);
  }
  weights.fill(0, inputs * width, second);
  weights.fill(0, second + width * width, last);
  weights[size - 1] = 0;
  const [one, two] = [new Float64Array(width), new Float64Array(width)];
  const [bias1, bias2, out] = [inputs * width, second + width * width, size - 1];

  /** The output; leaves the two layers in `one` and `two`. */
  const runOn = (row: Float64Array, filled: Int32Array): number => {
    for (let j = 0; j < width; j++) one[j] = weights[bias1 + j] as number;
    for (let n = 0; n < filled.length; n++) {
      const i = filled[n] as number;
      const x = row[i] as number;
      const from = i * width;
      for (let j = 0; j < width; j++) one[j] = (one[j] as number) + x * (weights[from + j] as number);
    }
    for (let j = 0; j < width; j++) two[j] = weights[bias2 + j] as number;
    for (let i = 0; i < width; i++) {
      const x = one[i] as number;
      if (x <= 0) one[i] = 0;
      else {
        const from = second + i * width;
        for (let j = 0; j < width; j++) two[j] = (two[j] as number) + x * (weights[from + j] as number);
      }
    }
    let sum = weights[out] as number;
    for (let j = 0; j < width; j++) {
      two[j] = Math.max(0, two[j] as number);
      sum += (two[j] as number) * (weights[last + j] as number);
    }
    return sum;
  };

  const gradient = new Float64Array(size);
  const backTwo = new Float64Array(width);
  /** Units of the second layer that are on: nothing flows through the others. */
  const on = new Int32Array(width);
  /** Adds the gradient of minus half the squared error. */
  const learn = (row: Float64Array, filled: Int32Array, score: number): void => {
    const error = score - runOn(row, filled);
    gradient[out] = (gradient[out] as number) + error;
    let active = 0;
    for (let j = 0; j < width; j++) {
      const x = two[j] as number;
      if (x === 0) continue;
      on[active++] = j;
      gradient[last + j] = (gradient[last + j] as number) + error * x;
      const back = error * (weights[last + j] as number);
      backTwo[j] = back;
      gradient[bias2 + j] = (gradient[bias2 + j] as number) + back;
    }
    for (let i = 0; i < width; i++) {
      const x = one[i] as number;
      if (x === 0) continue;
      const from = second + i * width;
      let back = 0;
      for (let n = 0; n < active; n++) {
        const j = on[n] as number;
        const g = backTwo[j] as number;
        back += g * (weights[from + j] as number);
        gradient[from + j] = (gradient[from + j] as number) + x * g;
      }
      gradient[bias1 + i] = (gradient[bias1 + i] as number) + back;
      for (let n = 0; n < filled.length; n++) {
        const at = (filled[n] as number) * width + i;
        gradient[at] = (gradient[at] as number) + (row[filled[n] as number] as number) * back;
      }
    }
  };

  const adam = createAdam(size, rate);
  const filled = rows.map(filledOf);
  let order = rows.map((_, i) => i);
  for (let epoch = 0; epoch < epochs; epoch++) {
    order = random.shuffle(order);
    for (let from = 0; from < order.length; from += BATCH) {
      gradient.fill(0);
      for (let n = from; n < Math.min(order.length, from + BATCH); n++) {
        const i = order[n] as number;
        learn(rows[i] as Float64Array, filled[i] as Int32Array, scores[i] as number);
      }
      adam.ascend(weights, gradient);
    }
  }
  return (row) => runOn(row, filledOf(row));
}

/** Columns that are not zero: most of a row is, in one-hot and path encodings. */
function filledOf(row: Float64Array): Int32Array {
  const out = new Int32Array(row.length);
  let n = 0;
  for (let i = 0; i < row.length; i++) if (row[i] !== 0) out[n++] = i;
  return out.subarray(0, n);
}
