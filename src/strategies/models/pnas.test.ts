import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import type { Assignment, Decision } from '../../space/decision.ts';
import { oneHot } from '../encoding.ts';
import { growthOf } from '../reductions/growth.ts';
import type { Strategy } from '../strategy.ts';
import { recurrent, sequences, trainRecurrent } from '../surrogates/recurrent.ts';
import { ensemble, type Train } from '../surrogates/surrogate.ts';
import { choice, problemOf, testSpace } from '../test-space.ts';
import { pnas } from './pnas.ts';
import { progressive } from './progressive.ts';

/** Tries until `trials` are done or a pass is over; gives the assignments. */
function run(strategy: Strategy, value: (a: Assignment) => number, trials: number): Assignment[] {
  const tried: Assignment[] = [];
  while (tried.length < trials) {
    const [proposal] = strategy.propose(1);
    if (!proposal) break;
    tried.push(proposal.assignment);
    const outcome = { kind: 'finished', objectives: [value(proposal.assignment)], violations: [] } as const;
    strategy.observe({ ...proposal, outcome });
  }
  return tried;
}

describe('progressive search', () => {
  const cell = testSpace([1, 2, 3, 4].flatMap((n) => ['a', 'b'].map((name) => choice(`n${n}/${name}`, 3))));
  const worth = random('worth of options');
  const values = Object.fromEntries(cell.decisions.map(({ path }) => [path, [0, 1, 2].map(() => worth.next())]));
  const additive = (a: Assignment): number =>
    Object.entries(a).reduce((sum, [path, option]) => sum + (values[path]?.[Number(option)] ?? 0), 0);
  const encoding = oneHot(cell.decisions);
  /** A model that knows the truth. */
  const exact: Train = () =>
    ensemble([
      (row) =>
        row.reduce((sum, x, i) => sum + x * (values[cell.decisions[Math.floor(i / 3)]?.path ?? '']?.[i % 3] ?? 0), 0),
    ]);
  const top = Object.values(values).reduce((sum, options) => sum + Math.max(...options), 0);

  it('is optimal for a sum of values of options with a beam of one: 9 trials, then at most one a block', () => {
    for (let seed = 0; seed < 10; seed++) {
      const options = { beam: 1, first: 9, candidates: 1000, encoding, train: exact };
      const tried = run(progressive(problemOf(cell), random(seed), options), additive, 9 + 3);
      expect(Math.max(...tried.map(additive))).toBeCloseTo(top, 12);
    }
  });
  it('tries everything with a beam without bounds', () => {
    const options = { beam: 1e6, first: 1e6, candidates: 1e6, encoding, train: exact };
    const tried = run(progressive(problemOf(cell), random(1), options), additive, 1e6);
    expect(new Set(tried.map((a) => cell.key(a))).size).toBe(3 ** 8);
  });

  it('tries 136 + 4 · 256 = 1,160 cells of the space of the paper', () => {
    const decisions = [1, 2, 3, 4, 5].flatMap((b) => [
      choice(`b${b}/in1`, b + 1),
      choice(`b${b}/op1`, 8),
      choice(`b${b}/in2`, b + 1),
      choice(`b${b}/op2`, 8),
    ]);
    // Too large to be counted by enumeration.
    const space = { ...testSpace([]), decisions, ...plain(decisions) };
    const blockOf = (a: Assignment, b: number): string =>
      [`${a[`b${b}/in1`]}.${a[`b${b}/op1`]}`, `${a[`b${b}/in2`]}.${a[`b${b}/op2`]}`].sort().join('+');
    const identity = (a: Assignment): string => [1, 2, 3, 4, 5].map((b) => blockOf(a, b)).join(' ');
    const strategy = pnas.create(
      problemOf(space, { identity }),
      { beam: 256, candidates: 3000, ensemble: 1, width: 4, epochs: 1 },
      random(5),
    );
    const tried = run(strategy, (a) => random(identity(a)).next(), 1160);
    const [start] = tried;
    if (!start) throw new Error('Nothing was tried.');
    const revealed = tried.map((a) =>
      Math.max(...[1, 2, 3, 4, 5].map((b) => (blockOf(a, b) === blockOf(start, b) ? 0 : b))),
    );
    // Up to the end of a level only its blocks differ from the start.
    for (const [at, most] of [135, 391, 647, 903, 1159].entries())
      expect(Math.max(...revealed.slice(0, most + 1))).toBe(at + 1);
    expect(new Set(tried.slice(0, 136).map((a) => blockOf(a, 1))).size).toBe(136);
  });

  it('grows counts as far as a block needs them', () => {
    const when = (n: number) => Array.from({ length: 4 - n }, (_, i) => [{ path: 'repeat.count', option: n + i }]);
    const space = testSpace([
      { kind: 'integer', path: 'repeat.count', when: [[]], min: 1, max: 3, step: 1 },
      ...[1, 2, 3].map((n) => choice(`repeat[${n}]/op`, 2, when(n))),
    ]);
    const growth = growthOf(space);
    expect(growth.levels).toBe(3);
    const base = growth.start(space.sample(random(1)), random(1));
    const counts = [0, 1, 2].map((level) =>
      [...growth.expand(level, [base], base, 100, random(2))].map((a) => a['repeat.count']),
    );
    expect(counts).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });
});

