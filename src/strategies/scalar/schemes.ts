import type { Objective } from '../../space/model.ts';
import { numbersByObjective, type Scheme, SchemeError } from './scheme.ts';

/** Share of the sum beside the largest part in the reference-point scheme. */
const RHO = 0.05;

const sign = ({ direction }: Objective): number => (direction === 'minimize' ? 1 : -1);
const unit = (x: number): number => Math.abs(x) || 1;

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

/** Of how far a constraint is missed, relative to its limit: x / T - 1 for x above T. */
export const penalties: Readonly<Record<string, (missed: number, pressure: number) => number>> = {
  relu: (missed) => missed,
  square: (missed) => missed * missed,
  adaptive: (missed, pressure) => pressure * missed,
};

const penalty: Scheme = {
  name: 'penalty',
  doc: 'One objective, in units of the first result, plus `weight` times how far constraints are missed: `relu` as it is, `square` its square, `adaptive` times a factor that grows by half while the last ten results all missed one and falls back while all kept them. Without it a result that misses a constraint is worse than any that keeps them.',
  example: 'scalarize penalty(kind: square, weight: 10)',
  penalizes: true,
  create(args, objectives) {
    if (objectives.length !== 1) throw new SchemeError("'penalty' is for one objective and its constraints.");
    for (const [place, { name }] of args.entries()) {
      if (name !== 'kind' && name !== 'weight') {
        throw new SchemeError("'penalty' takes kind and weight: penalty(kind: square, weight: 10).", place);
      }
    }
    const kind = String(args.find(({ name }) => name === 'kind')?.value ?? 'relu');
    const weight = args.find(({ name }) => name === 'weight')?.value ?? 1;
    const form = penalties[kind];
    if (!form) throw new SchemeError(`There is no penalty '${kind}'. There are: ${Object.keys(penalties).join(', ')}.`);
    if (typeof weight !== 'number' || !(weight >= 0)) throw new SchemeError('The weight of a penalty is at least 0.');
    return ({ costs, first, violation, pressure }) =>
      costs[0]! / unit(first[0]!) + weight * form(Math.min(violation, 1e9), pressure);
  },
};

/** Every scheme of `scalarize`. */
export const schemes: ReadonlyMap<string, Scheme> = new Map(
  [weighted, lexicographic, referencePoint, mnasnet, penalty].map((scheme) => [scheme.name, scheme]),
);
