import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { withDefaults } from '../registry.ts';
import type { Carried, EarlierRun, StrategyParameters } from '../strategy.ts';
import { choice, mixedDecisions, problemOf, testSpace } from '../test-space.ts';
import { describeDecision, relatedRuns, similarityOf } from './earlier.ts';
import { portfolioOf } from './portfolio.ts';
import { warmStart } from './warm-start.ts';

const space = testSpace(mixedDecisions);
const score = (assignment: Assignment): number => random(space.key(assignment)).next();
const highest = { measure: 'score', direction: 'maximize' } as const;

/** A run that tried these architectures. */
const runOf = (id: string, tried: readonly Assignment[], of = score, decisions = space.decisions): EarlierRun => ({
  id,
  decisions: decisions.map(describeDecision),
  objectives: [highest],
  members: tried.map((assignment) => ({ assignment, objectives: [of(assignment)], violations: [] })),
});
const drawn = (count: number, seed: number): Assignment[] => {
  const source = random(seed);
  return Array.from({ length: count }, () => space.sample(source));
};
const start = (earlier: readonly EarlierRun[], more: StrategyParameters = {}, seed = 1, problem = problemOf(space)) =>
  warmStart.create({ ...problem, earlier }, withDefaults(warmStart, { by: 'random', ...more }), random(seed));
const bestOf = (tried: readonly Assignment[]): Assignment => tried.reduce((a, b) => (score(b) > score(a) ? b : a));

describe('warm_start', () => {
  it('begins with the best of an identical run, then its next best, then searches what is left', () => {
    const tried = drawn(12, 1);
    const keys = [...new Set(tried.map((a) => space.key(a)))];
    const strategy = start([runOf('a', tried)], { portfolio: 3 });
    const proposals = strategy.propose(8).map(({ assignment }) => assignment);
    expect(proposals[0]).toEqual(bestOf(tried));
    const scores = proposals.map(score);
    const top = [...new Set(tried.map(score))].sort((a, b) => b - a);
    expect(scores.slice(0, 3)).toEqual(top.slice(0, 3));
    expect(new Set(proposals.map((a) => space.key(a))).size).toBe(8);
    expect(keys.length).toBeGreaterThan(3);
  });

  it('follows the direction, and ranks what misses a requirement last', () => {
    const tried = drawn(12, 2);
    const worst = tried.reduce((a, b) => (score(b) < score(a) ? b : a));
    const down = { measure: 'score', direction: 'minimize' } as const;
    const run = { ...runOf('a', tried), objectives: [down] };
    const [first] = start([run], {}, 1, problemOf(space, { objectives: [down] })).propose(1);
    expect(first?.assignment).toEqual(worst);
    const missed = run.members.map((m) => ({
      ...m,
      violations: [space.key(m.assignment) === space.key(worst) ? 1 : 0],
    }));
    const [other] = start([{ ...run, members: missed }], {}, 1, problemOf(space, { objectives: [down] })).propose(1);
    expect(other?.assignment).not.toEqual(worst);
  });

  it('takes the best of each of two unlike runs first', () => {
    const [a, b] = [drawn(10, 3), drawn(10, 4)];
    const against = (assignment: Assignment): number => -score(assignment);
    const worst = b.reduce((x, y) => (score(y) < score(x) ? y : x));
    const proposals = start([runOf('a', a), runOf('b', b, against)], { portfolio: 2 }).propose(2);
    expect(new Set(proposals.map(({ assignment }) => space.key(assignment)))).toEqual(
      new Set([space.key(bestOf(a)), space.key(worst)]),
    );
  });

  it('follows the run on the data set that is like its own', () => {
    const [a, b] = [drawn(10, 3), drawn(10, 4)];
    const data = (classes: number) => ({ features: { classes, examples: 1000 }, examples: [] });
    const [own, other] = [data(10), data(1000)];
    const runs = [
      { ...runOf('b', b), data: other },
      { ...runOf('a', a), data: own },
    ];
    expect(
      relatedRuns({ ...problemOf(space), data: own }, runs, 'same').map(({ id, similarity }) => [id, similarity]),
    ).toEqual([
      ['a', 1],
      ['b', 1 - 0.99 / 2],
    ]);
    const [first] = start(runs, { portfolio: 1 }, 1, { ...problemOf(space), data: own }).propose(1);
    expect(first?.assignment).toEqual(bestOf(a));
  });

  it('has no use for other objectives unless it is told so', () => {
    const tried = drawn(10, 5);
    const run = { ...runOf('a', tried), objectives: [{ measure: 'other', direction: 'maximize' as const }] };
    expect(relatedRuns(problemOf(space), [run], 'same')).toEqual([]);
    const [first] = start([run], { same_objective: false }).propose(1);
    expect(first?.assignment).toEqual(bestOf(tried));
  });

  it('keeps what is shared with another space and draws the rest by the seed', () => {
    const before = [choice('a', 3), choice('gone', 2), { ...choice('moved', 2), options: ['o1', 'old'] } as const];
    const now = testSpace([choice('a', 3), choice('moved', 2), choice('new', 4)]);
    const run = runOf('a', [{ a: 2, gone: 1, moved: 0 }], () => 1, before);
    const problem = problemOf(now);
    const [first] = start([run], {}, 1, problem).propose(1);
    expect(first?.assignment).toMatchObject({ a: 2, moved: 1 });
    expect(start([run], {}, 1, problem).propose(1)).toEqual([first]);
    const news = new Set(
      [1, 2, 3, 4, 5, 6].map((seed) => start([run], {}, seed, problem).propose(1)[0]?.assignment.new),
    );
    expect(news.size).toBeGreaterThan(1);
    // a is shared whole, moved by one option of three; gone and new are not: (1 + 1/3) / 4.
    expect(similarityOf(now.decisions, run.decisions)).toBeCloseTo(1 / 3, 12);
  });

  it('carries numbers over only where they are values of the space', () => {
    const integer = (min: number, max: number, step: number) => [
      { kind: 'integer', path: 'width', when: [[]], min, max, step } as const,
    ];
    const run = runOf('a', [{ width: 6 }, { width: 8 }], ({ width }) => -Number(width), integer(2, 8, 2));
    const values = (min: number, max: number, step: number) =>
      relatedRuns(problemOf(testSpace(integer(min, max, step))), [run], 'same').flatMap(({ tried }) =>
        tried.map((carried) => carried.values.width),
      );
    expect(values(2, 8, 2)).toEqual([6, 8]);
    expect(values(0, 100, 4)).toEqual([8]);
    expect(values(2, 7, 1)).toEqual([6]);
    expect(values(9, 20, 1)).toEqual([]);
  });
});

