import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import { problemOf, testSpace } from '../test-space.ts';
import { bandwidths, categorical, numeric, parzenWeights } from './parzen.ts';
import { numberKernels, optionKernels } from './parzen-cells.ts';
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
  it.each([5, 100])('of %i observations integrate to 1', (n) => {
    expect(integral(density(n, n).density.log)).toBeCloseTo(1, 2);
  });

  const integral = (log: (place: number) => number): number => {
    let sum = 0;
    for (let i = 0; i < 20_000; i++) sum += Math.exp(log((i + 0.5) / 20_000)) / 20_000;
    return sum;
  };
  const kernelsOf = (places: Float64Array, order: readonly number[]) => {
    const kernels = numberKernels();
    for (const i of order) kernels.add(i, places[i] as number);
    return kernels.model(places.length);
  };
  it('gathered on a grid are those summed one by one, whatever the order they come in', () => {
    const { places, density: slow } = density(2000, 7);
    const inOrder = [...places.keys()];
    const fast = kernelsOf(places, inOrder);
    const shuffled = kernelsOf(places, random(8).shuffle(inOrder));
    expect(integral(fast)).toBeCloseTo(1, 2);
    for (const x of [0.001, 0.01, 0.2, 0.5, 0.77, 0.99]) {
      expect(Math.abs(Math.exp(fast(x) - slow.log(x)) - 1)).toBeLessThan(0.03);
      expect(shuffled(x)).toBeCloseTo(fast(x), 9);
    }
  });
  it('of options are those counted at once', () => {
    const source = random(9);
    const options = Float64Array.from({ length: 500 }, () => source.integer(4));
    const kernels = optionKernels(4);
    for (const [i, option] of options.entries()) kernels.add(i, option);
    close(kernels.model(500), [...categorical(4, options, parzenWeights(500))]);
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
