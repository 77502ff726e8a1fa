import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import type { Assignment, Choice } from '../../space/decision.ts';
import { oneHot } from '../encoding.ts';
import { acquire } from '../surrogates/acquisition.ts';
import { gaussianProcess } from '../surrogates/gaussian-process.ts';
import { mixedKernel, rbf } from '../surrogates/kernels.ts';
import { trainPerceptrons } from '../surrogates/perceptrons.ts';
import { trainRandomForest } from '../surrogates/random-forest.ts';
import { ensemble } from '../surrogates/surrogate.ts';
import { subtrees, wlEncoding, wlSimilarity } from '../surrogates/weisfeiler-lehman.ts';
import { choice, mixedDecisions, problemOf, testSpace } from '../test-space.ts';
import { bananas } from './bananas.ts';
import { bayesian } from './bayesian.ts';
import { modelSearch } from './model-search.ts';
import { pathBits, pathEncoding } from './path-encoding.ts';
import { randomForest } from './random-forest.ts';

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

describe('draws from a Gaussian process', () => {
  it('have its means, its spreads and its correlations', () => {
    const process = gaussianProcess([at(0), at(1)], at(1, -1), rbf(1), 0.01);
    const places = [at(0.25), at(0.5), at(0.26)];
    const source = random(7);
    const draws = Array.from({ length: 4000 }, () => process?.draw(places, source) ?? at());
    const of = (i: number): number[] => draws.map((draw) => draw[i] ?? Number.NaN);
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(of(0))).toBeCloseTo(0.531375, 1);
    expect(mean(of(1).map((x) => x * x))).toBeCloseTo(0.036454, 2);
    // Neighbours go together: their difference hardly varies.
    expect(mean(draws.map((draw) => ((draw[0] ?? 0) - (draw[2] ?? 0) - 0.02) ** 2))).toBeLessThan(0.001);
  });
});

describe('the mixed kernel', () => {
  it('is exp(-w differing options) times Matérn 5/2 of the numbers, missing decisions differing from all values', () => {
    const { encoding, family } = mixedKernel(mixedDecisions);
    const kernel = family.kernel([0.5, 1]);
    const row = (a: Assignment): Float64Array => encoding.encode(a);
    const a = { op: 0, depth: 1 };
    expect(kernel(row(a), row(a))).toBe(1);
    expect(kernel(row(a), row({ op: 2, depth: 1 }))).toBeCloseTo(Math.exp(-0.5), 12);
    // A depth of 3 on a grid of three lies 2/3 away.
    const r = Math.sqrt(5) * (2 / 3);
    expect(kernel(row(a), row({ op: 0, depth: 3 }))).toBeCloseTo((1 + r + (r * r) / 3) * Math.exp(-r), 12);
    expect(kernel(row({ op: 0, depth: 1, deep: 0 }), row(a))).toBeCloseTo(Math.exp(-0.5), 12);
  });
});

describe('the kernel of paths', () => {
  it('is exp(-w bits and options that differ)', () => {
    const decisions = [choice('normal/n1/edge[x]', 3), choice('width', 3)];
    const bits = pathBits(decisions, 1000);
    if (!bits) throw new Error('There is a cell.');
    const { encoding, family } = mixedKernel(bits.others, bits);
    const row = (edge: number, width: number): Float64Array => encoding.encode({ 'normal/n1/edge[x]': edge, width });
    const kernel = family.kernel([0.5]);
    expect(kernel(row(0, 1), row(0, 1))).toBe(1);
    expect(kernel(row(0, 1), row(2, 1))).toBeCloseTo(Math.exp(-1), 12);
    expect(kernel(row(0, 1), row(2, 0))).toBeCloseTo(Math.exp(-1.5), 12);
  });
});

describe('the Weisfeiler-Lehman kernel', () => {
  // in -> A -> B -> out with in -> out as well.
  const chain = (a: string, b: string) => ({
    labels: ['in', a, b, 'out'],
    inputs: [[], [0], [1], [2, 0]],
    details: [],
  });
  it.each([
    [0, 6, 4, 4, 0.816497],
    [1, 10, 8, 6, 0.67082],
    [2, 14, 12, 8, 0.617213],
  ])('after %i rounds gives %i, %i, %i and %f', (rounds, own, other, both, similarity) => {
    const [g1, g2] = [subtrees(chain('c3', 'c3'), rounds), subtrees(chain('c3', 'mp'), rounds)];
    const dot = (x: Map<string, number>, y: Map<string, number>): number =>
      [...x].reduce((sum, [label, count]) => sum + count * (y.get(label) ?? 0), 0);
    expect([dot(g1, g1), dot(g2, g2), dot(g1, g2)]).toEqual([own, other, both]);
    expect(both / Math.sqrt(own * other)).toBeCloseTo(similarity, 6);
  });
  it('is the cosine of the rows', () => {
    const { encode } = wlEncoding(({ second }) => chain('c3', second === 0 ? 'c3' : 'mp'));
    expect(wlSimilarity(encode({ second: 0 }), encode({ second: 1 }))).toBeCloseTo(0.617213, 6);
    expect(wlSimilarity(encode({ second: 1 }), encode({ second: 1 }))).toBeCloseTo(1, 12);
  });
});

