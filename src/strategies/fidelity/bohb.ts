import { compareSingle } from '../../base/dominance.ts';
import { columnsOf, columnValue, decodeColumns } from '../columns.ts';
import { directionOf, type Member, memberOf } from '../members.ts';
import { jointSampler, type Sampler } from '../parzen/parzen-samplers.ts';
import type { Problem, StrategyDefinition } from '../strategy.ts';
import {
  checkLevels,
  etaParameter,
  fidelitiesOf,
  halving,
  hyperbandBrackets,
  levelsParameter,
  type Source,
} from './halving.ts';

/** Rounds of candidates until one is new, before an architecture is drawn at random. */
const ROUNDS = 3;

export const bohb: StrategyDefinition = {
  name: 'bohb',
  doc: [
    'Hyperband whose new architectures come from a model of good and bad ones, fitted to the highest fidelity that has enough results.',
    '',
    'Combines early stopping with learning from results; for long trainings with tens to hundreds of trials.',
    'The densities are those of `tpe` in its multivariate form. (Falkner et al. 2018, *BOHB*.)',
  ].join('\n'),
  parameters: [
    levelsParameter,
    etaParameter,
    {
      name: 'random',
      takes: { kind: 'real', min: 0, max: 1 },
      default: 0.33,
      doc: 'Share of architectures that are drawn at random all the same.',
    },
    {
      name: 'candidates',
      takes: { kind: 'integer', min: 1, max: 10_000 },
      default: 64,
      doc: 'Draws from the model of good trials, of which the best is tried.',
    },
  ],
  objectives: 'one',
  fidelities: fidelitiesOf,
  check: checkLevels,
  create(problem, parameters, source) {
    const brackets = hyperbandBrackets(Number(parameters.levels ?? 3), Number(parameters.eta ?? 3));
    const share = Number(parameters.random ?? 0.33);
    return halving(problem, source, brackets, modelSource(problem, share, Number(parameters.candidates ?? 64)));
  },
};

/** How many of n results count as good and how many as bad, for d decisions. */
export function splitCounts(n: number, d: number): { good: number; bad: number } {
  const least = d + 1;
  const good = Math.max(least, Math.floor(0.15 * n));
  return { good, bad: Math.max(least, n - good) };
}

type Results = readonly (readonly [fidelity: number, members: readonly Member[]])[];

function modelSource(problem: Problem, share: number, candidates: number): Source {
  const { decisions } = problem.space;
  const direction = directionOf(problem);
  let results = new Map<number, Member[]>();
  const columns = columnsOf(decisions);
  let model: Sampler | undefined;

  const train = (): Sampler | undefined => {
    const enough = [...results].filter(([, members]) => members.length >= decisions.length + 3);
    const [, members] = enough.sort(([a], [b]) => b - a)[0] ?? [];
    if (!members) return undefined;
    const sorted = [...members].sort((a, b) => compareSingle(a, b, direction));
    for (const column of columns) {
      column.values = Float64Array.from(sorted, ({ assignment }) => columnValue(column, assignment));
    }
    const rows = Int32Array.from(sorted, (_, row) => row);
    const { good, bad } = splitCounts(sorted.length, decisions.length);
    return jointSampler(columns, rows.subarray(0, good), rows.subarray(-bad), candidates);
  };

  return {
    draw(random, seen) {
      model ??= train();
      if (model && random.next() >= share) {
        for (let round = 0; round < ROUNDS; round++) {
          for (const picks of model(random)) {
            const assignment = problem.space.repair(decodeColumns(columns, picks, random), random);
            if (!seen.fresh(assignment)) continue;
            seen.add(assignment);
            return assignment;
          }
        }
      }
      return seen.draw(random);
    },
    observe(observation) {
      const member = memberOf(observation);
      if (!member) return;
      results.set(observation.fidelity, [...(results.get(observation.fidelity) ?? []), member]);
      model = undefined;
    },
    snapshot: (): Results => [...results],
    restore(state) {
      results = new Map((state as Results).map(([fidelity, members]) => [fidelity, [...members]])); // of `snapshot`
      model = undefined;
    },
  };
}
