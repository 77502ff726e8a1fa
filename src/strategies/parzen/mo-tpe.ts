import { columnsOf, columnValue, decodeColumns } from '../columns.ts';
import { checkStartup } from '../models/model-search.ts';
import { type Breeder, multiObjective, type Solution } from '../multi-objective.ts';
import { bestFronts } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { widest } from '../widest.ts';
import { jointSampler, type Sampler } from './parzen-samplers.ts';

/** Kernels of the worse trials, spread evenly over their history: it bounds the time of a proposal. */
const KERNELS = 128;

export const moTpe: StrategyDefinition = {
  name: 'mo_tpe',
  doc: [
    'Tree-structured Parzen estimator for several objectives: the good trials are the first fronts, and of the last of them those that cover most volume.',
    '',
    'For mixed and conditional spaces and some hundreds of trials. Missed constraints are sorted behind kept ones.',
    '(Ozaki et al. 2022, *Multiobjective tree-structured Parzen estimator*.)',
  ].join('\n'),
  parameters: [
    {
      name: 'startup',
      takes: { kind: 'integer', min: 1, max: 100_000 },
      default: 20,
      doc: 'Random trials before the model is asked.',
    },
    {
      name: 'candidates',
      takes: { kind: 'integer', min: 1, max: 10_000 },
      default: 24,
      doc: 'Draws from the model of good trials, of which the best is tried.',
    },
    {
      name: 'good',
      takes: { kind: 'real', min: 0.01, max: 0.5 },
      default: 0.1,
      doc: 'Share of the trials that count as good.',
    },
  ],
  objectives: 'any',
  check: checkStartup,
  create(problem, parameters, source) {
    const candidates = Number(parameters.candidates);
    const share = Number(parameters.good);
    const columns = columnsOf(problem.space.decisions);
    let solutions: Solution[] = [];
    let sampler: Sampler | undefined;

    const model = (): Sampler => {
      const n = solutions.length;
      for (const column of columns) {
        column.values = Float64Array.from(solutions, ({ assignment }) => columnValue(column, assignment));
      }
      const good = bestFronts(solutions, Math.ceil(share * n), (front, places) => widest(solutions, front, places));
      const isGood = new Set(good);
      const worse = solutions.map((_, i) => i).filter((i) => !isGood.has(i));
      const size = Math.min(KERNELS, worse.length);
      const spread = Int32Array.from(
        { length: size },
        (_, i) => worse[Math.floor(((i + 1) * worse.length) / size) - 1]!,
      );
      return jointSampler(columns, Int32Array.from(good), spread, candidates);
    };
    const breeder: Breeder<readonly Solution[], null> = {
      breed(random, _turn, fresh) {
        sampler ??= model();
        let last = problem.space.sample(random);
        for (const picks of sampler(random)) {
          last = problem.space.repair(decodeColumns(columns, picks, random), random);
          if (fresh(last)) break;
        }
        return { assignment: last, note: null };
      },
      tell(solution) {
        solutions.push(solution);
        sampler = undefined;
      },
      snapshot: () => [...solutions],
      restore(state) {
        solutions = [...state];
        sampler = undefined;
      },
    };
    return multiObjective(problem, source, Number(parameters.startup), breeder);
  },
};
