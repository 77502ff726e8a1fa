import type { StrategyDefinition } from '../strategy.ts';
import { checkLevels, etaParameter, fidelitiesOf, halving, hyperbandBrackets, levelsParameter } from './halving.ts';

export const successiveHalving: StrategyDefinition = {
  name: 'successive_halving',
  doc: [
    'Trains many random architectures for few epochs, the best third (`eta`) three times as long, and so on up to full training; then begins anew.',
    '',
    'When early results foretell late ones and training is long. A rung waits for its slowest trial: with several workers `asha` wastes less.',
    'Each step of an architecture counts as a trial. Several objectives are ranked by fronts. (Jamieson and Talwalkar 2016.)',
  ].join('\n'),
  parameters: [levelsParameter, etaParameter],
  objectives: 'any',
  fidelities: fidelitiesOf,
  check: checkLevels,
  create(problem, parameters, source) {
    const brackets = hyperbandBrackets(Number(parameters.levels ?? 3), Number(parameters.eta ?? 3));
    return halving(problem, source, brackets.slice(0, 1));
  },
};
