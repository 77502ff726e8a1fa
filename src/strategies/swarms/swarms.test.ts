import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import type { Strategy } from '../strategy.ts';
import { choice, problemOf, testSpace } from '../test-space.ts';
import { antColony, chancesOf } from './ant-colony.ts';
import { beeColony, fitnessOf } from './bee-colony.ts';
import { moved, shares } from './mo-abc.ts';
import { particleSwarm, velocityOf } from './particle-swarm.ts';

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
const average = (of: (seed: number) => number): number =>
  Array.from({ length: 20 }, (_, seed) => of(seed)).reduce((a, b) => a + b, 0) / 20;

describe('particle swarm', () => {
  it('accelerates by 0.729844 (0.05 + 2.05 0.5 0.2 + 2.05 0.5 0.4) for pulls of 2.05 and draws of 0.5', () => {
    const particle = { position: [0.2], velocity: [0.05], bestPosition: [0.4] };
    const [speed] = velocityOf(particle, [0.6], [2.05, 2.05], { next: () => 0.5 });
    expect(speed).toBeCloseTo(0.729844 * (0.05 + 0.205 + 0.41), 5);
  });
  it('finds the bottom of a bowl in five numbers far better than random search does', () => {
    const decisions = Array.from(
      { length: 5 },
      (_, i) => ({ kind: 'real', path: `x${i}`, when: [[]], min: 0, max: 1, log: false }) as const,
    );
    const bowl = (a: Assignment): number =>
      -Object.values(a).reduce<number>((sum, x) => sum + (Number(x) - 0.3) ** 2, 0);
    const create = (seed: number) =>
      particleSwarm.create(problemOf(testSpace(decisions)), { population: 20 }, random(seed));
    expect(average((seed) => best(create(seed), bowl, 400))).toBeGreaterThan(-0.005); // random search: -0.07
  });
});

describe('bee colony', () => {
  it('gives onlookers chances of .41667, .33333, .25 for costs of .2, .5, 1', () => {
    const wanted = [0.41667, 0.33333, 0.25];
    for (const [i, share] of shares([0.2, 0.5, 1].map((f) => 1 / (1 + f))).entries()) {
      expect(share).toBeCloseTo(wanted[i] as number, 5);
    }
    const solutions = [7, 9, 8, 1].map((cost, i) => ({ assignment: {}, costs: [cost], violation: i === 3 ? 1 : 0 }));
    expect(fitnessOf(solutions)).toEqual([1, 0.5, 1 / 1.5, 0.5]);
  });
});

describe('what bees do to a number', () => {
  it('is 0.4 + 0.5 (0.4 - 0.2) = 0.5 for a draw of 0.75 and no leader, with one at 0.5 1.5 0.75 (0.5 - 0.4) more', () => {
    const x = { kind: 'real', path: 'x', when: [[]], min: 0, max: 1, log: false } as const;
    const source = { ...random(1), next: () => 0.75 };
    expect(moved(x, 0.4, 0.2, source)).toBeCloseTo(0.5, 12);
    expect(moved(x, 0.4, 0.2, source, 0.5)).toBeCloseTo(0.6125, 12);
  });
});

describe('ant colony', () => {
  it('gives chances of (.142857, .285714, .571429) for trails (1, 2, 1) and promises (1, 1, 2)', () => {
    const wanted = [0.142857, 0.285714, 0.571429];
    for (const [i, chance] of chancesOf([1, 2, 1], [1, 1, 2], 1, 2).entries()) {
      expect(chance).toBeCloseTo(wanted[i] as number, 6);
    }
  });
});

describe.each([beeColony, antColony, particleSwarm])('$name', (definition) => {
  it('finds better architectures than random search on an additive score', () => {
    const space = testSpace(Array.from({ length: 6 }, (_, i) => choice(`e${i}`, 4)));
    const additive = (a: Assignment): number => Object.values(a).reduce<number>((sum, v) => sum + Number(v), 0);
    const reached = average((seed) =>
      best(definition.create(problemOf(space), { population: 10 }, random(seed)), additive, 120),
    );
    expect(reached).toBeGreaterThan(16.5); // random search: 14.9
  });
});
