import { describe, expect, it } from 'vitest';
import { random } from '../base/random.ts';
import type { Assignment } from '../space/decision.ts';
import { genetic, takenFrom } from './evolution/genetic.ts';
import { localSearch } from './local-search.ts';
import { logGradient, reinforce } from './policies/reinforce.ts';
import { createBaseline, softmax } from './policy.ts';
import type { Strategy } from './strategy.ts';
import { choice, problemOf, testSpace } from './test-space.ts';

const space = testSpace(Array.from({ length: 6 }, (_, i) => choice(`e${i}`, 4)));
const additive = (a: Assignment): number => Object.values(a).reduce<number>((sum, v) => sum + Number(v), 0);

function best(strategy: Strategy, value: (a: Assignment) => number, trials: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < trials; i++) {
    const [proposal] = strategy.propose(1);
    if (!proposal) break;
    const score = value(proposal.assignment);
    top = Math.max(top, score);
    strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives: [score], violations: [] } });
  }
  return top;
}

describe('local search', () => {
  it('climbs a hill without local optima to its top: 18 steps at most, 18 neighbours a step', () => {
    const strategy = localSearch.create(problemOf(space), { starts: 1, first: false }, random(1));
    expect(best(strategy, additive, 1 + 18 * 7)).toBe(18);
  });

  it('tries all neighbours of the first centre before anything else', () => {
    const strategy = localSearch.create(problemOf(space), { starts: 1, first: false }, random(2));
    const [start] = strategy.propose(1);
    if (!start) throw new Error('Nothing was proposed.');
    strategy.observe({ ...start, outcome: { kind: 'finished', objectives: [1], violations: [] } });
    const around = strategy.propose(100);
    expect(around).toHaveLength(6 * 3);
    for (const { assignment } of around) {
      expect(Object.keys(assignment).filter((path) => assignment[path] !== start.assignment[path])).toHaveLength(1);
    }
    expect(strategy.propose(1)).toEqual([]); // waits for the neighbourhood
  });
});

describe('genetic', () => {
  it('puts good parts together: better than half of random search on an additive score', () => {
    const scores = Array.from({ length: 20 }, (_, seed) =>
      best(
        genetic.create(problemOf(space), { population: 10, islands: 2, migration: 10 }, random(seed)),
        additive,
        120,
      ),
    );
    expect(scores.reduce((a, b) => a + b, 0) / 20).toBeGreaterThan(16.5); // random search: 14.9
  });

  it('crosses: without mutation every child takes each decision from a member', () => {
    const strategy = genetic.create(
      problemOf(testSpace(Array.from({ length: 5 }, (_, i) => choice(`e${i}`, 8)))),
      { population: 2, islands: 1, crossover: 1, mutation: 0, tournament: 1 },
      random(4),
    );
    const parents = strategy.propose(2);
    for (const parent of parents) {
      strategy.observe({ ...parent, outcome: { kind: 'finished', objectives: [1], violations: [] } });
    }
    const [child] = strategy.propose(1);
    const foreign = Object.entries(child?.assignment ?? {}).filter(
      ([path, value]) => !parents.some(({ assignment }) => assignment[path] === value),
    );
    expect(foreign.length).toBeLessThanOrEqual(1); // a copy of a parent would mutate in one decision
  });
});

describe('recombination', () => {
  const paths = ['a', 'b', 'c', 'd', 'e', 'f'];
  const runs = (taken: ReadonlySet<string>): string[] =>
    paths
      .map((path) => (taken.has(path) ? 'x' : '.'))
      .join('')
      .split(/\.+/)
      .filter((run) => run !== '');
  it('at points takes one run of decisions, to the end with one point; evenly takes any', () => {
    const source = random(1);
    const [one, two, any] = (['one_point', 'two_point', 'uniform'] as const).map((kind) =>
      Array.from({ length: 300 }, () => takenFrom(kind, paths, source)),
    ) as [ReadonlySet<string>[], ReadonlySet<string>[], ReadonlySet<string>[]];
    for (const taken of [...one, ...two]) expect(runs(taken).length).toBeLessThanOrEqual(1);
    for (const taken of one) if (taken.size > 0) expect(taken).toContain('f');
    expect(new Set(two.map((taken) => runs(taken).join())).size).toBeGreaterThan(4);
    expect(any.some((taken) => runs(taken).length === 3)).toBe(true);
  });
});

describe('REINFORCE', () => {
  it('averages rewards with the correction for the start: 1, 2, 3 at 0.9 give 2.07011', () => {
    const baseline = createBaseline(0.9);
    baseline.update(1);
    baseline.update(2);
    expect(baseline.update(3)).toBeCloseTo(2.07011, 5);
    expect(baseline.snapshot()[0]).toBeCloseTo(0.561, 6);
  });

  it('goes up (0.375, -0.375) for action 0 of two equal ones with an advantage of 0.75', () => {
    const gradient = new Float64Array(2);
    logGradient(softmax([0, 0]), 0, 0.75, gradient);
    expect([...gradient]).toEqual([0.375, -0.375]);
  });

  it('learns an additive score', () => {
    const top = best(reinforce.create(problemOf(space), { rate: 0.3, momentum: 0.9 }, random(3)), additive, 400);
    expect(top).toBeGreaterThanOrEqual(17);
  });
});
