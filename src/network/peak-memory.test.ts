import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOf } from './cost.ts';
import { createNetworkBuilder } from './draft.ts';
import { leastPeak, type Step } from './peak-memory.ts';
import { image } from './tensor-type.ts';

/** The least peak by trying every order, from the definition. */
function byAllOrders(steps: readonly Step[]): number {
  const end = steps.length - 1;
  const from = (done: ReadonlySet<number>, live: ReadonlySet<number>): number => {
    if (done.size === steps.length) return 0;
    let least = Number.POSITIVE_INFINITY;
    steps.forEach(({ reads }, i) => {
      if (done.has(i) || !reads.every((read) => done.has(read))) return;
      const now = new Set([...done, i]);
      const during = [...live, i];
      const peak = during.reduce((sum, j) => sum + steps[j]!.size, 0);
      const kept = during.filter((j) => j === end || steps.some((step, k) => step.reads.includes(j) && !now.has(k)));
      least = Math.min(least, Math.max(peak, from(now, new Set(kept))));
    });
    return least;
  };
  return from(new Set(), new Set());
}

/** Up to eight steps, the first the input; every step leads to the last. */
const graphs = fc
  .array(
    fc.record({ size: fc.integer({ min: 1, max: 9 }), reads: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }) }),
    {
      minLength: 1,
      maxLength: 7,
    },
  )
  .map((rows): Step[] => {
    const steps = rows.map(({ size, reads }, i) => ({
      size,
      reads: i === 0 ? [] : [...new Set(reads.map((read) => read % i))],
    }));
    const unread = steps.map((_, i) => i).filter((i) => !steps.some(({ reads }) => reads.includes(i)));
    return [...steps, { size: 1, reads: unread }];
  });

test('the least peak is that of the best of all orders', () => {
  fc.assert(
    fc.property(graphs, (steps) => {
      expect(leastPeak(steps)).toBe(byAllOrders(steps));
    }),
    { numRuns: 300 },
  );
});

test('an order that finishes the wide branch first needs less than the written one', () => {
  const b = createNetworkBuilder();
  const x = b.input(image(8, 8, 1));
  // Written first, a narrow branch would be kept while the wide one is at work; done last, only its result is.
  const narrow = b.add('conv', [x], { k: 1, filters: 4 });
  const wide = b.add('conv', [b.add('conv', [x], { k: 1, filters: 16 })], { k: 1, filters: 4 });
  const pixels = 64;
  expect(costOf(b.finish(b.add('sum', [narrow, wide]))).memory).toBe(4 * pixels * (1 + 16 + 4));
});
