import fc from 'fast-check';
import { expect, test } from 'vitest';
import { random } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { withDefaults } from '../registry.ts';
import type { Proposal, Strategy, StrategyParameters } from '../strategy.ts';
import { choice, problemOf, testSpace } from '../test-space.ts';
import { zeroCost } from './zero-cost.ts';

const space = testSpace([choice('a', 4), choice('b', 4), choice('c', 4)]);
const candidates = Array.from({ length: 12 }, (_, i): Assignment => ({ a: i % 4, b: i >> 2, c: 3 }));
const make = (given: StrategyParameters, seed = 1): Strategy =>
  zeroCost.create(problemOf(space, { candidates }), withDefaults(zeroCost, given), random(seed));
const finished = ({ assignment, fidelity }: Proposal, score: number) => ({
  assignment,
  fidelity,
  outcome: { kind: 'finished' as const, objectives: [score], violations: [] },
});

test('a filter proposes the best candidates in their order and nothing else', () => {
  const strategy = make({ keep: 5, next: 'end' });
  const proposals = [...strategy.propose(2), ...strategy.propose(9)];
  expect(proposals.map(({ assignment }) => assignment)).toEqual(candidates.slice(0, 5));
  expect(strategy.propose(1)).toEqual([]);
});

test.each(['random', 'regularized_evolution', 'genetic', 'tpe'])(
  'a prior: the best candidates first, then %s tries all the others, none twice, also after a stop anywhere',
  (next) => {
    fc.assert(
      fc.property(fc.nat(100), fc.integer({ min: 1, max: 5 }), fc.nat(64), (seed, parallel, stop) => {
        let strategy = make({ keep: 8, next }, seed);
        const tried: Assignment[] = [];
        const waiting: Proposal[] = [];
        const source = random(seed);
        for (let asked = 0; ; asked++) {
          if (asked === stop) {
            const [old, snapshot] = [strategy, JSON.parse(JSON.stringify(strategy.snapshot())) as unknown];
            strategy = make({ keep: 8, next }, seed + 1);
            strategy.restore(snapshot);
            expect(strategy.snapshot()).toEqual(old.snapshot());
          }
          const proposals = waiting.length < parallel ? strategy.propose(parallel - waiting.length) : [];
          waiting.push(...proposals);
          tried.push(...proposals.map(({ assignment }) => assignment));
          const [done] = waiting.splice(source.integer(Math.max(1, waiting.length)), 1);
          if (!done) break;
          strategy.observe(finished(done, source.next()));
        }
        expect(tried.slice(0, 8)).toEqual(candidates.slice(0, 8));
        expect(new Set(tried.map((assignment) => space.key(assignment))).size).toBe(64);
        expect(tried).toHaveLength(64);
      }),
      { numRuns: 15 },
    );
  },
);

test('evolution goes on from the candidates: its first children are neighbours of them', () => {
  const strategy = make({ keep: 12 });
  const kept = strategy.propose(12);
  // Worse the later: the ones to go on from are the first.
  for (const [i, proposal] of kept.entries()) strategy.observe(finished(proposal, -i));
  for (let i = 12; i < 20; i++) for (const proposal of strategy.propose(1)) strategy.observe(finished(proposal, -100));
  const [child] = strategy.propose(1);
  const differing = (parent: Assignment): number =>
    Object.keys(parent).filter((path) => parent[path] !== child?.assignment[path]).length;
  expect(Math.min(...candidates.slice(0, 12).map(differing))).toBe(1);
});

test('what scores, and how a vote counts', () => {
  const vote = zeroCost.screening?.({ by: 'vote', samples: 7 });
  expect(vote).toMatchObject({ samples: 7, measures: ['synflow', 'jacob_cov', 'snip'] });
  // The second wins two of three against each, though it is the last of one judge.
  const scores = [
    [1, 3, 2],
    [1, 3, 2],
    [3, 1, 2],
  ];
  expect(vote?.merit(scores)).toEqual([0, 2, 1]);
  expect(zeroCost.screening?.({ by: 'params', samples: 7 }).merit([[4, 9, 2]])).toEqual([4, 9, 2]);
});

test('parameters that do not fit are told before a run', () => {
  const check = (given: StrategyParameters, problem: object = {}) =>
    zeroCost.check?.(withDefaults(zeroCost, given), { objectives: 1, trials: 50, ...problem }) ?? [];
  expect(check({ keep: 300 })[0]).toContain("'keep' (300) may not exceed 'samples' (200)");
  expect(check({ keep: 50 })[0]).toContain("'trials' (50) must exceed 'keep' (50)");
  expect(check({ keep: 50, next: 'end' })).toEqual([]);
  expect(check({}, { evaluation: 'command' })[0]).toContain("'by: vote' needs a search that trains here");
  expect(check({ by: 'params' }, { evaluation: 'command' })).toEqual([]);
});
