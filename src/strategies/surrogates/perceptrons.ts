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

  const run = (row: Float64Array): number => {
    for (let j = 0; j < width; j++) one[j] = weights[inputs * width + j] as number;
    for (let i = 0; i < inputs; i++) {
      const x = row[i] as number;
      if (x !== 0) for (let j = 0; j < width; j++) one[j] = (one[j] as number) + x * (weights[i * width + j] as number);
    }
    for (let j = 0; j < width; j++) two[j] = weights[second + width * width + j] as number;
    for (let i = 0; i < width; i++) {
      const x = Math.max(0, one[i] as number);
      one[i] = x;
      if (x > 0)
        for (let j = 0; j < width; j++) two[j] = (two[j] as number) + x * (weights[second + i * width + j] as number);
    }
    let out = weights[size - 1] as number;
    for (let j = 0; j < width; j++) {
      two[j] = Math.max(0, two[j] as number);
      out += (two[j] as number) * (weights[last + j] as number);
    }
    return out;
  };

  const gradient = new Float64Array(size);
  const add = (at: number, value: number): void => {
    gradient[at] = (gradient[at] as number) + value;
  };
  const [backOne, backTwo] = [new Float64Array(width), new Float64Array(width)];
  /** Adds the gradient of minus half the squared error. */
  const learn = (row: Float64Array, score: number): void => {
    const error = score - run(row);
    add(size - 1, error);
    backOne.fill(0);
    for (let j = 0; j < width; j++) {
      add(last + j, error * (two[j] as number));
      backTwo[j] = (two[j] as number) > 0 ? error * (weights[last + j] as number) : 0;
      add(second + width * width + j, backTwo[j] as number);
    }
    for (let i = 0; i < width; i++) {
      const x = one[i] as number;
      if (x <= 0) continue;
      let sum = 0;
      for (let j = 0; j < width; j++) {
        sum += (backTwo[j] as number) * (weights[second + i * width + j] as number);
        add(second + i * width + j, x * (backTwo[j] as number));
      }
      backOne[i] = sum;
      add(inputs * width + i, sum);
    }
    for (let i = 0; i < inputs; i++) {
      const x = row[i] as number;
      if (x !== 0) for (let j = 0; j < width; j++) add(i * width + j, x * (backOne[j] as number));
    }
  };

  const adam = createAdam(size, rate);
  let order = rows.map((_, i) => i);
  for (let epoch = 0; epoch < epochs; epoch++) {
    order = random.shuffle(order);
    for (let from = 0; from < order.length; from += BATCH) {
      gradient.fill(0);
      for (const i of order.slice(from, from + BATCH)) learn(rows[i] as Float64Array, scores[i] as number);
      adam.ascend(weights, gradient);
    }
  }
  return run;
}
