import type { Surrogate, Train } from './surrogate.ts';

/** Lower triangle L of a matrix A = L Lᵀ (rows of n), in place of a copy; undefined if A is not positive definite. */
function cholesky(matrix: Float64Array, n: number): Float64Array | undefined {
  const lower = new Float64Array(matrix);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = lower[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (lower[i * n + k] as number) * (lower[j * n + k] as number);
      if (i > j) lower[i * n + j] = sum / (lower[j * n + j] as number);
      else if (sum > 0) lower[j * n + j] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return lower;
}

/** Solves L x = b, in place. */
function forward(lower: Float64Array, n: number, b: Float64Array): Float64Array {
  for (let i = 0; i < n; i++) {
    let sum = b[i] as number;
    for (let k = 0; k < i; k++) sum -= (lower[i * n + k] as number) * (b[k] as number);
    b[i] = sum / (lower[i * n + i] as number);
  }
  return b;
}

/** Solves Lᵀ x = b, in place. */
function backward(lower: Float64Array, n: number, b: Float64Array): Float64Array {
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (lower[k * n + i] as number) * (b[k] as number);
    b[i] = sum / (lower[i * n + i] as number);
  }
  return b;
}

export type Kernel = (squaredDistance: number) => number;
export const rbf = (length: number): Kernel => {
  const scale = 0.5 / (length * length);
  return (d) => Math.exp(-d * scale);
};
/** Matérn with ν = 5/2. */
export const matern = (length: number): Kernel => {
  const scale = Math.sqrt(5) / length;
  return (d) => {
    const r = scale * Math.sqrt(d);
    return (1 + r + (r * r) / 3) * Math.exp(-r);
  };
};

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    sum += difference * difference;
  }
  return sum;
}

interface Fitted extends Surrogate {
  /** Logarithm of the marginal likelihood, without its constant. */
  readonly evidence: number;
}

/** Posterior of a process with mean 0 and variance 1 (Rasmussen and Williams 2006, algorithm 2.1); `noise` is a variance. */
export function gaussianProcess(
  rows: readonly Float64Array[],
  scores: Float64Array,
  kernel: Kernel,
  noise: number,
): Fitted | undefined {
  const n = rows.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = kernel(squaredDistance(rows[i] as Float64Array, rows[j] as Float64Array));
      matrix[i * n + j] = i === j ? value + noise : value;
      matrix[j * n + i] = matrix[i * n + j] as number;
    }
  }
  const lower = cholesky(matrix, n);
  if (!lower) return undefined;
  const alpha = forward(lower, n, Float64Array.from(scores));
  let evidence = 0;
  for (let i = 0; i < n; i++) evidence -= 0.5 * (alpha[i] as number) ** 2 + Math.log(lower[i * n + i] as number);
  backward(lower, n, alpha);
  return {
    evidence,
    predict(candidates) {
      const mean = new Float64Array(candidates.length);
      const deviation = new Float64Array(candidates.length);
      const cross = new Float64Array(n);
      for (const [c, candidate] of candidates.entries()) {
        for (let i = 0; i < n; i++) cross[i] = kernel(squaredDistance(rows[i] as Float64Array, candidate));
        let sum = 0;
        for (let i = 0; i < n; i++) sum += (cross[i] as number) * (alpha[i] as number);
        mean[c] = sum;
        forward(lower, n, cross);
        let known = 0;
        for (let i = 0; i < n; i++) known += (cross[i] as number) ** 2;
        deviation[c] = Math.sqrt(Math.max(0, 1 - known));
      }
      return { mean, deviation };
    },
  };
}

const LENGTHS = [0.5, 0.8, 1.2, 1.8, 2.7, 4];
const NOISES = [0.001, 0.01, 0.1];

/**
 * A process whose length scale and noise have the highest evidence (ML-II on a grid) for what is known. Columns of choices
 * are one-hot, so their part of the squared distance is twice the number of choices that differ (Hamming).
 */
export function trainGaussianProcess(kernelOf: (length: number) => Kernel): Train {
  let chosen = { known: -1, length: 1, noise: 0.1 };
  return (rows, scores, _random, known) => {
    if (chosen.known !== known) {
      let top = Number.NEGATIVE_INFINITY;
      for (const length of LENGTHS) {
        for (const noise of NOISES) {
          const process = gaussianProcess(rows.slice(0, known), scores.subarray(0, known), kernelOf(length), noise);
          if (!process || process.evidence <= top) continue;
          top = process.evidence;
          chosen = { known, length, noise };
        }
      }
    }
    for (let noise = chosen.noise; ; noise *= 10) {
      const process = gaussianProcess(rows, scores, kernelOf(chosen.length), noise);
      if (process) return process; // rounding can spoil nearly equal rows: more noise helps
    }
  };
}
