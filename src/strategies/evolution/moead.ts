import { type Breeder, multiObjective, type Solution } from '../multi-objective.ts';
import { frontsOf, take } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { evenWeights } from '../weights.ts';
import { checkStart, crossoverParameter, populationParameter } from './evolution.ts';
import { createVariation } from './variation.ts';

/** Share of its range that a cost keeps at least from one result to the next. */
const SHRINK = 0.99;
/** Share of the members that the front needs before a range may shrink: of a few, it says nothing of the front's extent. */
const FRONT = 0.3;
/** Penalty of PBI for leaving the direction. */
const THETA = 5;
/** Stands for a weight of zero, so that no objective is ignored. */
const LEAST_WEIGHT = 1e-4;

/** One number from costs measured from the ideal point, in units of their range; smaller is better. */
export type Scalar = (costs: readonly number[], weights: readonly number[]) => number;

export const tchebycheff: Scalar = (costs, weights) => {
  let most = 0;
  for (const [k, cost] of costs.entries()) most = Math.max(most, Math.max(LEAST_WEIGHT, weights[k]!) * Math.abs(cost));
  return most;
};

/** Penalty boundary intersection: the way along the direction, plus θ times the way off it. */
export const boundaryIntersection: Scalar = (costs, weights) => {
  let [along, length] = [0, 0];
  for (const [k, weight] of weights.entries()) {
    along += weight * costs[k]!;
    length += weight * weight;
  }
  const norm = Math.sqrt(length);
  const d1 = Math.abs(along) / norm;
  let off = 0;
  for (const [k, weight] of weights.entries()) off += (costs[k]! - (d1 * weight) / norm) ** 2;
  return d1 + THETA * Math.sqrt(off);
};

export const weightedSum: Scalar = (costs, weights) => {
  let sum = 0;
  for (const [k, weight] of weights.entries()) sum += weight * costs[k]!;
  return sum;
};

const scalars: Readonly<Record<string, Scalar>> = {
  tchebycheff,
  pbi: boundaryIntersection,
  weighted_sum: weightedSum,
};

interface State {
  /** One a direction, as far as the random start has come. */
  readonly members: readonly Solution[];
  readonly ideal: readonly number[];
  readonly ranges: readonly number[];
}
interface Note {
  readonly direction: number;
  readonly near: boolean;
}

