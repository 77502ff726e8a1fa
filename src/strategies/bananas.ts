import { acquisitionParameter, candidatesParameter, modelSearch, startupParameter } from './model-search.ts';
import type { StrategyDefinition } from './strategy.ts';
import type { Acquisition } from './surrogates/acquisition.ts';
import { trainPerceptrons } from './surrogates/perceptrons.ts';

export const bananas: StrategyDefinition = {
  name: 'bananas',
  doc: [
    'Model-based search with an ensemble of small neural networks: a draw from their predictions ranks mutations of the best and random architectures.',
    '',
    'For 50 to some hundreds of costly trials. Architectures are encoded one-hot, decision by decision.',
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
      name: 'every',
      takes: { kind: 'integer', min: 1, max: 1000 },
      default: 10,
      doc: 'Results between two fits of the ensemble.',
    },
  ],
  objectives: 'one',
  create: (problem, parameters, source) =>
    modelSearch(problem, source, {
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
      liar: false,
    }),
};
