import { checkStart, evolution, evolutionParameters, type Selection } from './evolution.ts';
import { byFrontAndCrowding } from './nsga2.ts';
import { bestFronts } from './ranking.ts';
import type { StrategyDefinition } from './strategy.ts';
import { widest } from './widest.ts';

/** By front; of the last front, what adds least volume goes, one at a time. */
const byContribution: Selection = {
  survivors: (members, size) => bestFronts(members, size, (front, places) => widest(members, front, places)),
  // Parents by domination alone leave local fronts much more slowly.
  rating: byFrontAndCrowding.rating,
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
