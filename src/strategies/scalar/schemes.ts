import type { Objective } from '../../space/model.ts';
import { penalty } from './penalty.ts';
import { numbersByObjective, type Scheme, SchemeError, unit } from './scheme.ts';

/** Share of the sum beside the largest part in the reference-point scheme. */
const RHO = 0.05;

const sign = ({ direction }: Objective): number => (direction === 'minimize' ? 1 : -1);

const weighted: Scheme = {
  name: 'weighted',
  doc: 'Objectives in units of the first result, times weights that sum to 1. It reaches only the convex parts of a front.',
  example: 'scalarize weighted(accuracy: 0.7, latency: 0.3)',
  create(args, objectives) {
    const weights = numbersByObjective('weighted', args, objectives, 'a weight');
    const negative = weights.findIndex((weight) => weight < 0);
    if (negative >= 0)
      throw new SchemeError('A weight is at least 0; whether an objective is good or bad it says itself.');
    const sum = weights.reduce((a, b) => a + b, 0);
    if (Math.abs(sum - 1) > 1e-9) {
      throw new SchemeError(`The weights sum to ${Number(sum.toPrecision(6))}, but must sum to 1.`);
    }
    return ({ costs, first }) => costs.reduce((total, cost, k) => total + (weights[k]! * cost) / unit(first[k]!), 0);
  },
};

const lexicographic: Scheme = {
  name: 'lexicographic',
  doc: 'The first objective counts; results within its tolerance of each other (on a grid of that width) are told apart by the second, and so on. Objectives count in the order in which they are given.',
  example: 'scalarize lexicographic(accuracy: 0.01, params: 0)',
  create(args, objectives) {
    const tolerances = numbersByObjective('lexicographic', args, objectives, 'a tolerance');
    if (tolerances.some((tolerance) => tolerance < 0)) throw new SchemeError('A tolerance is at least 0.');
    const order = args.map(({ name }) => objectives.findIndex(({ measure }) => measure === name));
    const last = order.pop()!;
    const free = order.find((k) => !(tolerances[k]! > 0));
    if (free !== undefined) {
      throw new SchemeError(
        `With a tolerance of 0 for '${objectives[free]?.measure}' the objectives after it never count: give it a tolerance.`,
      );
    }
    return ({ costs }) => {
      // Within one step of the grid before it, the next objective is squeezed into (0, 1).
      let below = costs[last]!;
      for (const k of [...order].reverse()) below = Math.floor(costs[k]! / tolerances[k]!) + squeezed(below);
      return below;
    };
  },
};
const squeezed = (x: number): number => 0.5 + x / (2 * (1 + Math.abs(x)));

const referencePoint: Scheme = {
  name: 'reference_point',
  doc: 'How far the worst objective is from the value wished for it, in units of that value; below 0 once all wishes are met. (Wierzbicki 1980, achievement function.)',
  example: 'scalarize reference_point(accuracy: 0.95, latency: 5)',
  create(args, objectives) {
    const wishes = numbersByObjective('reference_point', args, objectives, 'a wished value').map(
      (wish, k) => sign(objectives[k]!) * wish,
    );
    return ({ costs }) => {
      const parts = costs.map((cost, k) => (cost - wishes[k]!) / unit(wishes[k]!));
      return Math.max(...parts) + RHO * parts.reduce((a, b) => a + b, 0);
    };
  },
};

const mnasnet: Scheme = {
  name: 'mnasnet',
  doc: 'The first objective, made large, times (second / `target`) ^ `exponent`; `hard: true` leaves what keeps the target as it is and divides the rest by how far it misses it (exponents 0 and -1). (Tan et al. 2019, *MnasNet*, equation 2.)',
  example: 'scalarize mnasnet(target: 80, exponent: -0.07)',
  create(args, objectives) {
    const [first, second, more] = objectives;
    if (!second || more || first?.direction !== 'maximize' || second.direction !== 'minimize') {
      throw new SchemeError("'mnasnet' is for two objectives: maximize the first, minimize the second.");
    }
    const value = (name: string): unknown => args.find((argument) => argument.name === name)?.value;
    for (const [place, { name }] of args.entries()) {
      if (!['target', 'exponent', 'hard'].includes(name ?? '')) {
        throw new SchemeError("'mnasnet' takes target, exponent and hard: mnasnet(target: 80).", place);
      }
    }
    const [target, exponent, hard] = [value('target'), value('exponent') ?? -0.07, value('hard') ?? false];
    if (typeof target !== 'number' || !(target > 0)) {
      throw new SchemeError(`'mnasnet' needs the target of '${second.measure}', above 0: mnasnet(target: 80).`);
    }
    if (typeof exponent !== 'number' || !(exponent <= 0)) {
      throw new SchemeError("The exponent of 'mnasnet' is at most 0, as -0.07.");
    }
    if (typeof hard !== 'boolean') throw new SchemeError("'hard' is true or false.");
    return ({ costs }) => {
      const share = Math.max(costs[1]!, Number.MIN_VALUE) / target;
      return costs[0]! * share ** (hard ? (share <= 1 ? 0 : -1) : exponent);
    };
  },
};

/** Every scheme of `scalarize`. */
export const schemes: ReadonlyMap<string, Scheme> = new Map(
  [weighted, lexicographic, referencePoint, mnasnet, penalty].map((scheme) => [scheme.name, scheme]),
);
