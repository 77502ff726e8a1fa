/** Probabilities of logits, written into `out`. */
export function softmax(logits: ArrayLike<number>, out = new Float64Array(logits.length)): Float64Array {
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) high = Math.max(high, logits[i] as number);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    out[i] = Math.exp((logits[i] as number) - high);
    sum += out[i] as number;
  }
  for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) / sum;
  return out;
}

/** The index that a uniform number in [0, 1) falls on. */
export function pickIndex(probabilities: ArrayLike<number>, unit: number): number {
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) {
    sum += probabilities[i] as number;
    if (unit < sum) return i;
  }
  return probabilities.length - 1;
}

/** Moving average of rewards, corrected for its start at zero: the first value is the first reward. */
export interface Baseline {
  /** Takes a reward in and gives the average with it. */
  update(reward: number): number;
  snapshot(): BaselineState;
}
export type BaselineState = readonly [numerator: number, denominator: number];

export function createBaseline(momentum: number, [startNumerator, startDenominator]: BaselineState = [0, 0]): Baseline {
  let numerator = startNumerator;
  let denominator = startDenominator;
  return {
    update(reward) {
      numerator = momentum * numerator + (1 - momentum) * reward;
      denominator = momentum * denominator + (1 - momentum);
      return denominator > 0 ? numerator / denominator : reward;
    },
    snapshot: () => [numerator, denominator],
  };
}

export interface AdamState {
  readonly step: number;
  readonly mean: readonly number[];
  readonly square: readonly number[];
}

/** Adam (Kingma and Ba 2015) that goes up the gradient: the step lands in `weights`. */
export interface Adam {
  ascend(weights: Float64Array, gradient: Float64Array): void;
  snapshot(): AdamState;
}

export function createAdam(size: number, rate: number, state?: AdamState): Adam {
  const [beta1, beta2] = [0.9, 0.999];
  const mean = state ? Float64Array.from(state.mean) : new Float64Array(size);
  const square = state ? Float64Array.from(state.square) : new Float64Array(size);
  let step = state?.step ?? 0;
  return {
    ascend(weights, gradient) {
      step++;
      const [fix1, fix2] = [1 - beta1 ** step, 1 - beta2 ** step];
      for (let i = 0; i < size; i++) {
        const g = gradient[i] as number;
        if (g === 0 && square[i] === 0) continue; // never touched: it would stay where it is
        const m = beta1 * (mean[i] as number) + (1 - beta1) * g;
        const v = beta2 * (square[i] as number) + (1 - beta2) * g * g;
        mean[i] = m;
        square[i] = v;
        weights[i] = (weights[i] as number) + (rate * (m / fix1)) / (Math.sqrt(v / fix2) + 1e-8);
      }
    },
    snapshot: () => ({ step, mean: [...mean], square: [...square] }),
  };
}
