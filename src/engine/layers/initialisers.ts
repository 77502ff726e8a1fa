import type { Random } from '../../base/random.ts';

/** Fills a new variable. The numbers come from the seed alone, so they are the same on every backend. */
export type Initialiser = (values: Float32Array, random: Random) => void;

const constant =
  (value: number): Initialiser =>
  (values) => {
    values.fill(value);
  };
export const zeros = constant(0);
export const ones = constant(1);

export const normal =
  (deviation: number): Initialiser =>
  (values, random) => {
    for (let i = 0; i < values.length; i++) values[i] = random.normal() * deviation;
  };

/** He et al. 2015: keeps the variance through layers followed by a rectifier. `fanIn`: values that one output reads. */
export const he = (fanIn: number): Initialiser => normal(Math.sqrt(2 / fanIn));

/** Glorot and Bengio 2010, uniform: keeps the variance both ways through layers that are linear around zero. */
export function glorot(fanIn: number, fanOut: number): Initialiser {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return (values, random) => {
    for (let i = 0; i < values.length; i++) values[i] = (2 * random.next() - 1) * limit;
  };
}
