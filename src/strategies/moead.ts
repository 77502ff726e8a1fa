import { checkStart, crossoverParameter, populationParameter } from './evolution.ts';
import { type Breeder, multiObjective, type Solution } from './multi-objective.ts';
import { beats } from './ranking.ts';
import type { StrategyDefinition } from './strategy.ts';
import { createVariation } from './variation.ts';
import { evenWeights } from './weights.ts';

/** Neighbours of a direction, itself among them. */
const NEIGHBOURS = 20;
/** Probability that parents and replaced members are neighbours. */
const NEAR = 0.9;
/** Members that one child may replace. */
const REPLACED = 2;
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
  readonly extremes: readonly Extreme[];
}
/** The best in one objective so far, of those that miss the constraints least. */
type Extreme = Pick<Solution, 'costs' | 'violation'>;
interface Note {
  readonly direction: number;
  readonly near: boolean;
}

export const moead: StrategyDefinition = {
  name: 'moead',
  doc: [
    'MOEA/D: many searches for one number each, in directions spread evenly over the objectives, that share their finds with their neighbours.',
    '',
    'Even fronts for two or three objectives, and little work a step. Objectives are scaled by what',
    'the best of each cost in the others. `tchebycheff` suits two objectives, `pbi` three and more; `weighted_sum` reaches convex fronts only.',
    '(Zhang and Li 2007, *MOEA/D: A multiobjective evolutionary algorithm based on decomposition*; δ and n_r of Li and Zhang 2009.)',
  ].join('\n'),
  parameters: [
    populationParameter(40),
    crossoverParameter,
    {
      name: 'scalar',
      takes: { kind: 'word', words: ['tchebycheff', 'pbi', 'weighted_sum'] },
      default: 'tchebycheff',
      doc: 'How objectives become one number in a direction.',
    },
  ],
  objectives: 'any',
  check: checkStart,
  create(problem, parameters, random) {
    const weights = evenWeights(problem.objectives.length, Number(parameters.population));
    const scalar = scalars[String(parameters.scalar)] ?? tchebycheff;
    const variation = createVariation(problem.space, Number(parameters.crossover));
    const near = weights.map((w) =>
      weights
        .map((other, i) => ({ i, far: other.reduce((sum, x, k) => sum + (x - w[k]!) ** 2, 0) }))
        .sort((a, b) => a.far - b.far || a.i - b.i)
        .slice(0, NEIGHBOURS)
        .map(({ i }) => i),
    );
    const everywhere = weights.map((_, i) => i);
    let members: Solution[] = [];
    let extremes: Extreme[] = [];

    /**
     * In units of what the best of each objective cost in the others. The range of the members would shrink with them: a
     * population that lost one end of the front could not return.
     */
    const scale = (): ((solution: Solution, direction: number) => number) => {
      const ideal = extremes.map(({ costs }, k) => costs[k]!);
      const range = ideal.map((low, k) => Math.max(...extremes.map(({ costs }) => costs[k]!)) - low || 1);
      return ({ costs }, direction) =>
        scalar(
          costs.map((cost, k) => (cost - ideal[k]!) / range[k]!),
          weights[direction] as number[],
        );
    };

    const breeder: Breeder<State, Note> = {
      breed(source, turn) {
        const direction = turn % weights.length;
        const isNear = source.next() < NEAR;
        const group = (isNear ? near[direction] : everywhere) as number[];
        const filled = group.filter((i) => i < members.length);
        const pick = (): Solution => members[filled.length > 0 ? source.pick(filled) : source.integer(members.length)]!;
        const assignment = variation.child(pick().assignment, pick().assignment, source);
        return { assignment, note: { direction, near: isNear } };
      },
      tell(solution, note) {
        extremes = solution.costs.map((cost, k) => {
          const old = extremes[k];
          if (!old || solution.violation < old.violation)
            return { costs: solution.costs, violation: solution.violation };
          if (solution.violation > old.violation || cost > old.costs[k]!) return old;
          return cost < old.costs[k]! || beats(solution, { ...solution, ...old })
            ? { costs: solution.costs, violation: solution.violation }
            : old;
        });
        if (members.length < weights.length) {
          members.push(solution);
          return;
        }
        const value = scale();
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
          if (replaced >= REPLACED) break;
          if (!better(i)) continue;
          members[i] = solution;
          replaced++;
        }
      },
      snapshot: () => ({ members: [...members], extremes: [...extremes] }),
      restore(state) {
        members = [...state.members];
        extremes = [...state.extremes];
      },
    };
    return multiObjective(problem, random, weights.length, breeder);
  },
};