/** Sampling and repair of choices that always exist. */
function plain(decisions: readonly Decision[]) {
  const sizes = decisions.map((decision) => ('options' in decision ? decision.options.length : 1));
  const repair = (partial: Assignment, source: ReturnType<typeof random>): Assignment =>
    Object.fromEntries(decisions.map(({ path }, i) => [path, partial[path] ?? source.integer(sizes[i] as number)]));
  return {
    count: undefined,
    repair,
    sample: (source: ReturnType<typeof random>) => repair({}, source),
    active: () => [...decisions],
    key: (a: Assignment) => decisions.map(({ path }) => a[path]).join(),
  };
}

describe('an ensemble of LSTMs', () => {
  it('has exact gradients', () => {
    const network = recurrent([3, 2, 4], 5, random(1));
    const row = Float64Array.from([2, -1, 1]);
    const gradient = new Float64Array(network.weights.length);
    network.learn(row, 0.7, gradient);
    const value = (): number => -0.5 * (0.7 - network.run(row)) ** 2;
    for (let i = 0; i < network.weights.length; i++) {
      const kept = network.weights[i] as number;
      network.weights[i] = kept + 1e-5;
      const up = value();
      network.weights[i] = kept - 1e-5;
      const down = value();
      network.weights[i] = kept;
      expect(gradient[i]).toBeCloseTo((up - down) / 2e-5, 7);
    }
  });
  it('orders architectures that it has not seen', () => {
    const space = testSpace(Array.from({ length: 4 }, (_, i) => choice(`e${i}`, 4)));
    const truth = (a: Assignment): number => Object.values(a).reduce<number>((sum, v) => sum + Number(v), 0);
    const { encode, sizes } = sequences(space.decisions);
    const all = random(2).shuffle([...space.enumerate()]);
    const [known, unknown] = [all.slice(0, 80), all.slice(80)];
    const train = trainRecurrent(sizes, { members: 2, width: 8, epochs: 60, rate: 0.02 });
    const scores = Float64Array.from(known, (a) => (truth(a) - 6) / 2.2);
    const { mean } = train(known.map(encode), scores, random(3), 80).predict(unknown.map(encode));
    let [agree, pairs] = [0, 0];
    for (const [i, a] of unknown.entries()) {
      for (const [j, b] of unknown.slice(0, i).entries()) {
        if (truth(a) === truth(b)) continue;
        pairs++;
        if (truth(a) > truth(b) === (mean[i] as number) > (mean[j] as number)) agree++;
      }
    }
    expect(agree / pairs).toBeGreaterThan(0.9);
  });
});
