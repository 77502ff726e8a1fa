import { describe, expect, it } from 'vitest';
import { random } from '../base/random.ts';
import type { Assignment } from '../space/decision.ts';
import { bananas } from './bananas.ts';
import { bayesian } from './bayesian.ts';
import { randomForest } from './random-forest.ts';
import { acquire } from './surrogates/acquisition.ts';
import { gaussianProcess, rbf } from './surrogates/gaussian-process.ts';
import { trainPerceptrons } from './surrogates/perceptrons.ts';
import { trainRandomForest } from './surrogates/random-forest.ts';
import { choice, problemOf, testSpace } from './test-space.ts';

const at = (...x: number[]): Float64Array => Float64Array.from(x);

describe('a Gaussian process', () => {
  it('has the posterior of two points: 0 ± √0.036454 at 0.5, 0.531375 ± √0.023654 at 0.25', () => {
    const process = gaussianProcess([at(0), at(1)], at(1, -1), rbf(1), 0.01);
    const { mean, deviation } = process?.predict([at(0.5), at(0.25)]) ?? { mean: [], deviation: [] };
    expect(mean[0]).toBeCloseTo(0, 6);
    expect((deviation[0] ?? 0) ** 2).toBeCloseTo(0.036454, 6);
    expect(mean[1]).toBeCloseTo(0.531375, 6);
    expect((deviation[1] ?? 0) ** 2).toBeCloseTo(0.023654, 6);
  });
});

describe('acquisition', () => {
  // Larger is better here: minimising with mean 0.5 and best 0.4 is maximising with -0.5 and -0.4.
  it('gives an expected improvement of 0.0395593 and a probability of 0.308538', () => {
    expect(acquire('ei', -0.5, 0.2, -0.4, random(1))).toBeCloseTo(0.0395593, 6);
    expect(acquire('pi', -0.5, 0.2, -0.4, random(1))).toBeCloseTo(0.308538, 6);
  });
  it('draws the mean itself where the models agree', () => {
    expect(acquire('its', 0.3, 0, 1, random(1))).toBe(0.3);
  });
});

describe.each([
  ['random forest', trainRandomForest(30)],
  ['perceptrons', trainPerceptrons({ members: 3, width: 20, epochs: 200, rate: 0.01 })],
] as const)('a surrogate: %s', (_, train) => {
  it('orders points that it has not seen', () => {
    const source = random(5);
    const rows = Array.from({ length: 120 }, () => at(source.next(), source.next(), source.next()));
    const truth = (row: Float64Array): number => 3 * (row[0] ?? 0) - 2 * ((row[1] ?? 0) - 0.5) ** 2;
    const known = rows.slice(0, 80);
    const unknown = rows.slice(80);
    const { mean } = train(known, Float64Array.from(known, truth), random(6), known.length).predict(unknown);
    let [agree, pairs] = [0, 0];
    for (const [i, a] of unknown.entries()) {
      for (const [j, b] of unknown.slice(0, i).entries()) {
        pairs++;
        if (truth(a) > truth(b) === (mean[i] as number) > (mean[j] as number)) agree++;
      }
    }
    expect(agree / pairs).toBeGreaterThan(0.85);
  });
});

describe.each([bayesian, randomForest, bananas])('$name', (definition) => {
  it('finds far better architectures than random search on an additive score', () => {
    const space = testSpace(Array.from({ length: 6 }, (_, i) => choice(`e${i}`, 4)));
    const score = (a: Assignment): number => Object.values(a).reduce<number>((sum, v) => sum + Number(v), 0);
    let total = 0;
    for (let seed = 0; seed < 2; seed++) {
      const strategy = definition.create(
        problemOf(space),
        { candidates: 60, ensemble: 3, epochs: 30, every: 5 },
        random(seed),
      );
      let best = 0;
      for (let trial = 0; trial < 60; trial++) {
        const [proposal] = strategy.propose(1);
        if (!proposal) throw new Error('Nothing was proposed.');
        best = Math.max(best, score(proposal.assignment));
        const outcome = { kind: 'finished', objectives: [score(proposal.assignment)], violations: [] } as const;
        strategy.observe({ ...proposal, outcome });
      }
      total += best / 2;
    }
    expect(total).toBeGreaterThan(15.5); // random search: 14.2
  });
});
