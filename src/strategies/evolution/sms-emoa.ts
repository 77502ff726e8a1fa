import type { Scored } from '../multi-objective.ts';
import { beats, bestFronts, ranksOf } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { widest } from '../widest.ts';
import { checkStart, evolution, evolutionParameters, type Selection } from './evolution.ts';
import { byFrontAndCrowding } from './nsga2.ts';

/**
 * By front; of the first front, what adds least volume goes, one at a time; of a later one, what most members dominate (Beume et
 * al. 2007, section 3.2): where few are ahead of it, a part of the front may still come.
 */
export const byContribution: Selection = {
  survivors(members, size) {
    const { ranks } = ranksOf(members);
    let first = 0;
    for (let i = 0; i < ranks.length; i++) if (ranks[i] === 0) first++;
    return bestFronts(members, size, (front, places) =>
      first >= size ? widest(members, front, places) : leastDominated(members, front, places),
    );
  },
  rating: byFrontAndCrowding.rating,
};

/** The `places` of a front that fewest members dominate; of equals the older. Its members do not dominate each other. */
function leastDominated(members: readonly Scored[], front: readonly number[], places: number): number[] {
  const counts = new Int32Array(members.length);
  for (const i of front) for (const other of members) if (beats(other, members[i]!)) counts[i]!++;
  return [...front].sort((a, b) => counts[a]! - counts[b]! || a - b).slice(0, places);
}

export const smsEmoa: StrategyDefinition = {
  name: 'sms_emoa',
  doc: [
    'SMS-EMOA: of the last front the member goes that adds least to the volume the front covers, one at a time.',
    '',
    'Gives the best-covered fronts for two or three objectives; from five on each step becomes slow.',
    '(Beume, Naujoks and Emmerich 2007, *SMS-EMOA: Multiobjective selection based on dominated hypervolume*.)',
  ].join('\n'),
  parameters: evolutionParameters(40, 10),
  objectives: 'any',
  check: checkStart,
  create: (problem, parameters, random) => evolution(problem, parameters, random, byContribution),
};
