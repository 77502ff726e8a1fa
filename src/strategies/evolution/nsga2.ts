import { crowdingDistances } from '../indicators/crowding.ts';
import { beats, bestFronts, costsOf, ranksOf } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { thin } from '../thin.ts';
import { checkStart, evolution, evolutionParameters, type Selection } from './evolution.ts';

/**
 * By front, then the less crowded. Parents: the one that dominates, then the less crowded of its own front. By rank alone the part
 * of a broken front that is ahead would breed out parts that it does not dominate.
 */
export const byFrontAndCrowding: Selection = {
  survivors: (members, size) => bestFronts(members, size, (front, places) => thin(members, front, places)),
  rating(members) {
    const { ranks } = ranksOf(members);
    const distances = new Float64Array(members.length).fill(-1);
    /** Of the whole front at once, when the first of it is asked for. */
    const distanceOf = (member: number): number => {
      if (distances[member]! >= 0) return distances[member]!;
      const front: number[] = [];
      for (let i = 0; i < ranks.length; i++) if (ranks[i] === ranks[member]) front.push(i);
      const crowding = crowdingDistances(costsOf(members, front));
      for (let i = 0; i < front.length; i++) distances[front[i]!] = crowding[i]!;
      return distances[member]!;
    };
    return (a, b) => {
      if (beats(members[a]!, members[b]!)) return -1;
      if (beats(members[b]!, members[a]!)) return 1;
      const [first, second] = [distanceOf(a), distanceOf(b)];
      return first === second ? 0 : second - first;
    };
  },
};

export const nsga2: StrategyDefinition = {
  name: 'nsga2',
  doc: [
    'NSGA-II: the population is sorted into fronts; the best fronts survive, of the last one those that stand apart.',
    '',
    'The usual first choice for two objectives, such as accuracy and latency. Missed constraints are sorted behind kept ones.',
    '(Deb et al. 2002, *A fast and elitist multiobjective genetic algorithm: NSGA-II*.)',
  ].join('\n'),
  parameters: evolutionParameters(40),
  objectives: 'any',
  check: checkStart,
  create: (problem, parameters, random) => evolution(problem, parameters, random, byFrontAndCrowding),
};
