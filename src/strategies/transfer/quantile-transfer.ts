import { random as seeded } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { oneHot } from '../encoding.ts';
import { directionOf, type Member, memberOf, merits } from '../members.ts';
import { candidatesParameter } from '../models/model-search.ts';
import { neighbours } from '../mutation.ts';
import { quantileScore, quantileScores } from '../quantiles.ts';
import { type Method, stepByStep } from '../step-by-step.ts';
import type { Carried, RelatedRun, StrategyDefinition } from '../strategy.ts';
import { acquire } from '../surrogates/acquisition.ts';
import { trainGaussianProcess } from '../surrogates/gaussian-process.ts';
import { mixedKernel } from '../surrogates/kernels.ts';
import { trainRandomForest } from '../surrogates/random-forest.ts';
import { relatedTo, sameObjectiveParameter } from './earlier.ts';

/** Own results from which on what they differ by from the prior is modelled. */
const LEAST = 3;
/** Trials of an earlier run that the prior is fitted to at most, evenly spread over its ranks. */
const TRIALS = 200;
const TREES = 30;
/** Own best, and best of each earlier run, around which candidates are looked for. */
const CENTRES = 5;

export const quantileTransfer: StrategyDefinition = {
  name: 'quantile_transfer',
  doc: [
    'Bayesian optimisation that begins with what earlier runs of the workspace say: which architectures rank high in them.',
    '',
    'Results of each run become normal scores of their quantiles, so that runs on other data and with other measures have one scale; a',
    'random forest over all of them is the prior, weighted by how alike the runs are (decisions, and the data sets as far as they are',
    'known). A Gaussian process models what the own results differ by from it, as normal scores too; the next trial has the largest',
    'expected improvement. For few, costly trials in a workspace with related runs; without any it is Bayesian optimisation.',
    '(Salinas et al. 2020, *A quantile-based approach for hyperparameter transfer learning*.)',
  ].join('\n'),
  parameters: [candidatesParameter(200), sameObjectiveParameter],
  objectives: 'one',
  learnsFromEarlier: true,
  create(problem, parameters, source) {
    const { space } = problem;
    const candidates = Number(parameters.candidates ?? 200);
    const direction = directionOf(problem);
    const runs = relatedTo(problem, parameters);
    const { encode } = oneHot(space.decisions);
    const expected = priorOf(runs, encode);
    const own = mixedKernel(space.decisions);
    const train = trainGaussianProcess(own.family);
    let members: Member[] = [];

    /** How worthwhile each candidate is. */
    const worthOf = (pool: readonly Assignment[]): Float64Array => {
      const prior = Float64Array.from(pool, (assignment) => expected(encode(assignment)));
      if (members.length < LEAST) return prior;
      const scores = quantileScores(merits(members, direction));
      const rest = scores.map((score, i) => score - expected(encode((members[i] as Member).assignment)));
      const scale = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0) / rest.length) || 1;
      const rows = members.map(({ assignment }) => own.encoding.encode(assignment));
      const model = train(
        rows,
        rest.map((value) => value / scale),
        seeded(`rest ${rows.length}`),
        rows.length,
      );
      const { mean, deviation } = model.predict(pool.map((assignment) => own.encoding.encode(assignment)));
      const best = scores.reduce((a, b) => Math.max(a, b));
      const unused = seeded('expected improvement draws nothing');
      return prior.map((at, i) =>
        acquire('ei', at + scale * (mean[i] as number), scale * (deviation[i] as number), best, unused),
      );
    };

    const method: Method<{ readonly members: readonly Member[] }> = {
      next(random, seen) {
        if (runs.length > 0 || members.length >= LEAST) {
          const pool = new Map<string, Assignment>();
          const offer = (assignment: Assignment): void => {
            const key = space.key(assignment);
            if (!pool.has(key) && seen.fresh(assignment)) pool.set(key, assignment);
          };
          for (const { tried } of runs)
            for (const { values } of tried.slice(0, CENTRES)) offer(space.repair(values, random));
          const scores = merits(members, direction);
          const order = members.map((_, i) => i).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
          const each = Math.max(1, Math.floor(candidates / 2 / CENTRES));
          for (const index of order.slice(0, CENTRES)) {
            let left = each;
            for (const neighbour of neighbours(space, (members[index] as Member).assignment, random)) {
              if (left-- === 0) break;
              offer(neighbour);
            }
          }
          for (let i = pool.size; i < candidates; i++) offer(space.sample(random));
          const all = [...pool.values()];
          if (all.length > 0) {
            const worth = worthOf(all);
            const next = all[worth.indexOf(worth.reduce((a, b) => Math.max(a, b)))] as Assignment;
            seen.add(next);
            return { assignment: next, fidelity: 1 };
          }
        }
        const assignment = seen.draw(random);
        return assignment && { assignment, fidelity: 1 };
      },
      observe(observation) {
        const member = memberOf(observation);
        if (member) members.push(member);
      },
      snapshot: () => ({ members: [...members] }),
      restore(state) {
        members = [...state.members];
      },
    };
    return stepByStep(problem, source, method);
  },
};

/** The score that earlier runs let expect of an encoded architecture; 0 without any. */
function priorOf(
  runs: readonly RelatedRun[],
  encode: (assignment: Assignment) => Float64Array,
): (row: Float64Array) => number {
  const told = runs.flatMap(({ tried, similarity }) => {
    const count = Math.min(TRIALS, tried.length);
    return Array.from({ length: count }, (_, i) => {
      const { values, rank } = tried[Math.floor((i * tried.length) / count)] as Carried;
      // What a run says that has less in common counts for less.
      return { row: encode(values), score: similarity * quantileScore(rank, tried.length) };
    });
  });
  if (told.length === 0) return () => 0;
  const rows = told.map(({ row }) => row);
  const scores = Float64Array.from(told, ({ score }) => score);
  const forest = trainRandomForest(TREES)(rows, scores, seeded('earlier runs'), rows.length);
  return (row) => forest.predict([row]).mean[0] as number;
}
