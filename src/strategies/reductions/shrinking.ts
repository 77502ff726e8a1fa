import { holm, mannWhitneyGreater } from '../../base/statistics/rank-tests.ts';
import { byParameter } from '../inner.ts';
import { directionOf, type Member, merits } from '../members.ts';
import type { Problem, StrategyDefinition } from '../strategy.ts';
import { searchWithin } from './reduced.ts';

/** Results that each side of a test needs. */
const LEAST = 4;

interface Part {
  readonly members: readonly Member[];
  /** Keys of `dropKey`. */
  readonly dropped: readonly string[];
}

const dropKey = (path: string, option: number): string => `${path}=${option}`;

export const shrinking: StrategyDefinition = {
  name: 'shrinking',
  doc: [
    'Drops options that make results worse and searches what is left with another strategy.',
    '',
    'After every so many results each option of each choice is compared with the other options of its choice: a one-sided test of',
    'Mann and Whitney, corrected by Holm over all of them. What is significantly worse is no longer proposed, but the last option',
    'of a choice stays. When the rest is exhausted, everything counts again. For large spaces in which some options are plainly',
    'bad; it judges options one by one, so that an option which is good only together with another one may be lost.',
  ].join('\n'),
  parameters: [
    byParameter('regularized_evolution', 'What searches the rest'),
    { name: 'every', takes: { kind: 'integer', min: 1, max: 10_000 }, default: 20, doc: 'Results between two looks.' },
    {
      name: 'level',
      takes: { kind: 'real', min: 1e-6, max: 0.5 },
      default: 0.05,
      doc: 'Of the tests: larger drops more, and more often wrongly.',
    },
  ],
  objectives: 'one',
  check: ({ every }, { trials }) =>
    trials !== undefined && trials <= Number(every)
      ? [`'trials' (${trials}) must exceed 'every' (${every}): nothing is dropped before.`]
      : [],
  create(problem, parameters, source) {
    const every = Number(parameters.every ?? 20);
    const level = Number(parameters.level ?? 0.05);
    let members: Member[] = [];
    let dropped = new Set<string>();
    return searchWithin<Part>(problem, source, String(parameters.by), {
      keeps: (assignment) =>
        dropped.size === 0 ||
        Object.entries(assignment).every(
          ([path, value]) => typeof value !== 'number' || !dropped.has(dropKey(path, value)),
        ),
      hear(member) {
        members.push(member);
        if (members.length % every !== 0) return false;
        const worse = worseOptions(problem, members, dropped, level);
        for (const key of worse) dropped.add(key);
        return worse.length > 0;
      },
      widen() {
        const all = dropped.size === 0;
        dropped = new Set();
        return !all;
      },
      snapshot: () => ({ members: [...members], dropped: [...dropped] }),
      restore(state) {
        members = [...state.members];
        dropped = new Set(state.dropped);
      },
    });
  },
};

/** Options that are significantly worse than the others of their choice; of each choice at least one option stays. */
export function worseOptions(
  problem: Problem,
  members: readonly Member[],
  dropped: ReadonlySet<string>,
  level: number,
): string[] {
  const scores = merits(members, directionOf(problem));
  const tests = problem.space.decisions.flatMap((decision) => {
    if (decision.kind !== 'choice') return [];
    const left = decision.options
      .map((_, option) => option)
      .filter((option) => !dropped.has(dropKey(decision.path, option)));
    return left.flatMap((option) => {
      const [own, others]: [number[], number[]] = [[], []];
      for (const [i, { assignment }] of members.entries()) {
        const value = assignment[decision.path];
        if (value === option) own.push(scores[i] as number);
        else if (typeof value === 'number' && left.includes(value)) others.push(scores[i] as number);
      }
      if (own.length < LEAST || others.length < LEAST) return [];
      return [{ path: decision.path, option, left: left.length, p: mannWhitneyGreater(others, own) }];
    });
  });
  const corrected = holm(tests.map(({ p }) => p));
  const worse: string[] = [];
  const gone = new Map<string, number>();
  for (const i of tests.map((_, at) => at).sort((a, b) => (tests[a]?.p ?? 1) - (tests[b]?.p ?? 1) || a - b)) {
    const { path, option, left } = tests[i] as (typeof tests)[number];
    const taken = gone.get(path) ?? 0;
    if ((corrected[i] as number) >= level || left - taken <= 1) continue;
    gone.set(path, taken + 1);
    worse.push(dropKey(path, option));
  }
  return worse;
}
