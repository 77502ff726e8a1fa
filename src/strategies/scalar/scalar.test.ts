import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import type { Objective } from '../../space/model.ts';
import { tpe } from '../parzen/tpe.ts';
import { withDefaults } from '../registry.ts';
import type { Observation } from '../strategy.ts';
import { mixedDecisions, problemOf, testSpace } from '../test-space.ts';
import { logBarrier, penalties } from './penalty.ts';
import { scalarized } from './scalarized.ts';
import { schemes } from './schemes.ts';

const both: Objective[] = [
  { measure: 'accuracy', direction: 'maximize' },
  { measure: 'latency', direction: 'minimize' },
];
const scheme = (name: string, args: Record<string, unknown>, objectives = both) => {
  const score = schemes.get(name)!.create(
    Object.entries(args).map(([key, value]) => ({ name: key, value })),
    objectives,
  );
  return (accuracy: number, latency: number, more = {}): number =>
    score({
      costs: objectives.length === 1 ? [-accuracy] : [-accuracy, latency],
      first: [-0.5, 10],
      violation: 0,
      margins: [],
      pressure: 1,
      ...more,
    });
};

describe('schemes that make objectives one', () => {
  it('MnasNet: the known reward; hard leaves what keeps the target', () => {
    expect(-scheme('mnasnet', { target: 80 })(0.75, 90)).toBeCloseTo(0.743842, 6);
    const hard = scheme('mnasnet', { target: 80, hard: true });
    expect([-hard(0.75, 40), -hard(0.75, 160)]).toEqual([0.75, 0.375]);
  });

  it('a weighted sum is in units of the first result; on a concave front only the ends are best', () => {
    expect(scheme('weighted', { accuracy: 0.75, latency: 0.25 })(1, 20)).toBeCloseTo(-0.75 * 2 + 0.25 * 2, 12);
    const front = Array.from({ length: 50 }, (_, i) => [Math.cos((i * Math.PI) / 98), Math.sin((i * Math.PI) / 98)]);
    const costs: Objective[] = both.map(({ measure }) => ({ measure, direction: 'minimize' }));
    for (const weight of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      const score = schemes.get('weighted')!.create(
        [
          { name: 'accuracy', value: weight },
          { name: 'latency', value: 1 - weight },
        ],
        costs,
      );
      const scores = front.map((row) => score({ costs: row, first: [1, 1], violation: 0, margins: [], pressure: 1 }));
      expect([0, 49]).toContain(scores.indexOf(Math.min(...scores)));
    }
  });

  it('lexicographic: the second counts only within the tolerance of the first', () => {
    const score = scheme('lexicographic', { accuracy: 0.1, latency: 0 });
    expect(score(0.91, 1e6)).toBeLessThan(score(0.79, 1));
    expect(score(0.86, 1)).toBeLessThan(score(0.89, 2));
  });

  it('a reference point is met where no part is above 0', () => {
    const score = scheme('reference_point', { accuracy: 0.9, latency: 5 });
    expect(score(0.9, 5)).toBeCloseTo(0, 12);
    expect(score(0.95, 4)).toBeLessThan(0);
    expect(score(0.99, 10)).toBeCloseTo(1 + 0.05 * (1 - 0.1), 12);
  });

  it('penalties: x = 120 where 100 is the limit', () => {
    const of = (kind: string): number => penalties[kind]!.of({ violation: 0.2, margins: [-0.2], pressure: 3 });
    expect(['relu', 'square', 'adaptive', 'reject'].map((kind) => of(kind).toFixed(6))).toEqual([
      '0.200000',
      '0.040000',
      '0.600000',
      'Infinity',
    ]);
    expect(of('barrier')).toBeCloseTo((22 ** 2 - 1) / 2 + Math.log(100), 9);
    expect(scheme('penalty', { kind: 'square', weight: 10 }, both.slice(0, 1))(0.5, 0, { violation: 0.2 })).toBeCloseTo(
      -0.6,
      12,
    );
  });

  it('the log barrier: ln 2 at half the limit, smooth where its parabola begins, steeper the further beyond', () => {
    expect(penalties.barrier!.of({ violation: 0, margins: [0.5, 0.25], pressure: 1 })).toBeCloseTo(3 * Math.LN2, 12);
    const slope = (at: number): number => (logBarrier(at + 1e-7) - logBarrier(at - 1e-7)) / 2e-7;
    expect(slope(0.01 - 1e-6) / slope(0.01 + 1e-6)).toBeCloseTo(1, 3);
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 0.99, noNaN: true }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (x, d) => {
          expect(logBarrier(x)).toBeGreaterThanOrEqual(logBarrier(x + d));
          expect(Number.isFinite(logBarrier(x))).toBe(true);
        },
      ),
    );
  });

  it('what a penalty rejects is infeasible for the strategy', () => {
    const heard: unknown[] = [];
    const listener = {
      ...tpe,
      create: () => ({
        propose: () => [],
        observe: ({ outcome }: Observation) => void heard.push(outcome),
        snapshot: () => null,
        restore: () => {},
      }),
    };
    const score = schemes.get('penalty')!.create([{ name: 'kind', value: 'reject' }], both.slice(0, 1));
    const problem = problemOf(testSpace(mixedDecisions), { objectives: both.slice(0, 1) });
    const strategy = scalarized(listener, problem, {}, random(1), { score, penalizes: true });
    for (const violations of [[0], [0.1]])
      strategy.observe({ assignment: {}, fidelity: 1, outcome: { kind: 'finished', objectives: [0.5], violations } });
    expect(heard).toEqual([{ kind: 'finished', objectives: [-1], violations: [] }, { kind: 'infeasible' }]);
  });

  it.each([
    ['weighted', { accuracy: 0.7, latency: 0.7 }, 'The weights sum to 1.4, but must sum to 1.'],
    ['weighted', { accuracy: 1 }, "'weighted' needs a weight for 'latency' once."],
    ['weighted', { accuracy: 0.5, latencie: 0.5 }, /for each objective, by its name: accuracy, latency\./],
    ['lexicographic', { accuracy: 0, latency: 1 }, /never count/],
    ['mnasnet', {}, /needs the target of 'latency'/],
    ['mnasnet', { target: 80, exponent: 1 }, /at most 0/],
    ['penalty', {}, /one objective/],
    ['penalty', { kind: 'reject', weight: 2 }, /has no weight/, both.slice(0, 1)],
    ['penalty', { kind: 'lag' }, /relu, square, adaptive, barrier, reject/, both.slice(0, 1)],
  ])('%s %j is refused', (name, args, message, objectives: readonly Objective[] = both) => {
    expect(() => scheme(name, args, [...objectives])).toThrow(message);
  });

  it('a run with a score goes on from a snapshot as if it had never stopped; its pressure follows the constraints', () => {
    const space = testSpace(mixedDecisions);
    const seen: number[] = [];
    const make = (seed: number) =>
      scalarized(
        tpe,
        problemOf(space, { objectives: both.slice(0, 1) }),
        withDefaults(tpe, { startup: 3 }),
        random(seed),
        {
          score: ({ costs, violation, pressure }) => {
            seen.push(pressure);
            return costs[0]! + pressure * violation;
          },
          penalizes: true,
        },
      );
    const [plain, stopped] = [make(1), make(1)];
    const step = (strategy: ReturnType<typeof make>): unknown => {
      const [proposal] = strategy.propose(1);
      if (!proposal) return undefined;
      const objectives = [Object.keys(proposal.assignment).length];
      strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives, violations: [0.5] } });
      return proposal.assignment;
    };
    for (let i = 0; i < 6; i++) expect(step(stopped)).toEqual(step(plain));
    const restored = make(2);
    restored.restore(JSON.parse(JSON.stringify(stopped.snapshot())));
    for (let i = 0; i < 8; i++) expect(step(restored)).toEqual(step(plain));
    expect(seen.at(-1)).toBeCloseTo(1.5 ** 4, 12); // the fourteenth: ten in a row and three more before it
  });
});