describe('portfolioOf', () => {
  it('lowers the mean rank with every architecture, or leaves it', () => {
    const runs = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(runs, (tried) => {
        const related = tried.map((order, i) => ({
          id: `${i}`,
          similarity: 1,
          tried: order.map((a, rank): Carried => ({ values: { a }, key: `${a}`, rank: rank / order.length })),
        }));
        const rankIn = (run: number, { a }: Assignment): number =>
          related[run]?.tried.find(({ key }) => key === `${a}`)?.rank ?? 1;
        let [before, reached] = [1, 1];
        for (let size = 1; size <= 8; size++) {
          const chosen = portfolioOf(related, size, ({ values }) => values);
          const ranks = related.map((_, run) => Math.min(...chosen.map((assignment) => rankIn(run, assignment))));
          reached = ranks.reduce((a, b) => a + b, 0) / ranks.length;
          expect(reached).toBeLessThanOrEqual(before + 1e-12);
          before = reached;
        }
        // With one architecture a run there is nothing left to gain.
        if (tried.length <= 8) expect(reached).toBe(0);
      }),
    );
  });

  it('passes over what can not be used', () => {
    const tried = [0, 1, 2].map((a): Carried => ({ values: { a }, key: `${a}`, rank: a / 3 }));
    const chosen = portfolioOf([{ id: 'r', similarity: 1, tried }], 2, ({ values }) =>
      values.a === 0 ? undefined : values,
    );
    expect(chosen).toEqual([{ a: 1 }, { a: 2 }]);
  });
});
