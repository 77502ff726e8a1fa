import type { StrategyDefinition } from '../strategy.ts';
import { checkLevels, etaParameter, fidelitiesOf, halving, hyperbandBrackets, levelsParameter } from './halving.ts';

export const hyperband: StrategyDefinition = {
  name: 'hyperband',
  doc: [
    'Successive halving with several starts: from many architectures at few epochs to few at full training, one bracket after the other.',
    '',
    'When it is unknown how far early results can be trusted. Each step of an architecture counts as a trial.',
    'Several objectives are ranked by fronts. (Li et al. 2018, *Hyperband*.)',
  ].join('\n'),
  parameters: [levelsParameter, etaParameter],
  objectives: 'any',
  fidelities: fidelitiesOf,
  check: checkLevels,
  create: (problem, parameters, source) =>
    halving(problem, source, hyperbandBrackets(Number(parameters.levels ?? 3), Number(parameters.eta ?? 3))),
};
