import { type Random, random as seeded } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { decodeSlots, oneHot, slotsOf } from '../encoding.ts';
import { byParameter } from '../inner.ts';
import { latentSpace } from '../models/vae.ts';
import { quantileScore } from '../quantiles.ts';
import { createSeen } from '../seen.ts';
import type { Carried, Problem, RelatedRun, StrategyDefinition, StrategyParameters } from '../strategy.ts';
import { type DataTask, trainSetPredictor } from '../surrogates/set-predictor.ts';
import { relatedTo, sameObjectiveParameter } from './earlier.ts';
import { startingWith } from './starting-with.ts';
import { warmStart } from './warm-start.ts';

const EPOCHS = 150;
/** Trials of an earlier run that the predictor is fitted to at most, evenly spread over its ranks. */
const TRIALS = 60;
const LEAST = 6;
/** Predictors whose mean counts: one alone is often wrong about the very first. */
const PREDICTORS = 3;
/** Best architectures of each earlier run around which others are generated. */
const CENTRES = 5;
/** As `vae` has it. */
const GENERATOR = { latent: 16, width: 64, epochs: 30, encoder: 'decisions' };
/** Deviations of the generator's steps, in units of its latent space. */
const STEPS = [0.1, 0.3, 0.6, 1];

export const metad2a: StrategyDefinition = {
  name: 'metad2a',
  doc: [
    'Predicts from the examples of a data set which architectures will rank high on it, tries these first, and goes on from them with another strategy.',
    '',
    'A small encoder of sets sees up to 64 training examples, each as nine numbers (moments, ends, roughness, how near it lies to its',
    'class), in any order; a predictor reads its code and the architecture. Three of these are trained, in seconds, on the earlier runs',
    'of the workspace. They are used only if these are on at least `least` different data sets; with fewer the run says so and begins as',
    '`warm_start` does. Half of the candidates are drawn from the space, half are generated: points near the best of the earlier runs in',
    'the latent space of `vae`, decoded. (After Lee et al. 2021, *Rapid neural architecture search by learning to generate graphs from',
    'datasets*, with a plainer encoder of sets and a generator that does not read it: what suits the data set is left to the predictor.)',
  ].join('\n'),
  parameters: [
    byParameter('tpe', 'What searches the rest'),
    {
      name: 'least',
      takes: { kind: 'integer', min: 2, max: 20 },
      default: LEAST,
      doc: 'Different data sets that earlier runs must have been on.',
    },
    {
      name: 'candidates',
      takes: { kind: 'integer', min: 1, max: 100_000 },
      default: 500,
      doc: 'Architectures that the predictor ranks; they are no trials.',
    },
    {
      name: 'keep',
      takes: { kind: 'integer', min: 1, max: 1000 },
      default: 10,
      doc: 'The best of them are the first trials.',
    },
    sameObjectiveParameter,
  ],
  objectives: 'one',
  learnsFromEarlier: true,
  aboutEarlier(runs, parameters) {
    const [found, least] = [setsOf(runs), leastOf(parameters)];
    return found < least
      ? [
          `'metad2a' learns from runs on at least ${least} different data sets, and here are ${found}: it begins as 'warm_start' does.`,
        ]
      : [];
  },
  check(parameters, { trials, evaluation }) {
    const [keep, candidates] = [Number(parameters.keep), Number(parameters.candidates)];
    const messages: string[] = [];
    if (keep > candidates)
      messages.push(`'keep' (${keep}) may not exceed 'candidates' (${candidates}): the best are of the candidates.`);
    if (trials !== undefined && trials <= keep)
      messages.push(
        `'trials' (${trials}) must exceed 'keep' (${keep}): the search starts after what the predictor likes best.`,
      );
    if (evaluation !== undefined && evaluation !== 'train')
      messages.push(`'metad2a' compares data sets, so it needs a search that trains here; use 'warm_start'.`);
    return messages;
  },
  create(problem, parameters, source) {
    const runs = relatedTo(problem, parameters);
    const keep = Number(parameters.keep ?? 10);
    const by = String(parameters.by);
    if (!problem.data || problem.data.examples.length === 0 || setsOf(runs) < leastOf(parameters)) {
      const { same_objective = true } = parameters;
      return warmStart.create(problem, { by, portfolio: keep, same_objective }, source);
    }
    return startingWith(
      predictedBest(problem, problem.data.examples, runs, Number(parameters.candidates ?? 500)).slice(0, keep),
      problem,
      source,
      by,
    );
  },
};

const leastOf = ({ least }: StrategyParameters): number => Number(least ?? LEAST);

const isKnown = ({ data }: RelatedRun): boolean => data !== undefined && data.examples.length > 0;

/** Different data sets of the runs. */
const setsOf = (runs: readonly RelatedRun[]): number =>
  new Set(runs.filter(isKnown).map(({ data }) => JSON.stringify(data))).size;

/** Architectures of the space, those first that the predictor expects to rank highest on these examples. */
function predictedBest(
  problem: Problem,
  examples: DataTask['examples'],
  runs: readonly RelatedRun[],
  candidates: number,
): Assignment[] {
  const { encode } = oneHot(problem.space.decisions);
  const tasks = runs.filter(isKnown).map(({ tried, data }): DataTask => {
    const count = Math.min(TRIALS, tried.length);
    const told = Array.from({ length: count }, (_, i) => tried[Math.floor((i * tried.length) / count)] as Carried);
    return {
      examples: data?.examples ?? [],
      rows: told.map(({ values }) => encode(values)),
      scores: told.map(({ rank }) => quantileScore(rank, tried.length)),
    };
  });
  const source = seeded('metad2a');
  const predictors = Array.from({ length: PREDICTORS }, (_, i) =>
    trainSetPredictor(tasks, EPOCHS, source.fork(`predictor ${i}`)),
  );
  const pool = poolOf(problem, runs, candidates, source);
  const rows = pool.map(encode);
  const predicted = predictors.map((predict) => predict(examples, rows));
  const expected = rows.map((_, i) => predicted.reduce((sum, scores) => sum + (scores[i] as number), 0));
  const order = pool.map((_, i) => i).sort((a, b) => (expected[b] as number) - (expected[a] as number) || a - b);
  return order.map((i) => pool[i] as Assignment);
}

/** Different architectures that keep what is required before training: half of them generated, the others drawn. */
function poolOf(problem: Problem, runs: readonly RelatedRun[], candidates: number, source: Random): Assignment[] {
  const { space } = problem;
  const seen = createSeen(problem);
  const pool: Assignment[] = [];
  const offer = (assignment: Assignment): void => {
    if (!seen.fresh(assignment)) return;
    seen.add(assignment);
    pool.push(assignment);
  };
  const centres = runs.flatMap(({ tried }) =>
    tried.slice(0, CENTRES).map(({ values }) => space.repair(values, source)),
  );
  centres.forEach(offer);
  const slots = slotsOf(space.decisions);
  const latent = latentSpace(problem, GENERATOR);
  // Points may be decoded to architectures that are there already: each is tried once.
  for (let i = 0; i < candidates && pool.length < candidates / 2; i++) {
    const step = STEPS[i % STEPS.length] as number;
    const z = latent.encode(centres[i % centres.length] as Assignment).map((value) => value + step * source.normal());
    offer(space.repair(decodeSlots(slots, latent.decode(z), source), source));
  }
  while (pool.length < candidates) {
    const assignment = seen.draw(source);
    if (!assignment) break;
    pool.push(assignment);
  }
  return pool.slice(0, candidates);
}