describe('the path encoding', () => {
  const edges = ['n1/edge[x]', 'n2/edge[x]', 'n2/edge[n1]', 'n3/edge[x]', 'n3/edge[n1]', 'n3/edge[n2]'];
  const decisions = edges.map((path) => choice(`normal/${path}`, 5));
  const of = (ops: readonly number[]): Assignment =>
    Object.fromEntries(decisions.map(({ path }, i) => [path, ops[i] as number]));
  const ones = (row: Float64Array): number[] => [...row.keys()].filter((i) => row[i] === 1);
  it('of NAS-Bench-201 has 5 + 25 + 125 bits, of which four at most are one', () => {
    const encoding = pathEncoding(decisions, 1000);
    expect(encoding?.size).toBe(155);
    // Paths: edge x-n3 alone (4); x-n1-n3 (0, 3); x-n2-n3 (1, 2); x-n1-n2-n3 (0, 1, 2).
    const row = encoding?.encode(of([0, 1, 1, 4, 3, 2])) ?? at();
    expect(ones(row)).toEqual([4, 5 + 1 + 2 * 5, 5 + 0 + 3 * 5, 30 + 0 + 1 * 5 + 2 * 25].sort((a, b) => a - b));
  });
  it('truncated has the shortest paths only', () => {
    const encoding = pathEncoding(decisions, 30);
    expect(encoding?.size).toBe(30);
    expect(ones(encoding?.encode(of([0, 1, 1, 4, 3, 2])) ?? at())).toEqual([4, 16, 20]);
  });
  it('follows edges whose start is picked, and keeps other decisions one-hot', () => {
    const picks: Choice = { kind: 'choice', path: 'cell/n2/pick', when: [[]], options: ['x', 'n1'] };
    const encoding = pathEncoding(
      [choice('cell/n1/edge[x]', 2), picks, choice('cell/n2/edge', 2), choice('width', 3)],
      1000,
    );
    expect(encoding?.size).toBe(2 + 4 + 3);
    const row = (pick: number) =>
      encoding?.encode({ 'cell/n1/edge[x]': 1, 'cell/n2/pick': pick, 'cell/n2/edge': 0, width: 2 }) ?? at();
    // n1 is not read: its path ends at the output as well.
    expect(ones(row(0))).toEqual([0, 1, 6 + 2]);
    expect(ones(row(1))).toEqual([2 + 1, 6 + 2]);
  });
  it('of cells that compute the same is the same: `none` cuts a path, `skip` is no operation of it', () => {
    const named = edges.map(
      (path): Choice => ({
        kind: 'choice',
        path: `normal/${path}`,
        when: [[]],
        options: ['none', 'skip', 'a', 'b', 'c'],
      }),
    );
    const encode = (...ops: number[]): number[] => {
      const row = pathEncoding(named, 1000)?.encode(
        Object.fromEntries(named.map(({ path }, i) => [path, ops[i] as number])),
      );
      return ones(row ?? at());
    };
    // x -a-> n3 alone, by way of n1, and by way of n2.
    expect(encode(0, 0, 0, 2, 0, 0)).toEqual([1]);
    expect(encode(1, 0, 0, 0, 2, 0)).toEqual([1]);
    expect(encode(0, 2, 4, 0, 3, 1)).toEqual([1]);
    // x -b-> n1 -skip-> n3 beside x -skip-> n3: a path of nothing, one of b.
    expect(encode(3, 0, 0, 1, 1, 0)).toEqual([0, 2]);
    expect(encode(0, 0, 0, 0, 0, 0)).toEqual([]);
    expect(pathEncoding(named, 1000)?.size).toBe(1 + 3 + 9 + 27);
  });
  it('is undefined without cells', () => {
    expect(pathEncoding([choice('width', 3)], 1000)).toBeUndefined();
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

describe('BANANAS', () => {
  it('finds the optimum in the first round with a perfect predictor and candidates that hold it', () => {
    const space = testSpace(Array.from({ length: 4 }, (_, i) => choice(`e${i}`, 3)));
    const encoding = oneHot(space.decisions);
    const worth = (a: Assignment): number => Object.values(a).reduce<number>((sum, v) => sum + Number(v), 0);
    const exact = (row: Float64Array): number => row.reduce((sum, x, i) => sum + x * (i % 3), 0);
    const options = { startup: 5, candidates: 2000, acquisition: 'its', every: 1, pending: 'mean', encoding } as const;
    for (let seed = 0; seed < 5; seed++) {
      const strategy = modelSearch(problemOf(space), random(seed), {
        ...options,
        train: () => ensemble([exact, exact]),
      });
      const tried = Array.from({ length: 6 }, () => {
        const [proposal] = strategy.propose(1);
        if (!proposal) throw new Error('Nothing was proposed.');
        const objectives = [worth(proposal.assignment)];
        strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives, violations: [] } });
        return objectives[0] as number;
      });
      expect(Math.max(...tried)).toBe(8);
    }
  });
  it('of equal networks is sure: an independent draw is the mean', () => {
    const { mean, deviation } = ensemble([() => 0.3, () => 0.3]).predict([at(1)]);
    expect([...deviation]).toEqual([0]);
    expect(acquire('its', mean[0] as number, deviation[0] as number, 1, random(1))).toBe(0.3);
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
