import type { Random } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { byParameter } from '../inner.ts';
import type { Carried, Problem, StrategyDefinition } from '../strategy.ts';
import { relatedTo, sameObjectiveParameter } from './earlier.ts';
import { portfolioOf } from './portfolio.ts';
import { startingWith } from './starting-with.ts';

/** Draws of what an earlier run does not say, until one keeps the constraints. */
const DRAWS = 20;

export const warmStart: StrategyDefinition = {
  name: 'warm_start',
  doc: [
    'Begins with architectures that did well in earlier runs of the workspace, then searches with another strategy, which learns from them.',
    '',
    'Of the newest 20 runs that have decisions in common (equal paths, options with equal text, ranges that overlap) it takes a',
    'portfolio: greedily those which together rank best in all of these runs. A run counts by the part of its decisions that is',
    'shared, times how alike the data sets are (examples, classes, entropy, moments of the inputs, a nearest-mean landmark: what every',
    'run keeps of its data in `run.json`); what is not shared is drawn. After an identical run the first trial is its best. The runs',
    'are looked up when a run starts and kept with it (`earlier.json`), so that it can be resumed whatever becomes of them; `cellwright compare` has none.',
    '(Feurer et al. 2022, *Auto-sklearn 2.0*.)',
  ].join('\n'),
  parameters: [
    byParameter('tpe', 'What searches the rest'),
    {
      name: 'portfolio',
      takes: { kind: 'integer', min: 1, max: 1000 },
      default: 5,
      doc: 'Architectures of earlier runs that are tried first; fewer if there are fewer.',
    },
    sameObjectiveParameter,
  ],
  objectives: 'one',
  learnsFromEarlier: true,
  check({ portfolio }, { trials }) {
    return trials !== undefined && trials <= Number(portfolio)
      ? [
          `'trials' (${trials}) must exceed 'portfolio' (${portfolio}): after earlier runs the first ${portfolio} trials repeat their best, the search starts after them.`,
        ]
      : [];
  },
  create(problem, parameters, source) {
    const runs = relatedTo(problem, parameters);
    const first = portfolioOf(runs, Number(parameters.portfolio ?? 5), completion(problem, source));
    return startingWith(first, problem, source, String(parameters.by));
  },
};

/** Makes architectures of carried values: each new, within the constraints, what is missing drawn by the seed. */
function completion(problem: Problem, source: Random): (carried: Carried) => Assignment | undefined {
  const taken = new Set<string>();
  return ({ values, key }) => {
    const random = source.fork(`earlier ${key}`);
    for (let i = 0; i < DRAWS; i++) {
      const assignment = problem.space.repair(values, random);
      const identity = problem.identity(assignment);
      if (taken.has(identity) || !problem.feasible(assignment)) continue;
      taken.add(identity);
      return assignment;
    }
    return undefined;
  };
}
