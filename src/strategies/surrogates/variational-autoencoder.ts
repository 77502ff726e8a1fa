import type { Random } from '../../base/random.ts';
import { type Dense, denseLayers, masked, rectify } from '../neural/dense.ts';
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
  const { layers, weights, gradient } = denseLayers(
    [
      { from: inputs, to: width, gain: 2, fan: sizes.length },
      { from: width, to: 2 * latent, gain: 0.1 },
      { from: latent, to: width, gain: 2 },
      { from: width, to: inputs, gain: 1 },
    ],
    random,
  );
  const [first, second, third, fourth] = layers as [Dense, Dense, Dense, Dense];

  // Buffers of one example.
  const x = new Float64Array(inputs);
  const [hidden, dHidden] = [new Float64Array(width), new Float64Array(width)];
  const [code, dCode] = [new Float64Array(2 * latent), new Float64Array(2 * latent)];
  const [z, dZ, noise] = [new Float64Array(latent), new Float64Array(latent), new Float64Array(latent)];
  const [back, dBack] = [new Float64Array(width), new Float64Array(width)];
  const [logits, dLogits] = [new Float64Array(inputs), new Float64Array(inputs)];

  const encodeInto = (picks: ArrayLike<number>): void => {
    x.fill(0);
    for (let slot = 0; slot < sizes.length; slot++) {
      const pick = picks[slot] as number;
      if (pick >= 0) x[(starts[slot] as number) + pick] = 1;
    }
    first.forward(x, hidden);
    rectify(hidden);
    second.forward(hidden, code);
  };
  const decodeFrom = (): void => {
    third.forward(z, back);
    rectify(back);
    fourth.forward(back, logits);
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
    fourth.backward(back, dBack, dLogits);
    masked(dBack, back);
    third.backward(z, dZ, dBack);
    for (let k = 0; k < latent; k++) {
      const deviation = Math.exp(Math.min(5, code[latent + k] as number));
      dCode[k] = (dZ[k] as number) + weight * (code[k] as number);
      dCode[latent + k] = (dZ[k] as number) * deviation * (noise[k] as number) + weight * (deviation * deviation - 1);
    }
    second.backward(hidden, dHidden, dCode);
    masked(dHidden, hidden);
    first.backward(x, undefined, dHidden);
  };

  const adam = createAdam(weights.length, training.rate);
  const steps = Math.ceil((training.epochs * training.examples) / BATCH);
  for (let step = 0; step < steps; step++) {
    const weight = training.divergence * Math.min(1, (2 * step) / steps);
    gradient.fill(0);
    for (let i = 0; i < BATCH; i++) learn(draw(), weight);
    // Adam ascends.
    for (let i = 0; i < gradient.length; i++) gradient[i] = -(gradient[i] as number) / BATCH;
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
