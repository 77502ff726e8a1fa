import type { Random } from '../../base/random.ts';
import { createAdam } from '../policy.ts';

/** Sizes of a variational autoencoder of sequences of choices. */
export interface VaeShape {
  /** Alternatives of each slot. */
  readonly sizes: readonly number[];
  readonly width: number;
  readonly latent: number;
}

/** Choices (the alternative of each slot; −1 where a slot does not exist) as points of a continuous space, and back. */
export interface Vae {
  /** Mean of the posterior, `latent` numbers. */
  encode(picks: ArrayLike<number>): Float64Array;
  /** The most likely alternative of each slot. */
  decode(z: ArrayLike<number>): Int32Array;
}

export interface VaeTraining {
  readonly epochs: number;
  /** Sequences of an epoch. */
  readonly examples: number;
  readonly rate: number;
  /** Weight that the divergence reaches at the end; it grows from 0 in the first half of the epochs. */
  readonly divergence: number;
}

const BATCH = 32;

/** KL(N(μ, σ²) ‖ N(0, 1)) = −½ (1 + 2 ln σ − μ² − σ²), in nats (Kingma and Welling 2014, appendix B). */
export const divergence = (mean: number, logDeviation: number): number =>
  -0.5 * (1 + 2 * logDeviation - mean * mean - Math.exp(2 * logDeviation));

/**
 * A variational autoencoder: one-hot slots → ReLU layer → mean and ln deviation of z; z → ReLU layer → a softmax for each
 * slot. Trained without scores on what `draw` gives, with the reparametrisation z = μ + σ·ε.
 */
