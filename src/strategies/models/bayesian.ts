import type { Encoding } from '../encoding.ts';
import { oneHot } from '../encoding.ts';
import type { Problem, StrategyDefinition } from '../strategy.ts';
import type { Acquisition } from '../surrogates/acquisition.ts';
import { trainGaussianProcess } from '../surrogates/gaussian-process.ts';
import { type KernelFamily, maternFamily, mixedKernel, rbfFamily } from '../surrogates/kernels.ts';
import { wlEncoding, wlFamily } from '../surrogates/weisfeiler-lehman.ts';
import {
  acquisitionParameter,
  candidatesParameter,
  checkStartup,
  modelSearch,
  type Pending,
  pendingParameter,
  startupParameter,
} from './model-search.ts';
import { pathBits } from './path-encoding.ts';

export const bayesian: StrategyDefinition = {
  name: 'bayesian',
  doc: [
    'Bayesian optimisation: a Gaussian process predicts the score of what was not tried and how sure that is; the most promising candidate is next.',
    '',
    'For few, costly trials (up to some hundreds: a proposal takes time with the cube of their number). Trials that are out count too, so',
    'several workers try different things. (Snoek et al. 2012, *Practical Bayesian optimization*; graph kernel: Ru et al. 2021, *NAS-BOWL*;',
    'several workers: Ginsbourger et al. 2010, *Kriging is well-suited to parallelize optimization*.)',
  ].join('\n'),
  parameters: [
    startupParameter,
    candidatesParameter(200),
    acquisitionParameter('ei'),
    {
      name: 'kernel',
      takes: { kind: 'word', words: ['paths', 'mixed', 'matern', 'rbf', 'wl'] },
      default: 'paths',
      doc: 'What makes architectures alike: `paths` the sequences of operations along the paths of their cells (equal cells are alike however they are written), with the other decisions as `mixed`, which it is where there are no cells; `mixed` how many options differ times Matérn 5/2 of the numbers; `matern` and `rbf` the distance of one-hot rows; `wl` the subtrees that their networks share (Weisfeiler–Lehman), whatever the decisions.',
    },
    pendingParameter('mean'),
    {
      name: 'every',
      takes: { kind: 'integer', min: 1, max: 1000 },
      default: 1,
      doc: 'Results between two fits of the model.',
    },
  ],
  objectives: 'one',
  check: checkStartup,
  create(problem, parameters, source) {
    const { encoding, family } = kernelOf(problem, String(parameters.kernel ?? 'mixed'));
    return modelSearch(problem, source, {
      startup: Number(parameters.startup ?? 10),
      candidates: Number(parameters.candidates ?? 200),
      acquisition: (parameters.acquisition ?? 'ei') as Acquisition, // checked against the words of the parameter
      every: Number(parameters.every ?? 1),
      train: trainGaussianProcess(family),
      encoding,
      pending: (parameters.pending ?? 'mean') as Pending, // checked against the words of the parameter
    });
  },
};

/** Paths of a cell that count, the shortest first. */
const PATHS = 1000;

/** Without networks (a problem that has decisions only) `wl` is `mixed`. */
function kernelOf(problem: Problem, name: string): { encoding: Encoding; family: KernelFamily } {
  const { decisions } = problem.space;
  if (name === 'wl' && problem.graph) return { encoding: wlEncoding(problem.graph), family: wlFamily };
  if (name === 'matern') return { encoding: oneHot(decisions), family: maternFamily };
  if (name === 'rbf') return { encoding: oneHot(decisions), family: rbfFamily };
  const bits = name === 'paths' ? pathBits(decisions, PATHS) : undefined;
  return bits ? mixedKernel(bits.others, bits) : mixedKernel(decisions);
}
