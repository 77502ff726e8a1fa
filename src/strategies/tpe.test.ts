import { describe, expect, it } from 'vitest';
import { random } from '../base/random.ts';
import { bandwidths, categorical, numeric, parzenWeights } from './parzen.ts';
import { problemOf, testSpace } from './test-space.ts';
import { tpe } from './tpe.ts';

const close = (values: Iterable<number>, wanted: readonly number[]): void => {
  for (const [i, value] of [...values].entries()) expect(value).toBeCloseTo(wanted[i] ?? Number.NaN, 4);
};

describe('Parzen estimators', () => {
  it('have the bandwidths of the larger gaps: (.3, .4, .4) for .2, .5, .9', () => {
    close(bandwidths([0.2, 0.5, 0.9]), [0.3, 0.4, 0.4, 1]);
    expect(bandwidths([0.5, 0.5, 0.5])[1]).toBeCloseTo(0.2, 12); // the lower clip
  });
  it('give (.40625, .15625, .28125, .15625) for options 0, 0, 2 of four', () => {
    close(categorical(4, [0, 0, 2], [1, 1, 1]), [0.40625, 0.15625, 0.28125, 0.15625]);
  });
  it('weigh old observations less: .0333, .2750, .5167, .7583, 1, … of 30', () => {
    close(parzenWeights(30).subarray(0, 6), [0.0333, 0.275, 0.5167, 0.7583, 1, 1]);
    close(parzenWeights(24), new Array<number>(24).fill(1));
  });

  const density = (n: number, seed: number) => {
    const source = random(seed);
    const places = Float64Array.from({ length: n }, () => source.next() ** 2);
    return { places, density: numeric(places, parzenWeights(n)) };
  };
  it.each([5, 100, 2000])('of %i observations integrate to 1', (n) => {
    const { log } = density(n, n).density;
    let sum = 0;
    for (let i = 0; i < 20_000; i++) sum += Math.exp(log((i + 0.5) / 20_000)) / 20_000;
    expect(sum).toBeCloseTo(1, 2);
  });
  it('gathered on a grid are those summed one by one', () => {
    const { places, density: fast } = density(2000, 7);
    const sigmas = bandwidths(places);
    const weights = parzenWeights(2000);
    const total = weights.reduce((a, b) => a + b, 1);
    for (const x of [0.001, 0.01, 0.2, 0.5, 0.77, 0.99]) {
      let sum = 0;
      for (let i = 0; i <= 2000; i++) {
        const [mean, share] = i < 2000 ? [places[i] as number, (weights[i] as number) / total] : [0.5, 1 / total];
        const sigma = sigmas[i] as number;
        // The part inside [0, 1], by the midpoint rule.
        let inside = 0;
        const step = Math.min(sigma / 20, 0.01);
        for (let at = step / 2; at < 1; at += step) {
          if (Math.abs(at - mean) < 6 * sigma) inside += step * Math.exp(-0.5 * ((at - mean) / sigma) ** 2);
        }
        sum += (share * Math.exp(-0.5 * ((x - mean) / sigma) ** 2)) / inside;
      }
      expect(Math.abs(Math.exp(fast.log(x)) / sum - 1)).toBeLessThan(0.03);
    }
  });
});

describe.each([true, false])('TPE, multivariate: %s', (multivariate) => {
  it('finds the place of a peak in two numbers better than random search does', () => {
    const decisions = ['x', 'y'].map(
      (path) => ({ kind: 'real', path, when: [[]], min: 0, max: 1, log: false }) as const,
    );
    let missed = 0;
    for (let seed = 0; seed < 20; seed++) {
      const strategy = tpe.create(problemOf(testSpace(decisions)), { multivariate }, random(seed));
      let best = Number.POSITIVE_INFINITY;
      for (let trial = 0; trial < 60; trial++) {
        const [proposal] = strategy.propose(1);
        if (!proposal) throw new Error('Nothing was proposed.');
        const { x, y } = proposal.assignment;
        const distance = Math.hypot(Number(x) - 0.3, Number(y) - 0.8);
        best = Math.min(best, distance);
        strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives: [-distance], violations: [] } });
      }
      missed += best / 20;
    }
    expect(missed).toBeLessThan(0.035); // random search: 0.5 / sqrt(60) = 0.065
  });
});
