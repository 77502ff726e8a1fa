import { checkStart, evolution, evolutionParameters, type Selection } from './evolution.ts';
import type { Solution } from './multi-objective.ts';
import { beats, bestFronts } from './ranking.ts';
import type { StrategyDefinition } from './strategy.ts';
import { widest } from './widest.ts';

/** By front; of the last front, what adds least volume goes, one at a time. */
const byContribution: Selection = {
  survivors: (members, size) => bestFronts(members, size, (front, places) => widest(members, front, places)),
  rating: (members) => (a, b) => {
    const [x, y] = [members[a] as Solution, members[b] as Solution];
    return beats(x, y) ? -1 : beats(y, x) ? 1 : 0;
  },
};

export const smsEmoa: StrategyDefinition = {
  name: 'sms_emoa',
  doc: [
    'SMS-EMOA: after each result the member goes that adds least to the volume the front covers.',
    '',
    'Gives the best-covered fronts for two or three objectives; from five on each step becomes slow.',
    '(Beume, Naujoks and Emmerich 2007, *SMS-EMOA: Multiobjective selection based on dominated hypervolume*.)',
  ].join('\n'),
  parameters: evolutionParameters(40, 1),
  objectives: 'any',
  check: checkStart,
  create: (problem, parameters, random) => evolution(problem, parameters, random, byContribution),
};
