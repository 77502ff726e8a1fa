import type { Primitive } from '../operation.ts';
import { cannotRead } from '../shapes.ts';

const drop = (name: string, rate: number, what: string, doc: string): Primitive => ({
  name,
  family: 'regularisation',
  doc,
  parameters: [{ name: 'rate', takes: { kind: 'real', min: 0, max: 0.99 }, default: rate, doc: what }],
  inputs: 'one',
  infer: ([input]) => (input!.kind === 'tokens' ? cannotRead(name, input!, 'numbers') : input!),
  cost: () => ({ params: 0, macs: 0 }),
});

export const regularisations = [
  drop(
    'dropout',
    0.5,
    'Probability of dropping a value.',
    'Dropout. In training each value is set to 0 with probability `rate` and the others are divided by 1 − rate; nothing at inference. Srivastava et al. 2014.',
  ),
  drop(
    'drop_path',
    0.1,
    'Probability of dropping a path.',
    'Stochastic depth. In training a whole example is set to 0 with probability `rate` and the others are divided by 1 − rate; nothing at inference. For the last place of a branch that meets others. Huang et al. 2016, Larsson et al. 2016.',
  ),
];
