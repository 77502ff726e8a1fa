import { byParameter, createInner } from '../inner.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { symmetricSpace, symmetriesOf } from './symmetries.ts';

export const symmetric: StrategyDefinition = {
  name: 'symmetric',
  doc: [
    'Searches one of each set of mirror images: where two parts of a space can be exchanged without another network, only the order with the smaller values first is proposed.',
    '',
    'Which parts these are it finds out by exchanging them in some architectures and comparing canonical forms. No strategy trains a',
    'network twice; here the other strategy also learns from one point what is true of all its mirror images. For cells whose nodes are',
    'summed or concatenated; where nothing can be exchanged it is the other strategy alone.',
  ].join('\n'),
  parameters: [byParameter('tpe', 'What searches')],
  objectives: 'one',
  check: (_, { rows }) =>
    rows
      ? [
          "'symmetric' compares networks, but here each row of the table counts. Write table(…, canonical: on), or use the strategy that it names with 'by'.",
        ]
      : [],
  create(problem, parameters, source) {
    const { space, identity } = problem;
    const found = symmetriesOf(space, identity);
    const searched = found.length > 0 ? symmetricSpace(space, found, identity) : space;
    return createInner(String(parameters.by), { ...problem, space: searched }, source);
  },
};
