import type { Random } from '../src/base/random.ts';
import type { Assignment, RealDecision } from '../src/space/decision.ts';
import type { SearchSpace } from '../src/space/search-space.ts';
import type { Problem } from '../src/strategies/strategy.ts';

/** A real-coded problem with known best solutions; all costs are minimised. */
export interface TestFunction {
  readonly name: string;
  readonly ranges: readonly (readonly [number, number])[];
  readonly objectives: number;
  /** Where its hypervolume is measured from. */
  readonly reference: readonly number[];
  costs(x: readonly number[]): number[];
}

const unit = (n: number): [number, number][] => Array.from({ length: n }, () => [0, 1]);
const sum = (values: readonly number[], of: (x: number) => number): number => values.reduce((s, x) => s + of(x), 0);
function total(values: readonly number[]): number {
  let all = 0;
  for (let i = 0; i < values.length; i++) all += values[i]!;
  return all;
}
const zdt = (
  name: string,
  ranges: readonly (readonly [number, number])[],
  costs: TestFunction['costs'],
): TestFunction => ({ name, ranges, objectives: 2, reference: [1.1, 1.1], costs });

const linear = (x: readonly number[]): number => 1 + (9 / (x.length - 1)) * (total(x) - x[0]!);

/** Zitzler, Deb and Thiele 2000, and Deb et al. 2005, with their usual numbers of variables. */
export const testFunctions: readonly TestFunction[] = [
  zdt('ZDT1', unit(30), (x) => {
    const g = linear(x);
    return [x[0]!, g * (1 - Math.sqrt(x[0]! / g))];
  }),
  zdt('ZDT2', unit(30), (x) => {
    const g = linear(x);
    return [x[0]!, g * (1 - (x[0]! / g) ** 2)];
  }),
  zdt('ZDT3', unit(30), (x) => {
    const g = linear(x);
    return [x[0]!, g * (1 - Math.sqrt(x[0]! / g) - (x[0]! / g) * Math.sin(10 * Math.PI * x[0]!))];
  }),
  zdt('ZDT4', [[0, 1], ...Array.from({ length: 9 }, (): [number, number] => [-5, 5])], (x) => {
    const g = 1 + 10 * (x.length - 1) + sum(x.slice(1), (v) => v * v - 10 * Math.cos(4 * Math.PI * v));
    return [x[0]!, g * (1 - Math.sqrt(x[0]! / g))];
  }),
  zdt('ZDT6', unit(10), (x) => {
    const f = 1 - Math.exp(-4 * x[0]!) * Math.sin(6 * Math.PI * x[0]!) ** 6;
    const g = 1 + 9 * (sum(x.slice(1), (v) => v) / (x.length - 1)) ** 0.25;
    return [f, g * (1 - (f / g) ** 2)];
  }),
  {
    name: 'DTLZ2.3D',
    ranges: unit(12),
    objectives: 3,
    reference: [1.1, 1.1, 1.1],
    costs(x) {
      const g = 1 + sum(x.slice(2), (v) => (v - 0.5) ** 2);
      const [a, b] = [(x[0]! * Math.PI) / 2, (x[1]! * Math.PI) / 2];
      return [g * Math.cos(a) * Math.cos(b), g * Math.cos(a) * Math.sin(b), g * Math.sin(a)];
    },
  },
  {
    name: 'DTLZ7.3D',
    ranges: unit(22),
    objectives: 3,
    reference: [1.1, 1.1, 6.6],
    costs(x) {
      const g = 1 + (9 / 20) * sum(x.slice(2), (v) => v);
      const [a, b] = [x[0]!, x[1]!];
      const h = 3 - sum([a, b], (f) => (f / (1 + g)) * (1 + Math.sin(3 * Math.PI * f)));
      return [a, b, (1 + g) * h];
    },
  },
];

/** The function as a problem for strategies. */
export function problemOf(f: TestFunction): Problem {
  const decisions = f.ranges.map(
    ([min, max], i): RealDecision => ({ kind: 'real', path: `x${i}`, when: [[]], min, max, log: false }),
  );
  const space: SearchSpace = {
    decisions,
    count: undefined,
    sample: (random) => space.repair({}, random),
    active: () => [...decisions],
    repair: (partial, random: Random) =>
      Object.fromEntries(
        decisions.map(({ path, min, max }) => [path, partial[path] ?? min + (max - min) * random.next()]),
      ),
    enumerate: () => {
      throw new Error('Real numbers are endless.');
    },
    key: digest,
  };
  return {
    space,
    objectives: Array.from({ length: f.objectives }, (_, k) => ({ measure: `f${k}`, direction: 'minimize' })),
    identity: space.key,
    feasible: () => true,
  };
}

/** The numbers of the assignment at hand: they are needed twice, for its identity and for its costs. */
const numbersOf = (() => {
  let at: Assignment | undefined;
  let numbers: number[] = [];
  return (assignment: Assignment): number[] => {
    if (assignment !== at) [at, numbers] = [assignment, Object.values(assignment) as number[]];
    return numbers;
  };
})();

/** 128 bits of a hash of the numbers as eight characters: their decimal digits would take longer than the search. */
function digest(assignment: Assignment): string {
  const numbers = numbersOf(assignment);
  if (words.length < 2 * numbers.length) {
    doubles = new Float64Array(numbers.length);
    words = new Uint32Array(doubles.buffer);
  }
  for (let i = 0; i < numbers.length; i++) doubles[i] = numbers[i]!;
  let [a, b, c, d] = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f];
  for (let i = 0; i < 2 * numbers.length; i += 2) {
    a = Math.imul(a ^ words[i]!, 0x85ebca6b);
    b = Math.imul(b ^ words[i + 1]!, 0xc2b2ae35);
    c = Math.imul(c ^ a ^ (a >>> 15), 0x27d4eb2f);
    d = Math.imul(d ^ b ^ (b >>> 13), 0x165667b1);
  }
  a ^= d >>> 16;
  b ^= c >>> 16;
  return String.fromCharCode(a & 0xffff, a >>> 16, b & 0xffff, b >>> 16, c & 0xffff, c >>> 16, d & 0xffff, d >>> 16);
}
let doubles = new Float64Array(0);
let words = new Uint32Array(0);

export const evaluate = (f: TestFunction, assignment: Assignment): number[] => f.costs(numbersOf(assignment));
