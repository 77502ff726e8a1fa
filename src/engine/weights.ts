import * as tf from '@tensorflow/tfjs-core';
import type { Model } from './model.ts';

/** All that training changes in a model: its variables in their order, and what layers keep besides. */
export interface Weights {
  readonly variables: readonly Float32Array[];
  readonly states: readonly Float32Array[];
}

/** A copy that further training leaves alone. */
export const copyVariables = ({ variables }: Model): Float32Array[] =>
  variables.map(({ tensor }) => tensor.dataSync<'float32'>().slice());

export const copyWeights = (model: Model): Weights => ({
  variables: copyVariables(model),
  states: model.states.map((state) => state.slice()),
});

export function setWeights(model: Model, weights: Weights): void {
  setVariables(model, weights.variables);
  model.states.forEach((state, i) => {
    state.set(weights.states[i] as Float32Array);
  });
}

/** The values stay the caller's: some backends work on an array that they are given, and training changes weights in place. */
export function setVariables({ variables }: Model, values: readonly Float32Array[]): void {
  tf.tidy(() => {
    variables.forEach(({ tensor }, i) => {
      tensor.assign(tf.tensor((values[i] as Float32Array).slice(), tensor.shape));
    });
  });
}

export interface AveragedWeights {
  readonly values: readonly Float32Array[];
  /** To be called after each step with the weights that it gave. */
  add(weights: readonly Float32Array[]): void;
}

/**
 * An exponential moving average (Polyak and Juditsky 1992) that keeps the share min(`decay`, (1 + t) / (10 + t)) of itself
 * at step t: the weights of the start are forgotten soon, also in a short training.
 */
export function averagedWeights(start: readonly Float32Array[], decay: number): AveragedWeights {
  const values = start.map((initial) => initial.slice());
  let step = 0;
  return {
    values,
    add(weights) {
      step++;
      const kept = Math.min(decay, (1 + step) / (10 + step));
      weights.forEach((latest, v) => {
        const average = values[v] as Float32Array;
        for (let i = 0; i < average.length; i++) {
          average[i] = kept * (average[i] as number) + (1 - kept) * (latest[i] as number);
        }
      });
    },
  };
}
