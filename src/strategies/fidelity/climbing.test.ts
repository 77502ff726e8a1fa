import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import type { Proposal, Strategy } from '../strategy.ts';
import { choice, problemOf, testSpace } from '../test-space.ts';
import { extrapolate } from './curves.ts';
import { chanceOf, learningCurve } from './learning-curve.ts';
import { byDistance, moAsha } from './mo-asha.ts';

const space = testSpace(Array.from({ length: 5 }, (_, i) => choice(`e${i}`, 5)));
const finish = (strategy: Strategy, proposal: Proposal, ...objectives: number[]): void =>
  strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives, violations: [] } });

describe('multi-objective ASHA', () => {
  const objectives = [
    { measure: 'error', direction: 'minimize' },
    { measure: 'cost', direction: 'minimize' },
  ] as const;
  // A front of five, three of them close together, and four that are dominated.
  const points = [
    [0, 10],
    [9.8, 0.1],
    [9.9, 0.05],
    [10, 0],
    [5, 4],
    [6, 11],
    [11, 9],
    [12, 12],
    [10, 10],
  ];
  const promoted = (ranking: string): number[] => {
    const strategy = moAsha.create(problemOf(space, { objectives }), { levels: 2, eta: 3, ranking }, random(3));
    const first = strategy.propose(9);
    for (const [i, proposal] of first.entries()) finish(strategy, proposal, ...(points[i] as number[]));
    const keys = first.map(({ assignment }) => space.key(assignment));
    return strategy
      .propose(20)
      .filter(({ fidelity }) => fidelity === 1)
      .map(({ assignment }) => keys.indexOf(space.key(assignment)));
  };

  it('orders a front by an ε-net: the best in the first objective, then the farthest from those before', () => {
    const front = points.slice(0, 5).map((costs) => ({ assignment: {}, costs, violation: 0 }));
    expect(byDistance(front)).toEqual([0, 3, 4, 1, 2]);
  });
  it('spreads what goes on along the front', () => {
    expect(promoted('epsilon_net')).toEqual([0, 3, 4]);
    expect([...promoted('crowding')].sort()).toEqual([0, 3, 4]);
  });
  it('takes the best under random weights', () => {
    const [first] = promoted('scalarization');
    expect(first).toBeLessThan(5); // the best under any weights lies on the front
  });
});

describe('learning curves', () => {
  const at = [1 / 8, 1 / 4, 1 / 2];
  it.each([
    ['a power', (x: number) => 0.95 - 0.1 * x ** -0.5],
    ['an exponential', (x: number) => 0.9 - 0.6 * Math.exp(-4 * x)],
    ['a logarithm', (x: number) => 0.7 + 0.1 * Math.log(x)],
    ['a constant', () => 0.4],
  ])('of %s end where they do', (_, curve) => {
    // The last value is up to 0.07 away; other shapes that fit three points as well leave some doubt.
    expect(Math.abs(extrapolate(at, at.map(curve)) - curve(1))).toBeLessThan(0.022);
  });

  const fidelities = [1 / 4, 1 / 2, 1];
  it('are as uncertain as earlier predictions were wrong', () => {
    // From the first value alone the complete curves gain 0.2 ± 0.1 until the end.
    const complete = [0.1, 0.2, 0.3].map((gain) => [0.5, 0.6, 0.5 + gain]);
    expect(chanceOf([0.6], complete, fidelities)).toBeCloseTo(0.5, 6); // 0.6 + 0.2 against 0.8
    expect(chanceOf([0.5], complete, fidelities)).toBeCloseTo(0.158655, 5); // one standard deviation below
    expect(chanceOf([0.3], complete, fidelities)).toBeCloseTo(0.00135, 4);
  });

  it('stop a hopeless architecture and let a hopeful one go on', () => {
    const strategy = learningCurve.create(problemOf(space), { levels: 3, eta: 2, least: 3, chance: 0.05 }, random(1));
    const curve = (proposal: Proposal, end: number): number => end - 0.1 * proposal.fidelity ** -0.5;
    for (const end of [0.7, 0.71, 0.72]) {
      for (let level = 0; level < 3; level++) {
        const [proposal] = strategy.propose(1);
        if (!proposal) throw new Error('Nothing was proposed.');
        finish(strategy, proposal, curve(proposal, end + 0.01 * (level === 1 ? end - 0.71 : 0)));
      }
    }
    const [bad] = strategy.propose(1);
    if (!bad) throw new Error('Nothing was proposed.');
    finish(strategy, bad, curve(bad, 0.3));
    const [good] = strategy.propose(1);
    if (!good) throw new Error('Nothing was proposed.');
    expect(good.fidelity).toBe(1 / 4);
    finish(strategy, good, curve(good, 0.9));
    expect(strategy.propose(1)).toEqual([{ assignment: good.assignment, fidelity: 1 / 2 }]);
  });
});
