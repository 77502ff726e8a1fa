import type { Random } from '../../base/random.ts';
import { type Dense, type DenseShape, denseLayers, masked, rectify } from '../neural/dense.ts';
import { createAdam } from '../policy.ts';

/** Sizes of a variational autoencoder whose decoder writes sequences of choices. */
export interface VaeShape {
  /** Alternatives of each slot. */
  readonly sizes: readonly number[];
  /** Units of the hidden layer of the decoder. */
  readonly width: number;
  readonly latent: number;
}

/** Architectures as points of a continuous space, and back; `X` is what the encoder reads. */
export interface Vae<X> {
  /** Mean of the posterior, `latent` numbers. */
  encode(input: X): Float64Array;
  /** The most likely alternative of each slot. */
  decode(z: ArrayLike<number>): Int32Array;
}

/** The part of a variational autoencoder that reads an architecture. */
export interface Encoder<X> {
  /** Of its layers, in the order in which `make` gets them. */
  readonly shapes: readonly DenseShape[];
  /** Numbers that it gives, none below 0. */
  readonly size: number;
  make(layers: readonly Dense[]): {
    forward(input: X, hidden: Float64Array): void;
    /** Of what `forward` was last given. */
    backward(dHidden: Float64Array): void;
  };
}

/** Choices (the alternative of each slot; −1 where a slot does not exist), one-hot, through a ReLU layer. */
export function sequenceEncoder(sizes: readonly number[], width: number): Encoder<ArrayLike<number>> {
  const inputs = sizes.reduce((a, b) => a + b, 0);
  const starts = startsOf(sizes);
  return {
    shapes: [{ from: inputs, to: width, gain: 2, fan: sizes.length }],
    size: width,
    make([layer]) {
      const [x, last] = [new Float64Array(inputs), new Float64Array(width)];
      return {
        forward(picks, hidden) {
          x.fill(0);
          for (let slot = 0; slot < sizes.length; slot++) {
            const pick = picks[slot] as number;
            if (pick >= 0) x[(starts[slot] as number) + pick] = 1;
          }
          layer?.forward(x, hidden);
          rectify(hidden);
          last.set(hidden);
        },
        backward(dHidden) {
          masked(dHidden, last);
          layer?.backward(x, undefined, dHidden);
        },
      };
    },
  };
}

const startsOf = (sizes: readonly number[]): number[] =>
  sizes.map((_, slot) => sizes.slice(0, slot).reduce((a, b) => a + b, 0));

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
 * A variational autoencoder: encoder → mean and ln deviation of z; z → ReLU layer → a softmax for each slot. Trained without
 * scores on what `draw` gives, with the reparametrisation z = μ + σ·ε.
 */
export function trainVae<X>(
  shape: VaeShape,
  encoder: Encoder<X>,
  draw: () => { readonly input: X; readonly picks: ArrayLike<number> },
  training: VaeTraining,
  random: Random,
): Vae<X> {
  const { sizes, width, latent } = shape;
  const outputs = sizes.reduce((a, b) => a + b, 0);
  const starts = startsOf(sizes);
  const { layers, weights, gradient } = denseLayers(
    [
      ...encoder.shapes,
      { from: encoder.size, to: 2 * latent, gain: 0.1 },
      { from: latent, to: width, gain: 2 },
      { from: width, to: outputs, gain: 1 },
    ],
    random,
  );
  const reader = encoder.make(layers);
  const [second, third, fourth] = layers.slice(encoder.shapes.length) as [Dense, Dense, Dense];

  // Buffers of one example.
  const [hidden, dHidden] = [new Float64Array(encoder.size), new Float64Array(encoder.size)];
  const [code, dCode] = [new Float64Array(2 * latent), new Float64Array(2 * latent)];
  const [z, dZ, noise] = [new Float64Array(latent), new Float64Array(latent), new Float64Array(latent)];
  const [back, dBack] = [new Float64Array(width), new Float64Array(width)];
  const [logits, dLogits] = [new Float64Array(outputs), new Float64Array(outputs)];

  const encodeInto = (input: X): void => {
    reader.forward(input, hidden);
    second.forward(hidden, code);
  };
  const decodeFrom = (): void => {
    third.forward(z, back);
    rectify(back);
    fourth.forward(back, logits);
  };

  /** Adds the gradient of −(ln p(picks | z) − weight·KL) of one example. */
  const learn = ({ input, picks }: ReturnType<typeof draw>, weight: number): void => {
    encodeInto(input);
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
    reader.backward(dHidden);
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
    encode(input) {
      encodeInto(input);
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
