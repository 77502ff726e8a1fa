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
export const quantileScores = (values: Float64Array): Float64Array =>
  sharesOf(values).map((share) => quantileScore(1 - share - 0.5 / values.length, values.length));

/**
 * Normal scores with mean 0 and variance 1, none of them cut, so that the best stands out: what models of scores are fitted
 * to. A few failures at chance level would otherwise take all of their scale and leave none for what good architectures
 * differ by.
 */
export function rankScores(values: Float64Array): Float64Array {
  const scores = sharesOf(values).map(normalQuantile);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length; // ties can be lopsided
  const scale = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length) || 1;
  return scores.map((score) => (score - mean) / scale);
}

/** The share of values below each, counting half of itself and of its equals. */
function sharesOf(values: Float64Array): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const places = new Map<number, { from: number; to: number }>();
  for (const [i, value] of sorted.entries()) places.set(value, { from: places.get(value)?.from ?? i, to: i });
  return values.map((value) => {
    const { from, to } = places.get(value) as { from: number; to: number }; // each value is in it
    return (from + to + 1) / 2 / values.length;
  });
}
