import { acquisitionParameter, candidatesParameter, modelSearch, startupParameter } from './model-search.ts';
import type { StrategyDefinition } from './strategy.ts';
import type { Acquisition } from './surrogates/acquisition.ts';
import { matern, rbf, trainGaussianProcess } from './surrogates/gaussian-process.ts';

export const bayesian: StrategyDefinition = {
  name: 'bayesian',
  doc: [
    'Bayesian optimisation: a Gaussian process predicts the score of what was not tried and how sure that is; the most promising candidate is next.',
    '',
    'For few, costly trials (up to some hundreds: a proposal takes time with the cube of their number). Choices count by whether they',
    'are equal, numbers by their distance; trials that are out count as average ones (constant liar). (Snoek et al. 2012; Kandasamy et al. 2018.)',
  ].join('\n'),
  parameters: [
    startupParameter,
    candidatesParameter(200),
    acquisitionParameter('ei'),
    {
      name: 'kernel',
      takes: { kind: 'word', words: ['matern', 'rbf'] },
      default: 'matern',
      doc: 'How alike near architectures score: `matern` (5/2) expects a rougher landscape than `rbf`. Length scale and noise are fitted.',
    },
    {
      name: 'every',
      takes: { kind: 'integer', min: 1, max: 1000 },
      default: 1,
      doc: 'Results between two fits of the model.',
    },
  ],
  objectives: 'one',
  create: (problem, parameters, source) =>
    modelSearch(problem, source, {
      startup: Number(parameters.startup ?? 10),
      candidates: Number(parameters.candidates ?? 200),
      acquisition: (parameters.acquisition ?? 'ei') as Acquisition, // checked against the words of the parameter
      every: Number(parameters.every ?? 1),
      train: trainGaussianProcess(parameters.kernel === 'rbf' ? rbf : matern),
      liar: true,
    }),
};
