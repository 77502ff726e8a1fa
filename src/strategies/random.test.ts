import { describe, expect, it } from 'vitest';
import { random } from '../base/random.ts';
import { randomSearch } from './random.ts';
import { choice, problemOf, testSpace } from './test-space.ts';

const space = testSpace(Array.from({ length: 6 }, (_, i) => choice(`e${i}`, 5)));
const indexOf = (assignment: Readonly<Record<string, unknown>>): number =>
  Object.values(assignment).reduce<number>((index, digit) => index * 5 + Number(digit), 0);

describe('random search', () => {
  it('finds one of the best 1 % of 15,625 architectures in 100 draws with probability 1 - 0.99^100', () => {
    const runs = 1500;
    let found = 0;
    for (let seed = 0; seed < runs; seed++) {
      const best = random(`values ${seed}`).shuffle(Array.from({ length: 15_625 }, (_, i) => i < 156));
      const strategy = randomSearch.create(problemOf(space), {}, random(seed));
      if (strategy.propose(100).some(({ assignment }) => best[indexOf(assignment)])) found++;
    }
    // Standard error 0.0125; drawing without repeats and 156 of 15,625 move the exact value by less than 0.002.
    expect(Math.abs(found / runs - (1 - 0.99 ** 100))).toBeLessThan(0.04);
  });

  it('draws every value of a decision as often', () => {
    const counts = [0, 0, 0, 0, 0];
    for (let seed = 0; seed < 5000; seed++) {
      const [proposal] = randomSearch.create(problemOf(space), {}, random(seed)).propose(1);
      counts[Number(proposal?.assignment.e3)]!++;
    }
    const chiSquare = counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(18.5); // 4 degrees of freedom, p = 0.001
  });

  it('gives up in an endless space where nothing is feasible', () => {
    const endless = testSpace([{ kind: 'real', path: 'lr', when: [[]], min: 1e-4, max: 1, log: true }]);
    const strategy = randomSearch.create(problemOf(endless, { feasible: () => false }), {}, random(1));
    expect(strategy.propose(1)).toEqual([]);
  });
});
