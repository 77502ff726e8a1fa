import { oneHot } from '../encoding.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { trainPerceptrons } from '../surrogates/perceptrons.ts';
import { sequences, trainRecurrent } from '../surrogates/recurrent.ts';
import { progressive } from './progressive.ts';

export const pnas: StrategyDefinition = {
  name: 'pnas',
  doc: [
    'Progressive search: from the simplest architectures on, the best are expanded by one block of decisions at a time; a model that is fitted to all results picks the expansions to try.',
    '',
    'For cells and stacks whose parts make sense one after the other. Decisions of one scope (`normal/n2/…`) are a block; what is not',
    'revealed yet keeps the values of a start, and counts (`repeat 1..5`) grow. After the last block it starts again from the best.',
    '(Liu et al. 2018, *Progressive neural architecture search*; there with `beam: 256`.)',
  ].join('\n'),
  parameters: [
    {
      name: 'beam',
      takes: { kind: 'integer', min: 1, max: 100_000 },
      default: 24,
      doc: 'K: architectures that are tried at each block and expanded by the next.',
    },
    {
      name: 'first',
      takes: { kind: 'integer', min: 1, max: 100_000 },
      default: 256,
      doc: 'Architectures of the first block that are tried, at most.',
    },
    {
      name: 'candidates',
      takes: { kind: 'integer', min: 1, max: 1_000_000 },
      default: 5000,
      doc: 'Expansions that the model compares for a block; drawn at random if there are more.',
    },
    {
      name: 'surrogate',
      takes: { kind: 'word', words: ['mlp', 'lstm'] },
      default: 'mlp',
      doc: 'The model: an ensemble of perceptrons, or of LSTMs that read the decisions one by one.',
    },
    { name: 'ensemble', takes: { kind: 'integer', min: 1, max: 100 }, default: 5, doc: 'Networks of the ensemble.' },
    {
      name: 'width',
      takes: { kind: 'integer', min: 1, max: 512 },
      default: 20,
      doc: 'Units of a layer of a network.',
    },
    { name: 'epochs', takes: { kind: 'integer', min: 1, max: 10_000 }, default: 100, doc: 'Epochs of a fit.' },
  ],
  objectives: 'one',
  create(problem, parameters, source) {
    const { decisions } = problem.space;
    const network = {
      members: Number(parameters.ensemble ?? 5),
      width: Number(parameters.width ?? 20),
      epochs: Number(parameters.epochs ?? 100),
      rate: 0.01,
    };
    const shared = {
      beam: Number(parameters.beam ?? 24),
      first: Number(parameters.first ?? 256),
      candidates: Number(parameters.candidates ?? 5000),
    };
    if (parameters.surrogate !== 'lstm') {
      const encoding = oneHot(decisions);
      return progressive(problem, source, { ...shared, encoding, train: trainPerceptrons(network) });
    }
    const encoding = sequences(decisions);
    return progressive(problem, source, { ...shared, encoding, train: trainRecurrent(encoding.sizes, network) });
  },
};
