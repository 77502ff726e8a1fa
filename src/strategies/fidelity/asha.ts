import { bestFirst } from '../../base/dominance.ts';
import { type Member, memberOf } from '../members.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { climbing } from './climbing.ts';
import { checkLevels, etaParameter, fidelitiesOf, levelsParameter } from './halving.ts';

export const asha: StrategyDefinition = {
  name: 'asha',
  doc: [
    'Asynchronous successive halving: whenever a worker is free, the best architecture that is among the top third (`eta`) of its fidelity goes on to the next; else a new one starts.',
    '',
    'The choice for long trainings and several workers, because nobody waits. With several objectives an architecture goes on by the front',
    'it lies on; `mo_asha` spreads them along it. Each step of an architecture counts as a trial.',
    '(Li et al. 2020, *A system for massively parallel hyperparameter tuning*.)',
  ].join('\n'),
  parameters: [levelsParameter, etaParameter],
  objectives: 'any',
  fidelities: fidelitiesOf,
  check: checkLevels,
  create(problem, parameters, source) {
    const directions = problem.objectives.map(({ direction }) => direction);
    return climbing<Member>(problem, parameters, source, {
      memberOf,
      best(rung, count) {
        const places = new Map(rung.map((member, index) => [member, index]));
        return bestFirst([...rung], directions)
          .slice(0, count)
          .map((member) => places.get(member) as number);
      },
    });
  },
};
