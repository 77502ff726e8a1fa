import type { Random } from '../../base/random.ts';
import type { Column } from '../columns.ts';
import { pickIndex } from '../policy.ts';
import { bandwidths, cutScale, drawCut, numeric, parzenWeights } from './parzen.ts';

/**
 * A mixture of products of kernels, one product a trial and a flat one as the prior. Each kernel of a number is as wide as its
 * gaps to the neighbours in that number (Bergstra et al. 2011; Optuna 5 does so too).
 */
export interface JointKernels {
  draw(random: Random): Float64Array;
  log(picks: Float64Array): number;
}

/** Kernels whose logarithm is this much below the largest add nothing. */
const NEGLIGIBLE = 40;
const PRIOR = numeric(new Float64Array(0), new Float64Array(0));

export function jointKernels(columns: readonly Column[], rows: Int32Array): JointKernels {
  const n = rows.length; // kernel n is the prior
  const weights = parzenWeights(n);
  const shares = new Float64Array(n + 1);
  let total = 1;
  for (let i = 0; i < n; i++) total += weights[i] as number;
  for (let i = 0; i <= n; i++) shares[i] = (i < n ? (weights[i] as number) : 1) / total;
  const flat = 1 / (n + 1);
  // Where there are choices too, a neighbour in a number is often one that chose otherwise, and the gap to it says little: no
  // kernel is then narrower than most of what Scott's rule for several dimensions gives.
  const choices = columns.some(({ options }) => options > 0);
  const least = choices ? 0.7 * 0.2 * Math.max(n, 1) ** (-1 / (columns.length + 4)) : 0;

  /** What a kernel has of every pick alike: its share, the scales of its numbers, its options as if all missed. */
  const base = new Float64Array(n + 1);
  for (let i = 0; i <= n; i++) base[i] = Math.log(shares[i] as number);
  const places = new Float64Array(columns.length * n);
  /** Of numbers, by column and kernel, and 1 / (2 σ²). */
  const sigmas = new Float64Array(columns.length * n);
  const halves = new Float64Array(columns.length * n);
  const gaps = new Uint8Array(columns.length);
  for (const [c, { options, values }] of columns.entries()) {
    const miss = options > 0 ? Math.log(flat / (1 + options * flat)) : 0;
    for (let i = 0; i < n; i++) {
      const place = values[rows[i] as number] as number;
      places[c * n + i] = place;
      if (Number.isNaN(place)) gaps[c] = 1;
      else if (options > 0) base[i] = (base[i] as number) + miss;
    }
    if (options > 0) continue;
    const own = places.subarray(c * n, (c + 1) * n);
    const there = gaps[c] === 1 ? own.filter((place) => !Number.isNaN(place)) : own;
    const widths = bandwidths(there);
    for (let i = 0, next = 0; i < n; i++) {
      const place = own[i] as number;
      if (Number.isNaN(place)) continue;
      const sigma = Math.max(least, widths[next++] as number);
      sigmas[c * n + i] = sigma;
      halves[c * n + i] = 0.5 / (sigma * sigma);
      base[i] = (base[i] as number) + cutScale(place, sigma);
    }
  }
  /** What an option that hits has more than one that misses. */
  const hit = Math.log(1 + 1 / flat);
  const sums = new Float64Array(n + 1);

  const addColumn = (c: number, options: number, pick: number): void => {
    const from = c * n;
    const wide = options > 0 ? -Math.log(options) : PRIOR.log(pick);
    sums[n] = (sums[n] as number) + wide;
    if (gaps[c] === 1) {
      for (let i = 0; i < n; i++) {
        const place = places[from + i] as number;
        if (Number.isNaN(place)) sums[i] = (sums[i] as number) + wide;
        else if (options === 0) {
          sums[i] = (sums[i] as number) - (halves[from + i] as number) * (pick - place) * (pick - place);
        } else if (place === pick) sums[i] = (sums[i] as number) + hit;
      }
    } else if (options > 0) {
      for (let i = 0; i < n; i++) if (places[from + i] === pick) sums[i] = (sums[i] as number) + hit;
    } else {
      for (let i = 0; i < n; i++) {
        const far = pick - (places[from + i] as number);
        sums[i] = (sums[i] as number) - (halves[from + i] as number) * far * far;
      }
    }
  };

  return {
    draw(random) {
      const kernel = pickIndex(shares, random.next());
      const picks = new Float64Array(columns.length);
      for (let c = 0; c < columns.length; c++) {
        const { options } = columns[c] as Column;
        const place = kernel < n ? (places[c * n + kernel] as number) : Number.NaN;
        const missing = Number.isNaN(place);
        if (options === 0)
          picks[c] = missing ? PRIOR.draw(random) : drawCut(place, sigmas[c * n + kernel] as number, random);
        else {
          // The kernel's option keeps its bonus of 1, each option has its share of the prior.
          const own = missing ? 0 : 1 / (1 + options * flat);
          picks[c] = random.next() < own ? place : random.integer(options);
        }
      }
      return picks;
    },
    log(picks) {
      sums.set(base);
      for (let c = 0; c < columns.length; c++) addColumn(c, (columns[c] as Column).options, picks[c] as number);
      let high = Number.NEGATIVE_INFINITY;
      for (let i = 0; i <= n; i++) if ((sums[i] as number) > high) high = sums[i] as number;
      let sum = 0;
      for (let i = 0; i <= n; i++) {
        const below = (sums[i] as number) - high;
        if (below > -NEGLIGIBLE) sum += Math.exp(below);
      }
      return high + Math.log(sum);
    },
  };
}
