import { random as seeded } from '../base/random.ts';
import type { Assignment } from '../space/decision.ts';
import { relatedTo, sameObjectiveParameter } from './earlier.ts';
import { oneHot } from './encoding.ts';
import { byParameter } from './inner.ts';
import { quantileScore } from './quantiles.ts';
import { createSeen } from './seen.ts';
import { startingWith } from './starting-with.ts';
import type { Carried, Problem, RelatedRun, StrategyDefinition, StrategyParameters } from './strategy.ts';
import { type DataTask, trainSetPredictor } from './surrogates/set-predictor.ts';
import { warmStart } from './warm-start.ts';

const EPOCHS = 150;
/** Trials of an earlier run that the predictor is fitted to at most, evenly spread over its ranks. */
const TRIALS = 60;
const LEAST = 6;

export const metad2a: StrategyDefinition = {
  name: 'metad2a',
  doc: [
    'Predicts from the examples of a data set which architectures will rank high on it, tries these first, and goes on from them with another strategy.',
    '',
    'A small encoder of sets sees up to 64 training examples, each as nine numbers (moments, ends, roughness, how near it lies to its',
    'class), in any order; a predictor reads its code and the architecture. Both are trained, in seconds, on the earlier runs of the',
    'workspace. They are used only if these are on at least `least` different data sets; with fewer the run says so and begins as',
    '`warm_start` does. Candidates are drawn from the space, not generated. (After Lee et al. 2021, *Rapid neural architecture search by',
    'learning to generate graphs from datasets*: its predictor, with a plainer encoder and no generator.)',
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
      default: 5,
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
    const keep = Number(parameters.keep ?? 5);
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
  const predict = trainSetPredictor(tasks, EPOCHS, source);
  const seen = createSeen(problem);
  const drawn: Assignment[] = [];
  while (drawn.length < candidates) {
    const assignment = seen.draw(source);
    if (!assignment) break;
    drawn.push(assignment);
  }
  const expected = predict(examples, drawn.map(encode));
  const order = drawn.map((_, i) => i).sort((a, b) => (expected[b] as number) - (expected[a] as number) || a - b);
  return order.map((i) => drawn[i] as Assignment);
}
