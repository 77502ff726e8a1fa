import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import type { Proposal, Strategy } from '../strategy.ts';
import { choice, problemOf, testSpace } from '../test-space.ts';
import { asha } from './asha.ts';
import { splitCounts } from './bohb.ts';
import { hyperbandBrackets } from './halving.ts';
import { hyperband } from './hyperband.ts';
import { medianRule } from './median-rule.ts';
import { successiveHalving } from './successive-halving.ts';

const space = testSpace(Array.from({ length: 5 }, (_, i) => choice(`e${i}`, 5)));
const finish = (strategy: Strategy, proposal: Proposal, ...objectives: number[]): void =>
  strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives, violations: [] } });
const value = ({ assignment }: Proposal): number => random(space.key(assignment)).next();

function run(strategy: Strategy, trials: number): Proposal[] {
  return Array.from({ length: trials }, () => {
    const [proposal] = strategy.propose(1);
    if (!proposal) throw new Error('Nothing was proposed.');
    finish(strategy, proposal, value(proposal));
    return proposal;
  });
}

describe('Hyperband', () => {
  it('has the brackets of the paper for R = 81 and eta = 3', () => {
    const shape = hyperbandBrackets(5, 3).map((bracket) =>
      bracket.map(({ count, fidelity }) => `${count}@${Math.round(81 * fidelity)}`).join(' '),
    );
    expect(shape).toEqual(['81@1 27@3 9@9 3@27 1@81', '34@3 11@9 3@27 1@81', '15@9 5@27 1@81', '8@27 2@81', '5@81']);
  });

  it('runs them one after the other', () => {
    const proposals = run(hyperband.create(problemOf(space), { levels: 3, eta: 3 }, random(1)), 13 + 6 + 3 + 1);
    const ninths = proposals.map(({ fidelity }) => Math.round(9 * fidelity));
    expect(ninths.join('')).toBe(`${'1'.repeat(9)}3339${'3'.repeat(5)}9${'999'}1`);
  });
});

describe('successive halving', () => {
  it('lets the best third go on, and waits for the last result of a rung', () => {
    const strategy = successiveHalving.create(problemOf(space), { levels: 3, eta: 3 }, random(2));
    const first = strategy.propose(9);
    for (const proposal of first.slice(0, 8)) finish(strategy, proposal, value(proposal));
    expect(strategy.propose(1)).toEqual([]);
    finish(strategy, first[8] as Proposal, value(first[8] as Proposal));
    const best = [...first].sort((a, b) => value(b) - value(a)).slice(0, 3);
    expect(strategy.propose(9)).toEqual(best.map(({ assignment }) => ({ assignment, fidelity: 1 / 3 })));
  });
});

describe('ASHA', () => {
  it('promotes two of seven, eta = 3', () => {
    const strategy = asha.create(problemOf(space), { levels: 3, eta: 3 }, random(3));
    const first = strategy.propose(7);
    expect(first).toHaveLength(7); // nobody waits
    for (const proposal of first) finish(strategy, proposal, value(proposal));
    const sorted = [...first].sort((a, b) => value(b) - value(a));
    const next = strategy.propose(3);
    expect(next.slice(0, 2).map(({ assignment }) => assignment)).toEqual(
      sorted.slice(0, 2).map(({ assignment }) => assignment),
    );
    expect(next.map(({ fidelity }) => fidelity)).toEqual([1 / 3, 1 / 3, 1 / 9]);
  });

  it('promotes by fronts when there are several objectives', () => {
    const objectives = [
      { measure: 'score', direction: 'maximize' },
      { measure: 'cost', direction: 'minimize' },
    ] as const;
    const strategy = asha.create(problemOf(space, { objectives }), { levels: 2, eta: 3 }, random(3));
    const points = [
      [1, 1],
      [3, 5],
      [2, 2],
      [2, 6],
      [2, 7],
      [1, 9],
      [1, 3],
      [1, 4],
      [1, 8],
    ];
    const first = strategy.propose(9);
    for (const [i, proposal] of first.entries()) finish(strategy, proposal, ...(points[i] as number[]));
    const promoted = strategy.propose(3).map(({ assignment }) => space.key(assignment));
    expect(promoted.sort()).toEqual([0, 1, 2].map((i) => space.key((first[i] as Proposal).assignment)).sort());
  });
});

describe('BOHB', () => {
  it('takes 6 of 40 results for good and 34 for bad, three decisions', () => {
    expect(splitCounts(40, 3)).toEqual({ good: 6, bad: 34 });
  });
});

describe('the median rule', () => {
  it('lets go on what is at least as good as the median', () => {
    const strategy = medianRule.create(problemOf(space), { levels: 2, eta: 3, least: 3 }, random(4));
    const first = strategy.propose(5);
    for (const [i, proposal] of first.entries()) finish(strategy, proposal, [1, 2, 3, 1.5, 2.5][i] as number);
    const next = strategy.propose(5);
    const goOn = [0, 1, 2, 4].map((i) => (first[i] as Proposal).assignment);
    expect(next.slice(0, 4).map(({ assignment }) => assignment)).toEqual(goOn);
    expect(next[4]?.fidelity).toBeCloseTo(1 / 3, 12);
  });
});
