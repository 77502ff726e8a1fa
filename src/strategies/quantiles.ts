import { normalQuantile } from './normal.ts';

/** Shares closer to 0 or 1 than this are taken for it, so that no score is endless (Salinas et al. 2020, section 3.1). */
const cutOff = (n: number): number => (n < 3 ? 0.25 : 1 / (4 * n ** 0.25 * Math.sqrt(Math.PI * Math.log(n))));

/**
 * Where a value stands among `n` as a standard normal score: `better` is the share of them that are better than it. Runs on
 * different data or with other measures then have one scale.
 */
export function quantileScore(better: number, n: number): number {
  const below = 1 - better - 0.5 / Math.max(1, n);
  const cut = cutOff(n);
  return normalQuantile(Math.min(1 - cut, Math.max(cut, below)));
}

/** The scores of all values, larger is better; equal ones share the mean of their places. */
export function quantileScores(values: Float64Array): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const places = new Map<number, { from: number; to: number }>();
  for (const [i, value] of sorted.entries()) places.set(value, { from: places.get(value)?.from ?? i, to: i });
  return values.map((value) => {
    const { from, to } = places.get(value) as { from: number; to: number }; // each value is in it
    return quantileScore(1 - ((from + to) / 2 + 1) / values.length, values.length);
  });
}