export const moead: StrategyDefinition = {
  name: 'moead',
  doc: [
    'MOEA/D: many searches for one number each, in directions spread evenly over the objectives, that share their finds with their neighbours.',
    '',
    'Even fronts for two or three objectives, and little work a step. Objectives are scaled by the',
    'range of the front so far, unless `scale` is `none`. `tchebycheff` suits two objectives, `pbi` three and more; `weighted_sum` reaches convex fronts only.',
    '(Zhang and Li 2007, *MOEA/D: A multiobjective evolutionary algorithm based on decomposition*; `near` and `replaced` are δ and n_r of Li and Zhang 2009, who have 0.9 and 2 with 20 `neighbours`.)',
  ].join('\n'),
  parameters: [
    populationParameter(40),
    crossoverParameter,
    {
      name: 'neighbours',
      takes: { kind: 'integer', min: 2, max: 10_000 },
      default: 5,
      doc: 'Neighbours of a direction, itself among them. With more, a find spreads so fast that parts of a broken front can be lost.',
    },
    {
      name: 'near',
      takes: { kind: 'real', min: 0, max: 1 },
      default: 0.5,
      doc: 'Probability that parents and replaced members are neighbours; otherwise they are any members.',
    },
    {
      name: 'replaced',
      takes: { kind: 'integer', min: 1, max: 10_000 },
      default: 4,
      doc: 'Members that one child may replace. With fewer, local fronts are left more slowly.',
    },
    {
      name: 'scalar',
      takes: { kind: 'word', words: ['auto', 'tchebycheff', 'pbi', 'weighted_sum'] },
      default: 'auto',
      doc: 'How objectives become one number in a direction; `auto`: `tchebycheff` for two objectives, `pbi` for more.',
    },
    {
      name: 'scale',
      takes: { kind: 'word', words: ['range', 'none'] },
      default: 'range',
      doc: 'What objectives are measured in: `range`, that of the front so far; `none`, as they are, for objectives that are of one size already.',
    },
  ],
  objectives: 'any',
  check: checkStart,
  create(problem, parameters, random) {
    const weights = evenWeights(problem.objectives.length, Number(parameters.population));
    const scalar =
      scalars[String(parameters.scalar)] ?? (problem.objectives.length <= 2 ? tchebycheff : boundaryIntersection);
    const scaled = parameters.scale !== 'none';
    const nearby = Number(parameters.near);
    const mayReplace = Number(parameters.replaced);
    const variation = createVariation(problem.space, Number(parameters.crossover));
    const near = weights.map((w) =>
      weights
        .map((other, i) => ({ i, far: other.reduce((sum, x, k) => sum + (x - w[k]!) ** 2, 0) }))
        .sort((a, b) => a.far - b.far || a.i - b.i)
        .slice(0, Number(parameters.neighbours))
        .map(({ i }) => i),
    );
    const everywhere = weights.map((_, i) => i);
    let members: Solution[] = [];
    let ideal: number[] = [];
    let ranges: number[] = [];

    /**
     * The range from the ideal point to the worst of the front among the members. It may shrink slowly only: a population
     * that has lost one end of the front for a while can return.
     */
    const measure = (): void => {
      const front = take(members, frontsOf(members)[0] ?? []);
      const kept = front.length < FRONT * members.length ? 1 : SHRINK;
      ranges = ideal.map((low, k) => {
        const range = front.reduce((high, { costs }) => Math.max(high, costs[k]!), low) - low;
        return Math.max(range, kept * (ranges[k] ?? 0));
      });
    };
    const value = ({ costs }: Solution, direction: number): number =>
      scalar(
        costs.map((cost, k) => (cost - ideal[k]!) / (scaled ? ranges[k]! || 1 : 1)),
        weights[direction] as number[],
      );

    const breeder: Breeder<State, Note> = {
      breed(source, turn) {
        const direction = turn % weights.length;
        const isNear = source.next() < nearby;
        const group = (isNear ? near[direction] : everywhere) as number[];
        const filled = group.filter((i) => i < members.length);
        const pick = (): Solution => members[filled.length > 0 ? source.pick(filled) : source.integer(members.length)]!;
        const assignment = variation.child(pick().assignment, pick().assignment, source);
        return { assignment, note: { direction, near: isNear } };
      },
      tell(solution, note) {
        ideal = solution.costs.map((cost, k) => Math.min(cost, ideal[k] ?? cost));
        if (members.length < weights.length) {
          members.push(solution);
          return;
        }
        if (scaled) measure();
        const better = (i: number): boolean => {
          const old = members[i] as Solution;
          if (solution.violation !== old.violation) return solution.violation < old.violation;
          return value(solution, i) < value(old, i);
        };
        const group = note?.near ? (near[note.direction] as number[]) : everywhere;
        // From the direction that the child was made for outwards; without one, from the one that it suits best.
        const order = note ? group : [...group].sort((a, b) => value(solution, a) - value(solution, b) || a - b);
        let replaced = 0;
        for (const i of order) {
          if (replaced >= mayReplace) break;
          if (!better(i)) continue;
          members[i] = solution;
          replaced++;
        }
      },
      snapshot: () => ({ members: [...members], ideal: [...ideal], ranges: [...ranges] }),
      restore(state) {
        members = [...state.members];
        ideal = [...state.ideal];
        ranges = [...state.ranges];
      },
    };
    return multiObjective(problem, random, weights.length, breeder);
  },
};
