import { backward, cholesky, forward } from './cholesky.ts';
import type { Kernel, KernelFamily } from './kernels.ts';
import type { Surrogate, Train } from './surrogate.ts';

interface Fitted extends Required<Surrogate> {
  /** Logarithm of the marginal likelihood, without its constant. */
  readonly evidence: number;
}

/** k(x, x') of all pairs of rows. */
function gramOf(rows: readonly Float64Array[], kernel: Kernel): Float64Array {
  const n = rows.length;
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      gram[i * n + j] = kernel(rows[i] as Float64Array, rows[j] as Float64Array);
      gram[j * n + i] = gram[i * n + j] as number;
    }
  }
  return gram;
}

/** Posterior of a process with mean 0 and variance 1 (Rasmussen and Williams 2006, algorithm 2.1); `noise` is a variance. */
export function gaussianProcess(
  rows: readonly Float64Array[],
  scores: Float64Array,
  kernel: Kernel,
  noise: number,
  gram: Float64Array = gramOf(rows, kernel),
): Fitted | undefined {
  const n = rows.length;
  const matrix = Float64Array.from(gram);
  for (let i = 0; i < n; i++) matrix[i * n + i] = (matrix[i * n + i] as number) + noise;
  const lower = cholesky(matrix, n);
  if (!lower) return undefined;
  const alpha = forward(lower, n, Float64Array.from(scores));
  let evidence = 0;
  for (let i = 0; i < n; i++) evidence -= 0.5 * (alpha[i] as number) ** 2 + Math.log(lower[i * n + i] as number);
  backward(lower, n, alpha);

  /** Mean at a row; leaves L⁻¹ k in `cross`. */
  const meanAt = (row: Float64Array, cross: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      cross[i] = kernel(rows[i] as Float64Array, row);
      sum += (cross[i] as number) * (alpha[i] as number);
    }
    forward(lower, n, cross);
    return sum;
  };
  const dot = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (a[i] as number) * (b[i] as number);
    return sum;
  };
  return {
    evidence,
    predict(candidates) {
      const mean = new Float64Array(candidates.length);
      const deviation = new Float64Array(candidates.length);
      const cross = new Float64Array(n);
      for (const [c, candidate] of candidates.entries()) {
        mean[c] = meanAt(candidate, cross);
        deviation[c] = Math.sqrt(Math.max(0, 1 - dot(cross, cross)));
      }
      return { mean, deviation };
    },
    draw(candidates, random) {
      const m = candidates.length;
      const crosses = candidates.map(() => new Float64Array(n));
      const out = Float64Array.from(candidates, (candidate, c) => meanAt(candidate, crosses[c] as Float64Array));
      const normals = Float64Array.from(candidates, () => random.normal());
      for (let jitter = 1e-9; ; jitter *= 100) {
        const covariance = new Float64Array(m * m);
        for (let i = 0; i < m; i++) {
          for (let j = 0; j <= i; j++) {
            const prior = kernel(candidates[i] as Float64Array, candidates[j] as Float64Array);
            covariance[i * m + j] = prior - dot(crosses[i] as Float64Array, crosses[j] as Float64Array);
            covariance[j * m + i] = covariance[i * m + j] as number;
          }
          covariance[i * m + i] = (covariance[i * m + i] as number) + jitter;
        }
        const root = cholesky(covariance, m);
        if (!root) continue; // rounding can spoil nearly certain candidates: more jitter helps
        for (let i = 0; i < m; i++) {
          for (let j = 0; j <= i; j++)
            out[i] = (out[i] as number) + (root[i * m + j] as number) * (normals[j] as number);
        }
        return out;
      }
    },
  };
}

const NOISES = [0.001, 0.01, 0.1];
/** Times that the hyperparameters are gone through, one after the other. */
const ROUNDS = 2;

/** Differences of evidence that rounding makes. */
const TIE = 1e-7;

/** So that the choice depends on these scores alone, whatever they were scaled with. */
function standardised(scores: Float64Array): Float64Array {
  const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
  const scale = Math.sqrt(scores.reduce((sum, value) => sum + (value - mean) ** 2, 0) / scores.length) || 1;
  return scores.map((value) => (value - mean) / scale);
}

/** A tenth of the results may come in before the hyperparameters are fitted anew. */
const fittedTo = (known: number): number => known - (known % Math.max(1, Math.floor(known / 10)));

/** A process whose hyperparameters and noise have the highest evidence (ML-II by coordinates) for what is known. */
export function trainGaussianProcess(family: KernelFamily): Train {
  let chosen = { to: -1, kernel: family.kernel([]), noise: 0.1 };
  const choose = (rows: readonly Float64Array[], given: Float64Array): typeof chosen => {
    const scores = standardised(given);
    const choices = [...family.values, NOISES];
    const current = choices.map((values) => values[values.length >> 1] as number);
    let top = Number.NEGATIVE_INFINITY;
    let gram: Float64Array | undefined;
    let gramAt = '';
    for (let round = 0; round < ROUNDS; round++) {
      for (const [h, values] of choices.entries()) {
        let best = current[h] as number;
        for (const value of values) {
          current[h] = value;
          const kernel = family.kernel(current.slice(0, -1));
          const at = current.slice(0, -1).join();
          if (!gram || at !== gramAt) gram = gramOf(rows, kernel);
          gramAt = at;
          const process = gaussianProcess(rows, scores, kernel, current.at(-1) as number, gram);
          if (!process || process.evidence <= top + TIE) continue;
          top = process.evidence;
          best = value;
        }
        current[h] = best;
      }
    }
    return { to: rows.length, kernel: family.kernel(current.slice(0, -1)), noise: current.at(-1) as number };
  };
  return (rows, scores, _random, known) => {
    const to = fittedTo(known);
    if (chosen.to !== to) chosen = choose(rows.slice(0, to), scores.slice(0, to));
    for (let { noise } = chosen; ; noise *= 10) {
      const process = gaussianProcess(rows, scores, chosen.kernel, noise);
      if (process) return process; // rounding can spoil nearly equal rows: more noise helps
    }
  };
}
