import type { Random } from '../base/random.ts';
import type { Column } from './columns.ts';
import { cutScale, drawCut, numeric, parzenWeights } from './parzen.ts';
import { pickIndex } from './policy.ts';

/** A mixture of products of kernels, one product a trial and a flat one as the prior. */
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
  // Scott's rule for several dimensions, as in Optuna's multivariate form; on [0, 1] it depends on counts only.
  const sigma = Math.max(0.2 * Math.max(n, 1) ** (-1 / (columns.length + 4)), 1 / Math.min(100, 2 + n));
  const scaleOf = scalesOf(sigma);
  const half = 0.5 / (sigma * sigma);

  /** What a kernel has of every pick alike: its share, the scales of its numbers, its options as if all missed. */
  const base = new Float64Array(n + 1);
  for (let i = 0; i <= n; i++) base[i] = Math.log(shares[i] as number);
  const places = new Float64Array(columns.length * n);
  const gaps = new Uint8Array(columns.length);
  for (const [c, { options, values }] of columns.entries()) {
    const miss = options > 0 ? Math.log(flat / (1 + options * flat)) : 0;
    for (let i = 0; i < n; i++) {
      const place = values[rows[i] as number] as number;
      places[c * n + i] = place;
      if (Number.isNaN(place)) gaps[c] = 1;
      else base[i] = (base[i] as number) + (options > 0 ? miss : scaleOf(place));
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
        else if (options === 0) sums[i] = (sums[i] as number) - half * (pick - place) * (pick - place);
        else if (place === pick) sums[i] = (sums[i] as number) + hit;
      }
    } else if (options > 0) {
      for (let i = 0; i < n; i++) if (places[from + i] === pick) sums[i] = (sums[i] as number) + hit;
    } else {
      for (let i = 0; i < n; i++) {
        const far = pick - (places[from + i] as number);
        sums[i] = (sums[i] as number) - half * far * far;
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
        if (options === 0) picks[c] = missing ? PRIOR.draw(random) : drawCut(place, sigma, random);
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

/** Points of the table of scales. */
const POINTS = 512;
/** The tables of the widths that were last asked for. */
const tables = new Map<number, Float64Array>();
const KEPT = 8;

/** `cutScale` of one width by linear interpolation: its error is below 1e-3 for widths from 0.03 on. */
function scalesOf(sigma: number): (place: number) => number {
  let table = tables.get(sigma);
  if (!table) {
    table = Float64Array.from({ length: POINTS + 2 }, (_, i) => cutScale(i / POINTS, sigma));
    if (tables.size >= KEPT) tables.delete(tables.keys().next().value as number);
    tables.set(sigma, table);
  }
  const found = table;
  return (place) => {
    const at = place * POINTS;
    const cell = Math.floor(at);
    const low = found[cell] as number;
    return low + (at - cell) * ((found[cell + 1] as number) - low);
  };
}
