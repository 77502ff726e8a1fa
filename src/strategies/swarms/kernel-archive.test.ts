import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import type { Assignment, Decision } from '../../space/decision.ts';
import { choice, problemOf, testSpace } from '../test-space.ts';
import { antColony } from './ant-colony.ts';
import { kernelArchive, kernelDeviation, rankWeights } from './kernel-archive.ts';

const real = (path: string, min: number, max: number, log = false): Decision => ({
  kind: 'real',
  path,
  when: [[]],
  min,
  max,
  log,
});

describe('kernels of an archive', () => {
  it('weigh three solutions .265962, .212965, .109340 for q = 0.5', () => {
    const wanted = [0.265962, 0.212965, 0.10934];
    for (const [i, weight] of rankWeights(3, 0.5).entries()) expect(weight).toBeCloseTo(wanted[i] as number, 6);
  });
  it('are .85 (.3 + .4) / 2 = .2975 wide at .4 among .1, .4, .8, whoever lacks the number', () => {
    expect(kernelDeviation([0.1, 0.4, 0.8], 0.4, 0.85)).toBeCloseTo(0.2975, 12);
    expect(kernelDeviation([0.1, Number.NaN, 0.4, 0.8], 0.4, 0.85)).toBeCloseTo(0.2975, 12);
    expect(kernelDeviation([0.4, Number.NaN], 0.4, 0.85)).toBeNaN();
  });
  it('draw logarithms of what is searched on a log scale, and integers with both ends as likely as the others', () => {
    const numbers = kernelArchive(
      [real('rate', 1e-4, 1, true), { kind: 'integer', path: 'depth', when: [[]], min: 1, max: 3, step: 1 }],
      1,
    );
    // Places .25 and .75 of the logarithm, 1/6 and 5/6 of the integer.
    numbers.load(
      [
        { rate: 1e-3, depth: 1 },
        { rate: 1e-1, depth: 3 },
      ],
      Float64Array.of(1, 0),
    );
    const source = random(1);
    const drawn = Array.from({ length: 4000 }, () => numbers.draw(source));
    const below = (limit: number): number => drawn.filter(({ rate }) => Number(rate) < limit).length / drawn.length;
    // N(.25, .5²) has .62465 in [0, 1], .19146 of it below .25.
    expect(below(1e-3)).toBeCloseTo(0.19146 / 0.62465, 1);
    expect(drawn.every(({ depth }) => [1, 2, 3].includes(Number(depth)))).toBe(true);
    // N(1/6, (2/3)²) cut: the thirds have Φ of (−.25, .25), (.25, .75), (.75, 1.25) = .19741, .17480, .12098.
    const share = (value: number): number => drawn.filter(({ depth }) => depth === value).length / drawn.length;
    expect(share(1)).toBeCloseTo(0.4003, 1);
    expect(share(3)).toBeCloseTo(0.2453, 1);
  });
  it('draw near another member what the chosen one does not have, and anywhere what none has', () => {
    const numbers = kernelArchive([real('a', 0, 1), real('b', 0, 1), real('c', 0, 1)], 1);
    numbers.load([{ a: 0.5 }, { a: 0.5, b: 0.9 }, { a: 0.5, b: 0.9 }], Float64Array.of(1, 0.1, 0.1));
    const source = random(2);
    const drawn = Array.from({ length: 100 }, () => numbers.draw(source));
    for (const { a, b } of drawn) expect([a, b]).toEqual([0.5, 0.9]);
    expect(Math.max(...drawn.map(({ c }) => Number(c)))).toBeGreaterThan(0.9);
    expect(Math.min(...drawn.map(({ c }) => Number(c)))).toBeLessThan(0.1);
  });
  it('lead an ant colony to a bottom whose place depends on a choice, far closer than bins did', () => {
    const space = testSpace([choice('kind', 3), real('x', 0, 1), real('y', 0, 1)]);
    const cost = ({ kind, x, y }: Assignment): number =>
      (Number(x) - [0.2, 0.5, 0.8][Number(kind)]!) ** 2 + (Number(y) - 0.37) ** 2 + Number(kind) / 10;
    let sum = 0;
    for (let seed = 0; seed < 10; seed++) {
      const strategy = antColony.create(
        problemOf(space, { objectives: [{ measure: 'cost', direction: 'minimize' }] }),
        {},
        random(seed),
      );
      let best = Number.POSITIVE_INFINITY;
      for (let trial = 0; trial < 150; trial++) {
        const [proposal] = strategy.propose(1);
        if (!proposal) break;
        const value = cost(proposal.assignment);
        best = Math.min(best, value);
        strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives: [value], violations: [] } });
      }
      sum += best;
    }
    // With sixteen bins a draw is 0.018 off in each number on the average: 6.5e-4.
    expect(sum / 10).toBeLessThan(1e-5);
  });
});
