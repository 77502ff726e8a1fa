import type { Random } from '../../base/random.ts';

/** A model of scores (larger is better, standardised by the caller) over encoded architectures. */
export interface Surrogate {
  /** Mean and standard deviation of the score of each row. */
  predict(rows: readonly Float64Array[]): { readonly mean: Float64Array; readonly deviation: Float64Array };
}
/** `known` rows come first and are results; those after them are guesses for trials that are out. */
export type Train = (rows: readonly Float64Array[], scores: Float64Array, random: Random, known: number) => Surrogate;
