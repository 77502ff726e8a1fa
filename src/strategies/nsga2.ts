import { checkStart, evolution, evolutionParameters, type Selection } from './evolution.ts';
import { crowdingDistances } from './indicators/crowding.ts';
import type { Solution } from './multi-objective.ts';
import { bestFronts, costsOf, frontsOf, take } from './ranking.ts';
import type { StrategyDefinition } from './strategy.ts';
import { thin } from './thin.ts';

/** By front, then the less crowded. */
export const byFrontAndCrowding: Selection = {
  survivors: (members, size) => bestFronts(members, size, (front, places) => thin(members, front, places)),
  rating(members) {
    const { ranks, distances } = ranked(members);
    return (a, b) => ranks[a]! - ranks[b]! || (distances[a] === distances[b] ? 0 : distances[b]! - distances[a]!);
  },
};

function ranked(members: readonly Solution[]): { ranks: Int32Array; distances: Float64Array } {
  const ranks = new Int32Array(members.length);
  const distances = new Float64Array(members.length);
  for (const [rank, front] of frontsOf(members).entries()) {
    const crowding = crowdingDistances(costsOf(take(members, front)));
    for (const [at, index] of front.entries()) {
      ranks[index] = rank;
      distances[index] = crowding[at]!;
    }
  }
  return { ranks, distances };
}

export const nsga2: StrategyDefinition = {
  name: 'nsga2',
  doc: [
    'NSGA-II: the population is sorted into fronts; the best fronts survive, of the last one those that stand apart.',
    '',
    'The usual first choice for two objectives, such as accuracy and latency. Missed constraints are sorted behind kept ones.',
    '(Deb et al. 2002, *A fast and elitist multiobjective genetic algorithm: NSGA-II*.)',
  ].join('\n'),
  parameters: evolutionParameters(40, 1),
  objectives: 'any',
  check: checkStart,
  create: (problem, parameters, random) => evolution(problem, parameters, random, byFrontAndCrowding),
};
