import { oneHot } from '../encoding.ts';
import type { StrategyDefinition } from '../strategy.ts';
import type { Acquisition } from '../surrogates/acquisition.ts';
import { trainRandomForest } from '../surrogates/random-forest.ts';
import {
  acquisitionParameter,
  candidatesParameter,
  checkStartup,
  modelSearch,
  startupParameter,
} from './model-search.ts';
import { pathEncoding } from './path-encoding.ts';

/** Paths of a cell that count, the shortest first. */
const PATHS = 1000;

export const randomForest: StrategyDefinition = {
  name: 'random_forest',
  doc: [
    'Model-based search with a random forest: trees predict the score of what was not tried, and their spread says how sure that is.',
    '',
    'For mixed and conditional spaces and up to thousands of trials; needs no kernel and no scaling. Cells are encoded by the operations along their paths.',
    '(Hutter et al. 2011, *SMAC*.)',
  ].join('\n'),
  parameters: [
    startupParameter,
    candidatesParameter(200),
    acquisitionParameter('ei'),
    { name: 'trees', takes: { kind: 'integer', min: 2, max: 1000 }, default: 30, doc: 'Trees of the forest.' },
    {
      name: 'every',
      takes: { kind: 'integer', min: 1, max: 1000 },
      default: 1,
      doc: 'Results between two fits of the model.',
    },
  ],
  objectives: 'one',
  check: checkStartup,
  create: (problem, parameters, source) =>
    modelSearch(problem, source, {
      startup: Number(parameters.startup ?? 10),
      candidates: Number(parameters.candidates ?? 200),
      acquisition: (parameters.acquisition ?? 'ei') as Acquisition, // checked against the words of the parameter
      every: Number(parameters.every ?? 1),
      train: trainRandomForest(Number(parameters.trees ?? 30)),
      encoding: pathEncoding(problem.space.decisions, PATHS) ?? oneHot(problem.space.decisions),
      pending: 'none',
    }),
};