export function trainVae(shape: VaeShape, draw: () => ArrayLike<number>, training: VaeTraining, random: Random): Vae {
  const { sizes, width, latent } = shape;
  const inputs = sizes.reduce((a, b) => a + b, 0);
  const starts = sizes.map((_, slot) => sizes.slice(0, slot).reduce((a, b) => a + b, 0));
  const offsets = [0, (inputs + 1) * width];
  offsets.push((offsets[1] as number) + (width + 1) * 2 * latent);
  offsets.push((offsets[2] as number) + (latent + 1) * width);
  const [first, second, third, fourth] = offsets as [number, number, number, number];
  const size = fourth + (width + 1) * inputs;
  const weights = new Float64Array(size);
  const gradient = new Float64Array(size);
  const start = (at: number, from: number, to: number, fan: number, gain: number): void => {
    for (let i = 0; i < from * to; i++) weights[at + i] = random.normal() * Math.sqrt(gain / fan);
  };
  start(first, inputs, width, sizes.length, 2);
  start(second, width, 2 * latent, width, 0.1);
  start(third, latent, width, latent, 2);
  start(fourth, width, inputs, width, 1);

  // Buffers of one example; each layer's biases stand after its weights [from × to].
  const x = new Float64Array(inputs);
  const [hidden, dHidden] = [new Float64Array(width), new Float64Array(width)];
  const [code, dCode] = [new Float64Array(2 * latent), new Float64Array(2 * latent)];
  const [z, dZ, noise] = [new Float64Array(latent), new Float64Array(latent), new Float64Array(latent)];
  const [back, dBack] = [new Float64Array(width), new Float64Array(width)];
  const [logits, dLogits] = [new Float64Array(inputs), new Float64Array(inputs)];

  const forward = (at: number, from: Float64Array, to: Float64Array): void => {
    const [n, m] = [from.length, to.length];
    for (let j = 0; j < m; j++) to[j] = weights[at + n * m + j] as number;
    for (let i = 0; i < n; i++) {
      const value = from[i] as number;
      if (value === 0) continue;
      const row = at + i * m;
      for (let j = 0; j < m; j++) to[j] = (to[j] as number) + value * (weights[row + j] as number);
    }
  };
  const backward = (at: number, from: Float64Array, dFrom: Float64Array | undefined, dTo: Float64Array): void => {
    const [n, m] = [from.length, dTo.length];
    for (let j = 0; j < m; j++) gradient[at + n * m + j] = (gradient[at + n * m + j] as number) + (dTo[j] as number);
    for (let i = 0; i < n; i++) {
      const value = from[i] as number;
      const row = at + i * m;
      let sum = 0;
      for (let j = 0; j < m; j++) {
        const d = dTo[j] as number;
        gradient[row + j] = (gradient[row + j] as number) + value * d;
        sum += d * (weights[row + j] as number);
      }
      if (dFrom) dFrom[i] = sum;
    }
  };
  const rectify = (values: Float64Array): void => {
    for (let i = 0; i < values.length; i++) if ((values[i] as number) < 0) values[i] = 0;
  };
  /** No gradient passes where a rectifier gave 0. */
  const masked = (d: Float64Array, values: Float64Array): void => {
    for (let i = 0; i < d.length; i++) if (values[i] === 0) d[i] = 0;
  };
  const encodeInto = (picks: ArrayLike<number>): void => {
    x.fill(0);
    for (let slot = 0; slot < sizes.length; slot++) {
      const pick = picks[slot] as number;
      if (pick >= 0) x[(starts[slot] as number) + pick] = 1;
    }
    forward(first, x, hidden);
    rectify(hidden);
    forward(second, hidden, code);
  };
  const decodeFrom = (): void => {
    forward(third, z, back);
    rectify(back);
    forward(fourth, back, logits);
  };

  /** Adds the gradient of −(ln p(picks | z) − weight·KL) of one example. */
  const learn = (picks: ArrayLike<number>, weight: number): void => {
    encodeInto(picks);
    for (let k = 0; k < latent; k++) {
      noise[k] = random.normal();
      z[k] = (code[k] as number) + Math.exp(Math.min(5, code[latent + k] as number)) * (noise[k] as number);
    }
    decodeFrom();
    dLogits.fill(0);
    for (let slot = 0; slot < sizes.length; slot++) {
      const pick = picks[slot] as number;
      if (pick < 0) continue;
      const [from, count] = [starts[slot] as number, sizes[slot] as number];
      let top = Number.NEGATIVE_INFINITY;
      for (let o = 0; o < count; o++) top = Math.max(top, logits[from + o] as number);
      let sum = 0;
      for (let o = 0; o < count; o++) sum += Math.exp((logits[from + o] as number) - top);
      for (let o = 0; o < count; o++)
        dLogits[from + o] = Math.exp((logits[from + o] as number) - top) / sum - (o === pick ? 1 : 0);
    }
    backward(fourth, back, dBack, dLogits);
    masked(dBack, back);
    backward(third, z, dZ, dBack);
    for (let k = 0; k < latent; k++) {
      const deviation = Math.exp(Math.min(5, code[latent + k] as number));
      dCode[k] = (dZ[k] as number) + weight * (code[k] as number);
      dCode[latent + k] = (dZ[k] as number) * deviation * (noise[k] as number) + weight * (deviation * deviation - 1);
    }
    backward(second, hidden, dHidden, dCode);
    masked(dHidden, hidden);
    backward(first, x, undefined, dHidden);
  };

  const adam = createAdam(size, training.rate);
  const steps = Math.ceil((training.epochs * training.examples) / BATCH);
  for (let step = 0; step < steps; step++) {
    const weight = training.divergence * Math.min(1, (2 * step) / steps);
    gradient.fill(0);
    for (let i = 0; i < BATCH; i++) learn(draw(), weight);
    // Adam ascends.
    for (let i = 0; i < size; i++) gradient[i] = -(gradient[i] as number) / BATCH;
    adam.ascend(weights, gradient);
  }
  return {
    encode(picks) {
      encodeInto(picks);
      return code.slice(0, latent);
    },
    decode(point) {
      for (let k = 0; k < latent; k++) z[k] = point[k] as number;
      decodeFrom();
      return Int32Array.from(sizes, (count, slot) => {
        const from = starts[slot] as number;
        let best = 0;
        for (let o = 1; o < count; o++) if ((logits[from + o] as number) > (logits[from + best] as number)) best = o;
        return best;
      });
    },
  };
}
