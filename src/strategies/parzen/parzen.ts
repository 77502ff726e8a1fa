import type { Random } from '../../base/random.ts';
import { normalCdf } from '../normal.ts';
import { pickIndex } from '../policy.ts';

/** Weights of observations, oldest first: a ramp from 1/n to 1, then 25 ones (Optuna's rule); all 1 below 25. */
export function parzenWeights(n: number): Float64Array {
  const weights = new Float64Array(n).fill(1);
  const ramp = n - 25;
  for (let i = 0; i < ramp; i++) weights[i] = ramp === 1 ? 1 / n : 1 / n + ((1 - 1 / n) * i) / (ramp - 1);
  return weights;
}

/**
 * Bandwidths of kernels at `places` in [0, 1] and of the prior's (the last one, at 0.5 and 1 wide): the larger gap to a
 * neighbour, the ends' only neighbour counting, clipped to [1 / min(100, 1 + kernels), 1].
 */
export function bandwidths(places: ArrayLike<number>): Float64Array {
  const n = places.length;
  const out = new Float64Array(n + 1).fill(1);
  const low = 1 / Math.min(100, 2 + n);
  const sorted = new Float64Array(places).sort();
  /** How many of the equals that begin here were met. */
  const met = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const place = places[i] as number;
    let [first, end] = [0, n - 1];
    while (first < end) {
      const middle = (first + end) >> 1;
      if ((sorted[middle] as number) < place) first = middle + 1;
      else end = middle;
    }
    const at = first + (met[first] as number);
    met[first] = (met[first] as number) + 1;
    const before = at > 0 ? place - (sorted[at - 1] as number) : 0;
    const after = at < n - 1 ? (sorted[at + 1] as number) - place : 0;
    out[i] = n === 1 ? 0.5 : Math.min(1, Math.max(low, before, after));
  }
  return out;
}

/** Probabilities of options: a mixture of kernels, one an observation and one flat, each flattened by the prior. */
export function categorical(options: number, hits: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(options);
  for (let i = 0; i < hits.length; i++) {
    const hit = hits[i] as number;
    sums[hit] = (sums[hit] as number) + (weights[i] as number);
  }
  return categoricalOf(sums, hits.length);
}

/** The same from the weight of the observations of each option, and their number. In place. */
export function categoricalOf(sums: Float64Array, observations: number): Float64Array {
  const options = sums.length;
  const flat = 1 / (observations + 1);
  let observed = 0;
  for (let i = 0; i < options; i++) observed += sums[i] as number;
  const spread = 1 / options + (observed * flat) / (1 + options * flat); // the prior's kernel, and what flattens the others
  for (let i = 0; i < options; i++) {
    sums[i] = ((sums[i] as number) / (1 + options * flat) + spread) / (observed + 1);
  }
  return sums;
}

/** A density on [0, 1]. */
export interface Density {
  draw(random: Random): number;
  log(place: number): number;
}

const SQRT_2PI = Math.sqrt(2 * Math.PI);

/** How much of a kernel lies in [0, 1]. */
const massInside = (mean: number, sigma: number): number =>
  mean > 6 * sigma && 1 - mean > 6 * sigma ? 1 : normalCdf((1 - mean) / sigma) - normalCdf(-mean / sigma);

/** Logarithm of the factor of a normal density that is cut to [0, 1]. */
export const cutScale = (mean: number, sigma: number): number => -Math.log(sigma * SQRT_2PI * massInside(mean, sigma));

/** A draw from a normal distribution cut to [0, 1]. */
export function drawCut(mean: number, sigma: number, random: Random): number {
  for (let i = 0; i < 30; i++) {
    const place = mean + sigma * random.normal();
    if (place >= 0 && place <= 1) return place;
  }
  return Math.min(1, Math.max(0, mean));
}

/** A mixture of normal kernels cut to [0, 1], one an observation and a wide one as the prior. */
export function numeric(places: Float64Array, weights: Float64Array): Density {
  const n = places.length;
  let total = 1;
  for (let i = 0; i < n; i++) total += weights[i] as number;
  const sigmas = bandwidths(places);
  const means = new Float64Array(n + 1);
  means.set(places);
  means[n] = 0.5;
  const shares = new Float64Array(n + 1);
  for (let i = 0; i <= n; i++) shares[i] = (i < n ? (weights[i] as number) : 1) / total;
  return {
    draw(random) {
      const i = pickIndex(shares, random.next());
      return drawCut(means[i] as number, sigmas[i] as number, random);
    },
    log: exact(means, sigmas, shares),
  };
}

/** Standard deviations after which a kernel is cut off: it is below 4e-14 of its height. */
const FAR = 7.9;

/** Logarithm of a mixture of cut kernels. */
export function exact(means: Float64Array, sigmas: Float64Array, shares: Float64Array): (place: number) => number {
  const n = means.length;
  const scales = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const sigma = sigmas[i] as number;
    scales[i] = (shares[i] as number) / (sigma * SQRT_2PI * massInside(means[i] as number, sigma));
  }
  return (place) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const z = (place - (means[i] as number)) / (sigmas[i] as number);
      if (z > -FAR && z < FAR) sum += (scales[i] as number) * Math.exp(-0.5 * z * z);
    }
    return Math.log(sum + 1e-300);
  };
}
