import type { Random } from '../../base/random.ts';
import { normalCdf, normalDensity } from '../normal.ts';
import type { Surrogate } from './surrogate.ts';

export const ACQUISITIONS = ['ei', 'ucb', 'pi', 'its', 'thompson'] as const;
export type Acquisition = (typeof ACQUISITIONS)[number];

/** Standard deviations that `ucb` adds. */
const OPTIMISM = 1.96;

/** How worthwhile each row is (larger is better); `best` is to be beaten. */
export function acquireAll(
  kind: Acquisition,
  model: Surrogate,
  rows: readonly Float64Array[],
  best: number,
  random: Random,
): Float64Array {
  if (kind === 'thompson') return model.draw(rows, random);
  const { mean, deviation } = model.predict(rows);
  return mean.map((m, i) => acquire(kind, m, deviation[i] as number, best, random));
}

/** How worthwhile a trial is (larger is better) that is expected to score `mean` ± `deviation`; `best` is to be beaten. */
export function acquire(
  kind: Exclude<Acquisition, 'thompson'>,
  mean: number,
  deviation: number,
  best: number,
  random: Random,
): number {
  switch (kind) {
    case 'ei': {
      if (deviation <= 0) return Math.max(0, mean - best);
      const z = (mean - best) / deviation;
      return (mean - best) * normalCdf(z) + deviation * normalDensity(z);
    }
    case 'pi':
      return deviation > 0 ? normalCdf((mean - best) / deviation) : Number(mean > best);
    case 'ucb':
      return mean + OPTIMISM * deviation;
    case 'its':
      return deviation > 0 ? mean + deviation * random.normal() : mean;
  }
}

export const acquisitionDoc =
  'What makes a candidate worth a trial: `ei` expected improvement, `ucb` mean + 1.96 standard deviations (for what is minimised the lower confidence bound), `pi` probability of improvement, `its` an independent draw from each prediction, `thompson` one function drawn from the model for all.';
