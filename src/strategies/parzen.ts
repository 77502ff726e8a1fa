import type { Random } from '../base/random.ts';
import { normalCdf } from './normal.ts';
import { pickIndex } from './policy.ts';

/** Kernels up to this many are summed one by one; more are gathered on a grid. */
const EXACT = 128;
/** Cells of that grid. The narrowest kernel then spans five cells or more, and gathering moves a density by about 1 %. */
const CELLS = 512;
/** Standard deviations after which a gathered kernel is cut off. */
const REACH = 5;

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
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => (places[a] as number) - (places[b] as number));
  for (const [at, i] of order.entries()) {
    const place = places[i] as number;
    const before = at > 0 ? place - (places[order[at - 1] as number] as number) : 0;
    const after = at < n - 1 ? (places[order[at + 1] as number] as number) - place : 0;
    out[i] = n === 1 ? 0.5 : Math.min(1, Math.max(low, before, after));
  }
  return out;
}

/** Probabilities of options: a mixture of kernels, one an observation and one flat, each flattened by the prior. */
export function categorical(options: number, hits: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
  const kernels = hits.length + 1;
  const flat = 1 / kernels;
  const out = new Float64Array(options);
  let total = 1;
  let spread = 1 / options; // the prior's kernel
  for (let i = 0; i < hits.length; i++) {
    const weight = weights[i] as number;
    total += weight;
    spread += (weight * flat) / (1 + options * flat);
    const hit = hits[i] as number;
    out[hit] = (out[hit] as number) + weight / (1 + options * flat);
  }
  for (let i = 0; i < options; i++) out[i] = ((out[i] as number) + spread) / total;
  return out;
}

/** A density on [0, 1]. */
export interface Density {
  draw(random: Random): number;
  log(place: number): number;
}

const SQRT_2PI = Math.sqrt(2 * Math.PI);

/** How much of a kernel lies in [0, 1]. */
const massInside = (mean: number, sigma: number): number => normalCdf((1 - mean) / sigma) - normalCdf(-mean / sigma);

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
  const sigmas = n > EXACT ? gatheredBandwidths(places) : bandwidths(places);
  const means = new Float64Array(n + 1);
  means.set(places);
  means[n] = 0.5;
  const shares = new Float64Array(n + 1);
  let total = 1;
  for (let i = 0; i < n; i++) total += weights[i] as number;
  for (let i = 0; i <= n; i++) shares[i] = (i < n ? (weights[i] as number) : 1) / total;
  const log = n > EXACT ? gathered(means, sigmas, shares) : exact(means, sigmas, shares);
  return {
    draw(random) {
      const i = pickIndex(shares, random.next());
      return drawCut(means[i] as number, sigmas[i] as number, random);
    },
    log,
  };
}

function exact(means: Float64Array, sigmas: Float64Array, shares: Float64Array): (place: number) => number {
  const scales = shares.map((share, i) => {
    const sigma = sigmas[i] as number;
    return share / (sigma * SQRT_2PI * massInside(means[i] as number, sigma));
  });
  return (place) => {
    let sum = 0;
    for (let i = 0; i < means.length; i++) {
      const z = (place - (means[i] as number)) / (sigmas[i] as number);
      sum += (scales[i] as number) * Math.exp(-0.5 * z * z);
    }
    return Math.log(sum + 1e-300);
  };
}

/** The same with kernels of the narrowest width gathered by cell; wider ones (at most a hundred) are summed one by one. */
function gathered(means: Float64Array, sigmas: Float64Array, shares: Float64Array): (place: number) => number {
  const narrow = 0.01;
  const cells = new Float64Array(CELLS + 1);
  const wide: number[] = [];
  for (let i = 0; i < means.length; i++) {
    if ((sigmas[i] as number) > narrow * 1.0001) wide.push(i);
    else {
      // Shared between the two ends of its cell, so that the mean stays.
      const at = (means[i] as number) * CELLS;
      const cell = Math.min(CELLS - 1, Math.floor(at));
      const part = at - cell;
      cells[cell] = (cells[cell] as number) + (shares[i] as number) * (1 - part);
      cells[cell + 1] = (cells[cell + 1] as number) + (shares[i] as number) * part;
    }
  }
  const pick = (from: Float64Array): Float64Array => Float64Array.from(wide, (i) => from[i] as number);
  const rest = exact(pick(means), pick(sigmas), pick(shares));
  for (let cell = 0; cell <= CELLS; cell++) {
    const inside = massInside(cell / CELLS, narrow);
    cells[cell] = (cells[cell] as number) / (narrow * SQRT_2PI * inside);
  }
  return (place) => {
    const from = Math.max(0, Math.ceil((place - REACH * narrow) * CELLS));
    const to = Math.min(CELLS, Math.floor((place + REACH * narrow) * CELLS));
    let sum = Math.exp(rest(place));
    for (let cell = from; cell <= to; cell++) {
      const weight = cells[cell] as number;
      if (weight === 0) continue;
      const z = (place - cell / CELLS) / narrow;
      sum += weight * Math.exp(-0.5 * z * z);
    }
    return Math.log(sum + 1e-300);
  };
}

/** `bandwidths` for many places. Gaps wider than the narrowest kernel only lie between buckets of that width: no sorting. */
function gatheredBandwidths(places: Float64Array): Float64Array {
  const n = places.length;
  const narrow = 0.01;
  const first = new Int32Array(101).fill(-1);
  const last = new Int32Array(101).fill(-1);
  for (let i = 0; i < n; i++) {
    const place = places[i] as number;
    const bucket = Math.floor(place * 100);
    const low = first[bucket] as number;
    const high = last[bucket] as number;
    if (low < 0 || place < (places[low] as number)) first[bucket] = i;
    if (high < 0 || place > (places[high] as number)) last[bucket] = i;
  }
  const out = new Float64Array(n + 1).fill(narrow);
  out[n] = 1;
  let before = -1;
  for (let bucket = 0; bucket <= 100; bucket++) {
    const next = first[bucket] as number;
    if (next < 0) continue;
    if (before >= 0) {
      const gap = (places[next] as number) - (places[before] as number);
      out[before] = Math.max(out[before] as number, gap);
      out[next] = Math.max(out[next] as number, gap);
    }
    before = last[bucket] as number;
  }
  return out;
}
