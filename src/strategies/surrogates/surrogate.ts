import type { Random } from '../../base/random.ts';

/** A model of scores (larger is better, standardised by the caller) over encoded architectures. */
export interface Surrogate {
  /** Mean and standard deviation of the score of each row. */
  predict(rows: readonly Float64Array[]): { readonly mean: Float64Array; readonly deviation: Float64Array };
  /** One function that the model takes for possible, at the rows. */
  draw(rows: readonly Float64Array[], random: Random): Float64Array;
}
/** `known` rows come first and are results; those after them are guesses for trials that are out. */
export type Train = (rows: readonly Float64Array[], scores: Float64Array, random: Random, known: number) => Surrogate;

/** An ensemble: the mean and spread of its members; a draw is one of them. */
export function ensemble(members: readonly ((row: Float64Array) => number)[]): Surrogate {
  return {
    predict(rows) {
      const mean = new Float64Array(rows.length);
      const deviation = new Float64Array(rows.length);
      const values = new Float64Array(members.length);
      for (const [r, row] of rows.entries()) {
        let sum = 0;
        for (const [i, member] of members.entries()) {
          values[i] = member(row);
          sum += values[i] as number;
        }
        const average = sum / members.length;
        let squares = 0;
        for (const value of values) squares += (value - average) ** 2;
        mean[r] = average;
        deviation[r] = Math.sqrt(squares / members.length);
      }
      return { mean, deviation };
    },
    draw(rows, random) {
      const member = random.pick(members);
      return Float64Array.from(rows, (row) => member(row));
    },
  };
}
