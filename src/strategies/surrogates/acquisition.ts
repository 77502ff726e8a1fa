import type { Random } from '../../base/random.ts';
import { normalCdf, normalDensity } from '../normal.ts';

export const ACQUISITIONS = ['ei', 'ucb', 'pi', 'its'] as const;
export type Acquisition = (typeof ACQUISITIONS)[number];

/** How worthwhile a trial is (larger is better) that is expected to score `mean` ± `deviation`; `best` is to be beaten. */
export function acquire(kind: Acquisition, mean: number, deviation: number, best: number, random: Random): number {
  switch (kind) {
    case 'ei': {
      if (deviation <= 0) return Math.max(0, mean - best);
      const z = (mean - best) / deviation;
      return (mean - best) * normalCdf(z) + deviation * normalDensity(z);
    }
    case 'pi':
      return deviation > 0 ? normalCdf((mean - best) / deviation) : Number(mean > best);
    case 'ucb':
      return mean + 1.96 * deviation;
    case 'its':
      return deviation > 0 ? mean + deviation * random.normal() : mean;
  }
}

export const acquisitionDoc =
  'What makes a candidate worth a trial: `ei` expected improvement, `ucb` mean + 1.96 standard deviations, `pi` probability of improvement, `its` an independent draw from each prediction (Thompson).';
