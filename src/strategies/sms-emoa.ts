import { checkStart, evolution, evolutionParameters, type Selection } from './evolution.ts';
import { frontContributions } from './indicators/hypervolume.ts';
import type { Solution } from './multi-objective.ts';
import { beats, bestFronts, scaled, take } from './ranking.ts';
import type { StrategyDefinition } from './strategy.ts';

/** Where the volume of the scaled front is measured from. */
const REFERENCE = 1.1;

/** By front; of the last front, what adds least volume goes, one at a time. */
const byContribution: Selection = {
  survivors: (members, size) =>
    bestFronts(members, size, (front, places) => {
      const left = [...front];
      while (left.length > places) {
        const points = scaled(take(members, left));
        const contributions = frontContributions(points, new Array<number>(points.m).fill(REFERENCE));
        let worst = left.length - 1;
        for (let i = worst - 1; i >= 0; i--) if (contributions[i]! < contributions[worst]!) worst = i;
        left.splice(worst, 1);
      }
      return left;
    }),
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
