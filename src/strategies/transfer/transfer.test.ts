import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import type { Assignment, Decision } from '../../space/decision.ts';
import { normalCdf, normalQuantile } from '../normal.ts';
import { quantileScores } from '../quantiles.ts';
import { boxOf } from '../reductions/bounding-box.ts';
import { boxedSpace, inBox } from '../reductions/boxed-space.ts';
import { strategies, withDefaults } from '../registry.ts';
import type { EarlierRun, StrategyDefinition, StrategyParameters } from '../strategy.ts';
import { choice, mixedDecisions, problemOf, testSpace } from '../test-space.ts';
import { describeDecision, relatedRuns } from './earlier.ts';

const highest = { measure: 'score', direction: 'maximize' } as const;
const runOf = (
  id: string,
  tried: readonly Assignment[],
  of: (assignment: Assignment) => number,
  decisions: readonly Decision[],
): EarlierRun => ({
  id,
  decisions: decisions.map(describeDecision),
  objectives: [highest],
  members: tried.map((assignment) => ({ assignment, objectives: [of(assignment)], violations: [] })),
});
const small: StrategyParameters = { candidates: 20, portfolio: 3 };
const start = (
  definition: StrategyDefinition,
  earlier: readonly EarlierRun[],
  seed: number,
  problem = problemOf(mixed),
) => {
  const given = Object.fromEntries(
    definition.parameters.flatMap(({ name }) => (name in small ? [[name, small[name]!]] : [])),
  );
  return definition.create({ ...problem, earlier }, withDefaults(definition, given), random(seed));
};
const mixed = testSpace(mixedDecisions);

const cells = testSpace(Array.from({ length: 6 }, (_, i) => choice(`edge${i}`, 5)));
const sum = (a: Assignment): number => Object.values(a).reduce<number>((all, option) => all + Number(option), 0);
const drawnCells = (count: number): Assignment[] => {
  const source = random(5);
  return Array.from({ length: count }, () => cells.sample(source));
};

describe('quantile scores', () => {
  it('are those of the normal distribution', () => {
    expect([normalQuantile(0.975), normalQuantile(0.01), normalQuantile(0.5)].map((z) => z.toFixed(6))).toEqual([
      '1.959964',
      '-2.326348',
      '0.000000',
    ]);
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (p) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 6);
      }),
    );
    // Three values: shares 1/6, 1/2, 5/6; δ = 1 / (4 · 3^¼ · √(π ln 3)) = 0.102280.
    expect([...quantileScores(Float64Array.of(7, 9, 8))].map((z) => z.toFixed(6))).toEqual([
      (-normalQuantile(5 / 6)).toFixed(6),
      normalQuantile(5 / 6).toFixed(6),
      '0.000000',
    ]);
  });

  it('do not change when results are measured otherwise, and equal results have equal ones', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 30 }), (values) => {
        const scores = quantileScores(Float64Array.from(values));
        expect(quantileScores(Float64Array.from(values, (v) => Math.exp(v) * 3))).toEqual(scores);
        for (const [i, a] of values.entries())
          for (const [j, b] of values.entries()) {
            if (a === b) expect(scores[i]).toBe(scores[j]);
            else if (a < b) expect(scores[i]).toBeLessThanOrEqual(scores[j] as number);
          }
      }),
    );
  });
});

describe('quantile_transfer', () => {
  it('begins near the top of what a run on another scale liked, which chance does not', () => {
    // 100 of 15,625 architectures; 20 of 24 is in the best 3%.
    const run = runOf('a', drawnCells(100), (a) => Math.exp(sum(a)), cells.decisions);
    const [first] = start(strategies.get('quantile_transfer')!, [run], 1, problemOf(cells)).propose(1);
    expect(sum(first!.assignment)).toBeGreaterThanOrEqual(18);
  });

  it('turns away from a run that misleads it', () => {
    const run = runOf('a', drawnCells(100), (a) => -sum(a), cells.decisions);
    const strategy = start(strategies.get('quantile_transfer')!, [run], 1, problemOf(cells));
    const found: number[] = [];
    for (let i = 0; i < 40; i++)
      for (const proposal of strategy.propose(1)) {
        found.push(sum(proposal.assignment));
        strategy.observe({
          ...proposal,
          outcome: { kind: 'finished', objectives: [sum(proposal.assignment)], violations: [] },
        });
      }
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(found.slice(30))).toBeGreaterThan(mean(found.slice(0, 5)) + 2);
  });
});

describe('bounding_box', () => {
  const decisions: Decision[] = [
    choice('op', 4),
    { kind: 'integer', path: 'width', when: [[]], min: 8, max: 128, step: 8 },
    { kind: 'real', path: 'rate', when: [[]], min: 0.001, max: 1, log: true },
  ];
  const space = testSpace(decisions);
  const tried = [
    { op: 1, width: 32, rate: 0.01 },
    { op: 3, width: 64, rate: 0.1 },
    { op: 0, width: 128, rate: 1 },
  ];
  const values = [3, 2, 1];
  const run = runOf('a', tried, (a) => values[tried.indexOf(a as (typeof tried)[number])] as number, decisions);
  const related = relatedRuns(problemOf(space), [run], 'same');

  it('holds the best of each run, on the grid, with a margin', () => {
    expect(Object.fromEntries(boxOf(decisions, related, 2, 0))).toEqual({
      op: { options: [1, 3] },
      width: { min: 32, max: 64 },
      rate: { min: 0.01, max: 0.1 },
    });
    expect(boxOf(decisions, related, 1, 0.1).get('width')).toEqual({ min: 24, max: 40 });
  });

  it('every draw lies in the box and is an architecture; everything else comes after it', () => {
    const box = boxOf(decisions, related, 2, 0.05);
    const boxed = boxedSpace(space, box);
    const source = random(1);
    for (let i = 0; i < 200; i++) {
      const drawn = boxed.sample(source);
      expect(inBox(box, drawn)).toBe(true);
      expect(Number(drawn.width) % 8).toBe(0);
      expect(inBox(box, boxed.repair(space.sample(source), source))).toBe(true);
    }
    const run = runOf('a', drawnCells(3), sum, cells.decisions);
    const within = boxOf(cells.decisions, relatedRuns(problemOf(cells), [run], 'same'), 2, 0);
    const strategy = start(strategies.get('bounding_box')!, [run], 3, problemOf(cells));
    const inside = [...cells.enumerate()].filter((a) =>
      inBox(boxOf(cells.decisions, relatedRuns(problemOf(cells), [run], 'same'), 3, 0), a),
    );
    const found: boolean[] = [];
    for (let i = 0; i < 60; i++)
      for (const proposal of strategy.propose(1)) {
        found.push(inside.some((a) => cells.key(a) === cells.key(proposal.assignment)));
        strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives: [1], violations: [] } });
      }
    expect(within.size).toBe(6);
    expect(found.every((isInside, i) => isInside === i < inside.length)).toBe(true);
  });
});
