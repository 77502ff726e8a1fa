import type { DataFeatures } from '../../base/data-features.ts';
import { channelsOf } from '../../network/tensor-type.ts';
import type { Dataset } from './dataset.ts';

/** Training examples that are looked at: at most so many, and at most so many values. */
const LOOKED_AT = 1000;
const VALUES = 4_000_000;
/** Examples of which descriptors are kept. */
const DESCRIBED = 64;

/**
 * What can be said of a data set without training. By name: `examples` (of the training part), `size` (values of an example)
 * and its dimensions, `classes` and their `entropy` in bits, `mean`, `sd` and `skew` (the mean over the channels) of the raw
 * inputs, and `landmark`: the accuracy of the nearest class mean on half of the examples, by the other half (Pfahringer et
 * al. 2000, *Meta-learning by landmarking*). Inputs that are tokens have no numbers.
 */
export function dataFeatures(dataset: Dataset): DataFeatures {
  const { train, examples, type, targets } = dataset;
  const count = Math.min(train.length, LOOKED_AT, Math.max(2, Math.floor(VALUES / examples.size)));
  const rows = Array.from({ length: count }, (_, i) => train[Math.floor((i * train.length) / count)] as number);
  const labels = targets.kind === 'classes' ? rows.map((row) => targets.labels[row] as number) : undefined;
  const shape = { ...type, kind: undefined };
  const found: Record<string, number> = { examples: train.length, size: examples.size };
  for (const [name, value] of Object.entries(shape)) if (typeof value === 'number') found[name] = value;
  if (targets.kind === 'classes') {
    found.classes = targets.names.length;
    found.entropy = entropyOf(Array.from(train, (row) => targets.labels[row] as number));
  }
  if (type.kind === 'tokens') return { features: rounded(found), examples: [] };
  const inputs = rows.map((row) => {
    const input = new Float32Array(examples.size);
    examples.read(row, input);
    return input;
  });
  const moments = standardise(inputs, channelsOf(type), examples.unit);
  Object.assign(found, moments);
  const means = labels && classMeans(inputs, labels);
  if (labels && means) {
    const half = (part: number) =>
      inputs.flatMap((input, i) => (i % 2 === part ? [{ input, label: labels[i] as number }] : []));
    const learned = classMeans(
      half(0).map(({ input }) => input),
      half(0).map(({ label }) => label),
    );
    const right = half(1).filter(({ input, label }) => nearest(learned, input).label === label).length;
    found.landmark = right / Math.max(1, half(1).length);
  }
  const described = inputs
    .slice(0, DESCRIBED)
    .map((_, i) => Math.floor((i * inputs.length) / Math.min(DESCRIBED, inputs.length)));
  return {
    features: rounded(found),
    examples: described.map((i) => {
      const input = inputs[i] as Float32Array;
      return descriptorsOf(input, channelsOf(type), means ? marginOf(means, input, labels?.[i] as number) : 0);
    }),
  };
}

const rounded = (values: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, short(value)]));
const short = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(6)) : 0);

/** In bits. */
function entropyOf(labels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / labels.length) * Math.log2(count / labels.length);
  return entropy;
}

/** Mean, deviation and skew of all values. Each channel then has the mean 0 and the deviation 1; what is missing is 0. */
function standardise(inputs: readonly Float32Array[], channels: number, unit: number) {
  const sums = Array.from({ length: channels }, () => ({ n: 0, mean: 0, deviation: 0, skew: 0 }));
  const each = (see: (sum: (typeof sums)[number], value: number) => void): void => {
    for (const input of inputs) {
      for (const [i, value] of input.entries()) {
        if (!Number.isNaN(value)) see(sums[i % channels] as (typeof sums)[number], value);
      }
    }
  };
  let [n, total, squares] = [0, 0, 0];
  each((sum, value) => {
    sum.n++;
    sum.mean += value;
    n++;
    total += value * unit;
    squares += (value * unit) ** 2;
  });
  for (const sum of sums) sum.mean /= Math.max(1, sum.n);
  each((sum, value) => {
    sum.deviation += (value - sum.mean) ** 2;
  });
  for (const sum of sums) sum.deviation = Math.sqrt(sum.deviation / Math.max(1, sum.n)) || 1;
  each((sum, value) => {
    sum.skew += ((value - sum.mean) / sum.deviation) ** 3;
  });
  for (const input of inputs) {
    for (const [i, value] of input.entries()) {
      const { mean, deviation } = sums[i % channels] as (typeof sums)[number];
      input[i] = Number.isNaN(value) ? 0 : (value - mean) / deviation;
    }
  }
  const mean = total / Math.max(1, n);
  const skew = sums.reduce((all, sum) => all + sum.skew / Math.max(1, sum.n), 0) / channels;
  return { mean, sd: Math.sqrt(Math.max(0, squares / Math.max(1, n) - mean * mean)), skew };
}

function classMeans(inputs: readonly Float32Array[], labels: readonly number[]): Map<number, Float64Array> {
  const means = new Map<number, Float64Array>();
  const counts = new Map<number, number>();
  for (const [i, input] of inputs.entries()) {
    const label = labels[i] as number;
    const mean = means.get(label) ?? new Float64Array(input.length);
    for (const [j, value] of input.entries()) mean[j] = (mean[j] as number) + value;
    means.set(label, mean);
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  for (const [label, mean] of means)
    for (const j of mean.keys()) mean[j] = (mean[j] as number) / (counts.get(label) ?? 1);
  return means;
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum);
};

function nearest(means: ReadonlyMap<number, Float64Array>, input: Float32Array, but?: number) {
  let found = { label: -1, away: Number.POSITIVE_INFINITY };
  for (const [label, mean] of means) {
    const away = distance(input, mean);
    if (label !== but && away < found.away) found = { label, away };
  }
  return found;
}

/** From -1 to 1: 1 at the mean of its own class, below 0 where another class is nearer. */
function marginOf(means: ReadonlyMap<number, Float64Array>, input: Float32Array, label: number): number {
  const own = distance(input, means.get(label) ?? input);
  const { away } = nearest(means, input, label);
  return Number.isFinite(away) && own + away > 0 ? (away - own) / (away + own) : 0;
}

/** The numbers of `DESCRIPTORS`, of standardised values: moments, ends, roughness (mean step to the neighbour), share near 0, margin. All about 1 in size. */
function descriptorsOf(input: Float32Array, channels: number, margin: number): number[] {
  const { length } = input;
  const mean = input.reduce((sum, value) => sum + value, 0) / length;
  const moment = (power: number): number => input.reduce((sum, value) => sum + (value - mean) ** power, 0) / length;
  const deviation = Math.sqrt(moment(2)) || 1;
  let steps = 0;
  for (let i = channels; i < length; i++) steps += Math.abs((input[i] as number) - (input[i - channels] as number));
  const descriptors = [
    mean,
    Math.sqrt(moment(2)),
    moment(3) / deviation ** 3,
    moment(4) / deviation ** 4 / 10,
    input.reduce((a, b) => Math.min(a, b)) / 3,
    input.reduce((a, b) => Math.max(a, b)) / 3,
    length > channels ? steps / (length - channels) : 0,
    input.reduce((sum, value) => sum + (Math.abs(value) < 0.1 ? 1 : 0), 0) / length,
    margin,
  ];
  return descriptors.map((value) => Math.max(-3, Math.min(3, Number(short(value).toFixed(4)))));
}
