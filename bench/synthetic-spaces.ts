import type { Assignment, Condition, Decision } from '../src/space/decision.ts';

/** A space with a cost that takes no training and a known least value: numbers, mixed, conditional. */
export interface SyntheticSpace {
  readonly name: string;
  readonly decisions: readonly Decision[];
  /** The least cost there is. */
  readonly least: number;
  cost(assignment: Assignment): number;
}

const always = [[]] as const;
const real = (path: string, min: number, max: number, when: readonly Condition[] = always): Decision => ({
  kind: 'real',
  path,
  when,
  min,
  max,
  log: false,
});
const logarithmic = (path: string, min: number, max: number, when: readonly Condition[] = always): Decision => ({
  kind: 'real',
  path,
  when,
  min,
  max,
  log: true,
});
const integer = (path: string, min: number, max: number, step = 1, when: readonly Condition[] = always): Decision => ({
  kind: 'integer',
  path,
  when,
  min,
  max,
  step,
});
const choice = (path: string, options: readonly string[], when: readonly Condition[] = always): Decision => ({
  kind: 'choice',
  path,
  when,
  options,
});

const reals = (
  name: string,
  ranges: readonly (readonly [number, number])[],
  least: number,
  cost: (x: readonly number[]) => number,
): SyntheticSpace => ({
  name,
  decisions: ranges.map(([min, max], i) => real(`x${i}`, min, max)),
  least,
  cost: (assignment) => cost(ranges.map((_, i) => Number(assignment[`x${i}`]))),
});
const times = (n: number, min: number, max: number): [number, number][] => Array.from({ length: n }, () => [min, max]);
const sum = (n: number, of: (i: number) => number): number =>
  Array.from({ length: n }, (_, i) => of(i)).reduce((a, b) => a + b, 0);

/** Coefficients of Hartmann's function of six numbers (Dixon and Szegő 1978). */
const HARTMANN = {
  height: [1, 1.2, 3, 3.2],
  width: [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
  ],
  place: [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
  ],
} as const;

const square = (x: number): number => x * x;
const decades = (value: Assignment[string] | undefined): number => Math.log10(Number(value));

/** Usual test functions (their ranges as in the field, Ackley's off the middle), and two spaces shaped like those of networks. */
export const syntheticSpaces: readonly SyntheticSpace[] = [
  reals(
    'Branin',
    [
      [-5, 10],
      [0, 15],
    ],
    0.397887,
    ([x = 0, y = 0]) => {
      const valley = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
      return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
    },
  ),
  reals('Hartmann6', times(6, 0, 1), -3.32237, (x) => {
    const at = (i: number): number =>
      sum(6, (j) => (HARTMANN.width[i]?.[j] ?? 0) * square((x[j] ?? 0) - (HARTMANN.place[i]?.[j] ?? 0)));
    return -sum(4, (i) => (HARTMANN.height[i] ?? 0) * Math.exp(-at(i)));
  }),
  reals('Rosenbrock5', times(5, -2.048, 2.048), 0, (x) =>
    sum(4, (i) => 100 * square((x[i + 1] ?? 0) - square(x[i] ?? 0)) + square(1 - (x[i] ?? 0))),
  ),
  reals('Ackley10', times(10, -10, 20), 0, (x) => {
    const n = x.length;
    const [squares, waves] = [sum(n, (i) => square(x[i] ?? 0)), sum(n, (i) => Math.cos(2 * Math.PI * (x[i] ?? 0)))];
    return 20 - 20 * Math.exp(-0.2 * Math.sqrt(squares / n)) + Math.E - Math.exp(waves / n);
  }),
  {
    name: 'mixed',
    decisions: [
      choice('optimizer', ['adam', 'sgd', 'rmsprop']),
      choice('activation', ['tanh', 'relu', 'gelu', 'sigmoid']),
      logarithmic('rate', 1e-5, 1),
      integer('layers', 1, 8),
      integer('width', 16, 512, 16),
      real('dropout', 0, 0.6),
    ],
    least: 0,
    // Each optimizer has a learning rate of its own, deep networks want more dropout, and narrow ones are bad.
    cost({ optimizer, activation, rate, layers, width, dropout }) {
      const [best = 0, extra = 0] =
        [[-3, 0] as const, [-1.5, 0.1] as const, [-3.5, 0.25] as const][Number(optimizer)] ?? [];
      const depth = Number(layers);
      return (
        extra +
        ([0.15, 0, 0.05, 0.4][Number(activation)] ?? 0) +
        0.4 * square(decades(rate) - best) +
        0.5 * square((depth - 6) / 4) +
        0.15 * square(Math.log2(Number(width) / 192)) +
        6 * square(Number(dropout) - 0.05 * depth)
      );
    },
  },
  conditionalSpace(),
];

/** A block of one of three kinds, each with decisions of its own: the best kind is bad on the average. */
function conditionalSpace(): SyntheticSpace {
  const block = (option: number): Condition[] => [[{ path: 'block', option }]];
  const soft: Condition[] = [
    [
      { path: 'block', option: 1 },
      { path: 'mode', option: 2 },
    ],
  ];
  return {
    name: 'conditional',
    decisions: [
      choice('block', ['conv', 'attention', 'mixer']),
      choice('kernel', ['1', '3', '5', '7'], block(0)),
      integer('depth', 1, 6, 1, block(0)),
      real('ratio', 0, 1, block(0)),
      choice('mode', ['hard', 'local', 'soft'], block(1)),
      integer('heads', 1, 16, 1, block(1)),
      logarithmic('scale', 1e-3, 10, block(1)),
      real('temperature', 0, 1, soft),
      real('mixing', 0, 1, block(2)),
      real('gate', 0, 1, block(2)),
      logarithmic('rate', 1e-5, 1e-1),
      real('decay', 0, 1),
    ],
    least: 0,
    cost(a) {
      const common = 0.3 * square(decades(a.rate) + 3) + 0.5 * square(Number(a.decay) - 0.2);
      switch (a.block) {
        case 0:
          return (
            common +
            0.3 +
            ([0.2, 0, 0.05, 0.1][Number(a.kernel)] ?? 0) +
            0.03 * square(Number(a.depth) - 4) +
            0.5 * square(Number(a.ratio) - 0.6)
          );
        case 1:
          return (
            common +
            ([0.5, 0.2, 0][Number(a.mode)] ?? 0) +
            0.4 * square(decades(a.scale) + 0.5) +
            0.02 * square(Number(a.heads) - 8) +
            (a.mode === 2 ? 2 * square(Number(a.temperature) - 0.7) : 0)
          );
        default:
          return common + 0.15 + Math.abs(Number(a.mixing) - 0.85) + 2 * square(Number(a.gate) - Number(a.mixing));
      }
    },
  };
}
