import type { Random } from '../base/random.ts';
import { normalCdf } from './normal.ts';
import { pickIndex } from './policy.ts';

/** Kernels up to this many are summed one by one; more are gathered on a grid. */
const EXACT = 128;
/** Cells of that grid. The narrowest kernel then spans two and a half cells, and gathering moves a density by about 2 %. */
const CELLS = 256;
/** Standard deviations after which a gathered kernel is cut off. */
const REACH = 4;

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
  let total = 1;
  for (let i = 0; i < n; i++) total += weights[i] as number;
  if (n > EXACT) return gathered(places, weights, total);
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

/** The width of nearly all of many kernels. */
const NARROW = 0.01;
/** What the weight in a cell is multiplied with to be the height of a kernel of that width, cut to [0, 1]. */
const HEIGHTS = Float64Array.from({ length: CELLS + 1 }, (_, cell) => Math.exp(cutScale(cell / CELLS, NARROW)));

/** The same for many kernels: the narrow ones are gathered by cell, wider ones (two hundred at most) summed one by one. */
function gathered(places: Float64Array, weights: Float64Array, total: number): Density {
  const wide = wideGaps(places);
  const means = Float64Array.from([...wide.keys()], (i) => places[i] as number);
  const cells = new Float64Array(CELLS + 1);
  const gather = (place: number, share: number): void => {
    // Shared between the two ends of its cell, so that the mean stays.
    const cell = Math.min(CELLS - 1, Math.floor(place * CELLS));
    const part = place * CELLS - cell;
    cells[cell] = (cells[cell] as number) + share * (1 - part);
    cells[cell + 1] = (cells[cell + 1] as number) + share * part;
  };
  for (let i = 0; i < places.length; i++) gather(places[i] as number, (weights[i] as number) / total);
  for (const i of wide.keys()) gather(places[i] as number, -(weights[i] as number) / total);
  for (let cell = 0; cell <= CELLS; cell++) {
    cells[cell] = Math.max(0, cells[cell] as number) * (HEIGHTS[cell] as number);
  }
  const rest = exact(
    Float64Array.from([...means, 0.5]),
    Float64Array.from([...wide.values(), 1]),
    Float64Array.from([...[...wide.keys()].map((i) => (weights[i] as number) / total), 1 / total]),
  );
  return {
    draw(random) {
      let left = random.next() * total;
      for (let i = 0; i < places.length; i++) {
        left -= weights[i] as number;
        if (left < 0) return drawCut(places[i] as number, wide.get(i) ?? NARROW, random);
      }
      return drawCut(0.5, 1, random);
    },
    log(place) {
      const from = Math.max(0, Math.ceil((place - REACH * NARROW) * CELLS));
      const to = Math.min(CELLS, Math.floor((place + REACH * NARROW) * CELLS));
      let sum = Math.exp(rest(place));
      for (let cell = from; cell <= to; cell++) {
        const z = (place - cell / CELLS) / NARROW;
        sum += (cells[cell] as number) * Math.exp(-0.5 * z * z);
      }
      return Math.log(sum + 1e-300);
    },
  };
}

/**
 * Kernels of many that are wider than the narrowest, with their bandwidths. Gaps that wide only lie between buckets of
 * that width, so nothing needs sorting.
 */
function wideGaps(places: Float64Array): Map<number, number> {
  const first = new Int32Array(101).fill(-1);
  const last = new Int32Array(101).fill(-1);
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number;
    const bucket = Math.floor(place * 100);
    const low = first[bucket] as number;
    const high = last[bucket] as number;
    if (low < 0 || place < (places[low] as number)) first[bucket] = i;
    if (high < 0 || place > (places[high] as number)) last[bucket] = i;
  }
  const wide = new Map<number, number>();
  let before = -1;
  for (let bucket = 0; bucket <= 100; bucket++) {
    const next = first[bucket] as number;
    if (next < 0) continue;
    const gap = before >= 0 ? (places[next] as number) - (places[before] as number) : 0;
    if (gap > NARROW) {
      wide.set(before, Math.max(wide.get(before) ?? 0, gap));
      wide.set(next, gap);
    }
    before = last[bucket] as number;
  }
  return wide;
}
