import { oneHot } from '../encoding.ts';
import type { StrategyDefinition } from '../strategy.ts';
import type { Acquisition } from '../surrogates/acquisition.ts';
import { trainPerceptrons } from '../surrogates/perceptrons.ts';
import {
  acquisitionParameter,
  candidatesParameter,
  checkStartup,
  modelSearch,
  startupParameter,
} from './model-search.ts';
import { pathEncoding } from './path-encoding.ts';

export const bananas: StrategyDefinition = {
  name: 'bananas',
  doc: [
    'Model-based search with an ensemble of small neural networks: a draw from their predictions ranks mutations of the best and random architectures.',
    '',
    'For 50 to some hundreds of costly trials. Cells are encoded by the operations along their paths (without `skip`, and not through `none`), other decisions one-hot.',
    '(White et al. 2021, *BANANAS*.)',
  ].join('\n'),
  parameters: [
    startupParameter,
    candidatesParameter(100),
    acquisitionParameter('its'),
    { name: 'ensemble', takes: { kind: 'integer', min: 2, max: 100 }, default: 5, doc: 'Networks of the ensemble.' },
    {
      name: 'width',
      takes: { kind: 'integer', min: 2, max: 512 },
      default: 20,
      doc: 'Units of each of the two hidden layers.',
    },
    { name: 'epochs', takes: { kind: 'integer', min: 1, max: 10_000 }, default: 100, doc: 'Epochs of a fit.' },
    {
      name: 'encoding',
      takes: { kind: 'word', words: ['path', 'one_hot'] },
      default: 'path',
      doc: 'What the networks read: the sequences of operations along the paths of each cell (one-hot where a space has no cells), or each decision one-hot.',
    },
    {
      name: 'paths',
      takes: { kind: 'integer', min: 1, max: 100_000 },
      default: 1000,
      doc: 'Paths of a cell that count, the shortest first (truncated path encoding).',
    },
    {
      name: 'every',
      takes: { kind: 'integer', min: 1, max: 1000 },
      default: 10,
      doc: 'Results between two fits of the ensemble.',
    },
  ],
  objectives: 'one',
  check: checkStartup,
  create(problem, parameters, source) {
    const { decisions } = problem.space;
    const paths =
      parameters.encoding === 'one_hot' ? undefined : pathEncoding(decisions, Number(parameters.paths ?? 1000));
    return modelSearch(problem, source, {
      encoding: paths ?? oneHot(decisions),
      startup: Number(parameters.startup ?? 10),
      candidates: Number(parameters.candidates ?? 100),
      acquisition: (parameters.acquisition ?? 'its') as Acquisition, // checked against the words of the parameter
      every: Number(parameters.every ?? 10),
      train: trainPerceptrons({
        members: Number(parameters.ensemble ?? 5),
        width: Number(parameters.width ?? 20),
        epochs: Number(parameters.epochs ?? 100),
        rate: 0.01,
      }),
      pending: 'none',
    });
  },
};
