import { normalQuantile } from './normal.ts';

/**
 * Normal scores of values, with mean 0 and variance 1: Φ⁻¹((rank - ½) / n), equal values sharing theirs. What a model of
 * scores is fitted to: a few failures at chance level would otherwise take all of its scale, and leave none for the
 * differences among good architectures. (The Gaussian copula of Salinas et al. 2020, with one margin.)
 */
export function rankScores(values: Float64Array): Float64Array {
  const n = values.length;
  const at = (i: number): number => values[i] as number;
  const order = Array.from(values.keys()).sort((a, b) => at(a) - at(b) || a - b);
  const out = new Float64Array(n);
  let squares = 0;
  for (let from = 0, to = 0; from < n; from = to) {
    while (to < n && at(order[to] as number) === at(order[from] as number)) to++;
    const score = normalQuantile((from + to) / 2 / n);
    squares += (to - from) * score * score;
    for (let i = from; i < to; i++) out[order[i] as number] = score;
  }
  const mean = out.reduce((sum, score) => sum + score, 0) / n; // ties can be lopsided
  const scale = Math.sqrt(Math.max(0, squares / n - mean * mean)) || 1;
  return out.map((score) => (score - mean) / scale);
}
