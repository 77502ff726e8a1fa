import type { Assignment, Decision } from '../../space/decision.ts';
import { columnsOf, columnValue } from '../columns.ts';
import type { Encoding } from '../encoding.ts';

/** How alike two encoded architectures are expected to score; 1 for equal ones. */
export type Kernel = (a: Float64Array, b: Float64Array) => number;

/** Kernels by their hyperparameters. */
export interface KernelFamily {
  /** Values to choose each hyperparameter from, the one to start with in the middle. */
  readonly values: readonly (readonly number[])[];
  kernel(hyperparameters: readonly number[]): Kernel;
}

function squaredDistance(a: Float64Array, b: Float64Array, from = 0): number {
  let sum = 0;
  for (let i = from; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    sum += difference * difference;
  }
  return sum;
}

export const rbf = (length: number): Kernel => {
  const scale = 0.5 / (length * length);
  return (a, b) => Math.exp(-squaredDistance(a, b) * scale);
};
/** Matérn with ν = 5/2 of a squared distance. */
function maternOf(squared: number, length: number): number {
  const r = Math.sqrt(5 * squared) / length;
  return (1 + r + (r * r) / 3) * Math.exp(-r);
}
const matern =
  (length: number): Kernel =>
  (a, b) =>
    maternOf(squaredDistance(a, b), length);

const LENGTHS = [0.5, 0.8, 1.2, 1.8, 2.7, 4];
/** Over one-hot rows: what differs in a choice is √2 apart. */
export const rbfFamily: KernelFamily = { values: [LENGTHS], kernel: ([length = 1]) => rbf(length) };
export const maternFamily: KernelFamily = { values: [LENGTHS], kernel: ([length = 1]) => matern(length) };

/**
 * exp(-w · number of options that differ) times Matérn 5/2 of the numbers' distance. A decision that is missing is an option
 * of its own; its number counts as 0.5. `bits` stand before the options and count like them.
 */
export function mixedKernel(
  decisions: readonly Decision[],
  bits?: Encoding,
): { encoding: Encoding; family: KernelFamily } {
  const columns = columnsOf(decisions);
  const numbers = columns.filter(({ options }) => options === 0);
  const options = columns.filter((column) => column.options > 0);
  const before = bits?.size ?? 0;
  const start = before + columns.length;
  const family: KernelFamily = {
    values: [[0.05, 0.1, 0.2, 0.4, 0.8], ...(numbers.length > 0 ? [[0.1, 0.2, 0.4, 0.8, 1.6]] : [])],
    kernel([weight = 0.2, length = 0.4]) {
      return (a, b) => {
        let differ = 0;
        for (let i = 0; i < start; i++) if (a[i] !== b[i]) differ++;
        const same = Math.exp(-weight * differ);
        return numbers.length > 0 ? same * maternOf(squaredDistance(a, b, start), length) : same;
      };
    },
  };
  const encode = (assignment: Assignment): Float64Array => {
    const row = new Float64Array(start + numbers.length);
    if (bits) row.set(bits.encode(assignment));
    let at = before;
    for (const column of options) {
      const value = columnValue(column, assignment);
      row[at++] = Number.isNaN(value) ? -1 : value;
    }
    for (const [i, column] of numbers.entries()) {
      const value = columnValue(column, assignment);
      row[at++] = Number.isNaN(value) ? -1 : 0;
      row[start + i] = Number.isNaN(value) ? 0.5 : value;
    }
    return row;
  };
  return { encoding: { size: start + numbers.length, encode }, family };
}
