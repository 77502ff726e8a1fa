import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestFirst, type Direction, dominates, frontRanks, type Outcome, totalViolation } from './dominance.ts';
import { createFront } from './front.ts';

const directions = fc.array(fc.constantFrom<Direction>('maximize', 'minimize'), { minLength: 1, maxLength: 3 });
const outcomesFor = (n: number) =>
  fc.array(
    fc.record({
      objectives: fc.array(fc.constantFrom(0, 1, 2, 3, Number.NaN), { minLength: n, maxLength: n }),
      violations: fc.array(fc.constantFrom(0, 0, 0, 1, 2), { maxLength: 2 }),
    }),
    { maxLength: 25 },
  );
const problem = directions.chain((d) => fc.tuple(fc.constant(d), outcomesFor(d.length)));

describe('domination', () => {
  it('is a strict partial order', () => {
    fc.assert(
      fc.property(problem, ([d, outcomes]) => {
        for (const a of outcomes) {
          expect(dominates(a, a, d)).toBe(false);
          for (const b of outcomes) {
            if (!dominates(a, b, d)) continue;
            expect(dominates(b, a, d)).toBe(false);
            for (const c of outcomes) if (dominates(b, c, d)) expect(dominates(a, c, d)).toBe(true);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('ranks each outcome one behind the last front that holds something better', () => {
    fc.assert(
      fc.property(problem, ([d, outcomes]) => {
        const ranks = frontRanks(outcomes, d);
        outcomes.forEach((a, i) => {
          const better = outcomes.flatMap((b, j) => (dominates(b, a, d) ? [ranks[j] as number] : []));
          expect(ranks[i]).toBe(better.length === 0 ? 0 : Math.max(...better) + 1);
        });
      }),
    );
  });

  it('keeps the same front one by one as at once', () => {
    fc.assert(
      fc.property(problem, ([d, outcomes]) => {
        const front = createFront<Outcome>(d);
        for (const outcome of outcomes) front.add(outcome);
        const ranks = frontRanks(outcomes, d);
        expect(new Set(front.members)).toEqual(new Set(outcomes.filter((_, i) => ranks[i] === 0)));
      }),
    );
  });

  it('orders by violation, then front, then first objective', () => {
    const outcome = (objectives: number[], violations: number[] = [0]): Outcome => ({ objectives, violations });
    const [a, b, c, e] = [outcome([3, 3]), outcome([2, 1]), outcome([2, 3]), outcome([9, 0], [0.5])] as const;
    expect(bestFirst([e, c, b, a], ['maximize', 'minimize'])).toEqual([a, b, c, e]);
    fc.assert(
      fc.property(problem, ([d, outcomes]) => {
        const ordered = bestFirst(outcomes, d);
        ordered.forEach((worse, i) => {
          for (const better of ordered.slice(0, i)) {
            expect(totalViolation(better)).toBeLessThanOrEqual(totalViolation(worse));
            expect(dominates(worse, better, d)).toBe(false);
          }
        });
      }),
    );
  });
});
