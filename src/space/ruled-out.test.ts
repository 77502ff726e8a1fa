import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOf } from '../network/cost.ts';
import { elaborateText } from './test/open.ts';

const programs = fc.record({
  edge: fc.constantFrom('skip | conv(1) | conv(5)', 'relu | conv(3, 4 | 64) | conv(1)', 'conv(1 | 3 | 7)'),
  body: fc.constantFrom('e -> e', 'c', 'c -> conv(3, 4 | 32)', 'repeat 1..2 fresh { e }'),
  measure: fc.constantFrom('params', 'macs'),
  operator: fc.constantFrom('<', '>='),
  share: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
});

const source = ({ edge, body }: { edge: string; body: string }, requirement: string): string =>
  `op e = ${edge}  cell c(x) { nodes n[2] = sum(e(all))  return n[2] }
space S { input image(4x4x4) -> ${body} -> global_avg_pool -> dense(2) ${requirement} }`;

test('an option that is ruled out is in no architecture that keeps the requirement', async () => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(programs, async ({ edge, body, measure, operator, share }) => {
      const [free] = (await elaborateText(source({ edge, body }, ''))).spaces;
      if (!free) throw new Error('There is no space.');
      const { model } = free;
      const all = [...model.space.enumerate()].map((assignment) => {
        const costs = costOf(model.instantiate(assignment));
        return { assignment, cost: measure === 'params' ? costs.params : costs.macs };
      });
      const costs = all.map(({ cost }) => cost);
      const limit = Math.round(Math.min(...costs) + share * (Math.max(...costs) - Math.min(...costs)));
      const text = source({ edge, body }, `require ${measure} ${operator} ${limit}`);
      const [limited] = (await elaborateText(text)).spaces;
      const kept = all.filter(({ cost }) => (operator === '<' ? cost < limit : cost >= limit));
      for (const { range, message, code } of limited?.findings ?? []) {
        if (code !== 'option-ruled-out') continue;
        told++;
        const option = /the option '(.*?)' keeps/.exec(message)?.[1];
        for (const decision of limited?.model.space.decisions ?? []) {
          if (decision.kind !== 'choice' || decision.range?.offset !== range.offset) continue;
          const index = decision.options.indexOf(option ?? '');
          expect(kept.filter(({ assignment }) => assignment[decision.path] === index)).toEqual([]);
        }
      }
    }),
    { numRuns: 25, seed: 1 },
  );
  expect(told).toBeGreaterThan(3);
});
