import type { Random } from '../base/random.ts';
import type { Column } from './columns.ts';
import { cutScale, drawCut, numeric, parzenWeights } from './parzen.ts';
import { pickIndex } from './policy.ts';

/** A mixture of products of kernels, one product a trial and a flat one as the prior. */
export interface JointKernels {
  draw(random: Random): Float64Array;
  log(picks: Float64Array): number;
}

export function jointKernels(columns: readonly Column[], rows: Int32Array): JointKernels {
  const n = rows.length; // kernel n is the prior
  const weights = parzenWeights(n);
  const shares = new Float64Array(n + 1);
  let total = 1;
  for (let i = 0; i < n; i++) total += weights[i] as number;
  for (let i = 0; i <= n; i++) shares[i] = (i < n ? (weights[i] as number) : 1) / total;
  const logShares = shares.map((share) => Math.log(share));
  const flat = 1 / (n + 1);
  // Scott's rule for several dimensions, as in Optuna's multivariate form; on [0, 1] it depends on counts only.
  const sigma = Math.max(0.2 * Math.max(n, 1) ** (-1 / (columns.length + 4)), 1 / Math.min(100, 2 + n));
  const parts = columns.map((column) => {
    const places = Float64Array.from(rows, (row) => column.values[row] as number);
    const hit = Math.log((1 + flat) / (1 + column.options * flat));
    const miss = Math.log(flat / (1 + column.options * flat));
    const prior = numeric(new Float64Array(0), new Float64Array(0));
    const scales = column.options === 0 ? places.map((place) => cutScale(place, sigma)) : places;
    return { column, places, hit, miss, prior, scales, even: -Math.log(column.options || 1) };
  });
  const sums = new Float64Array(n + 1);
  return {
    draw(random) {
      const kernel = pickIndex(shares, random.next());
      return Float64Array.from(parts, ({ column, places, prior }) => {
        const place = kernel < n ? (places[kernel] as number) : Number.NaN;
        if (column.options === 0) return Number.isNaN(place) ? prior.draw(random) : drawCut(place, sigma, random);
        // The kernel's option keeps its bonus of 1, each option has its share of the prior.
        const own = Number.isNaN(place) ? 0 : 1 / (1 + column.options * flat);
        return random.next() < own ? place : random.integer(column.options);
      });
    },
    log(picks) {
      sums.set(logShares);
      for (const [c, { column, places, hit, miss, prior, scales, even }] of parts.entries()) {
        const pick = picks[c] as number;
        const wide = column.options === 0 ? prior.log(pick) : even;
        for (let i = 0; i < n; i++) {
          const place = places[i] as number;
          if (Number.isNaN(place)) sums[i] = (sums[i] as number) + wide;
          else if (column.options > 0) sums[i] = (sums[i] as number) + (place === pick ? hit : miss);
          else {
            const z = (pick - place) / sigma;
            sums[i] = (sums[i] as number) + (scales[i] as number) - 0.5 * z * z;
          }
        }
        sums[n] = (sums[n] as number) + wide;
      }
      let high = Number.NEGATIVE_INFINITY;
      for (let i = 0; i <= n; i++) if ((sums[i] as number) > high) high = sums[i] as number;
      let sum = 0;
      for (let i = 0; i <= n; i++) sum += Math.exp((sums[i] as number) - high);
      return high + Math.log(sum);
    },
  };
}
