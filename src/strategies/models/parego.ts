import type { StrategyDefinition } from '../strategy.ts';
import { acquire } from '../surrogates/acquisition.ts';
import { evenWeights } from '../weights.ts';
import { feasibility, frontModelParameters, frontModelSearch, processOf } from './front-model.ts';
import { checkStartup } from './model-search.ts';

/** Weight of the sum beside the maximum. */
const RHO = 0.05;
/** About as many directions as this for weights to be drawn from. */
const DIRECTIONS = 100;

/** Augmented Tchebycheff: max λ f + ρ Σ λ f (Knowles 2006, equation 2); smaller is better. */
export function augmentedTchebycheff(costs: readonly number[], weights: readonly number[]): number {
  let [most, sum] = [Number.NEGATIVE_INFINITY, 0];
  for (let k = 0; k < costs.length; k++) {
    const part = weights[k]! * costs[k]!;
    most = Math.max(most, part);
    sum += part;
  }
  return most + RHO * sum;
}

export const parego: StrategyDefinition = {
  name: 'parego',
  doc: [
    'ParEGO: for each trial the objectives become one number with weights drawn anew; a Gaussian process of it says where improvement is expected.',
    '',
    'For few, costly trials (tens to some hundreds) and two to four objectives. Missed constraints count by the chance to keep them.',
    '(Knowles 2006, *ParEGO: a hybrid algorithm with on-line landscape approximation for expensive multiobjective optimization problems*.)',
  ].join('\n'),
  parameters: frontModelParameters,
  objectives: 'any',
  check: checkStartup,
  create(problem, parameters, source) {
    const directions = evenWeights(problem.objectives.length, DIRECTIONS);
    const options = { startup: Number(parameters.startup), candidates: Number(parameters.candidates) };
    return frontModelSearch(problem, source, options, (known, random) => {
      const weights = random.pick(directions);
      const scores = known.costs.map((costs) => -augmentedTchebycheff(costs, weights));
      const kept = scores.filter((_, i) => known.violations[i] === 0);
      const best = Math.max(...(kept.length > 0 ? kept : scores));
      const process = processOf(known.rows, scores);
      const chance = feasibility(known);
      return (candidates) => {
        const { mean, deviation } = process.predict(candidates);
        const chances = chance?.(candidates);
        return mean.map((m, i) => acquire('ei', m, deviation[i]!, best, random) * (chances?.[i] ?? 1));
      };
    });
  },
};
