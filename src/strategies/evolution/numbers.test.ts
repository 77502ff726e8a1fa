import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import type { RealDecision } from '../../space/decision.ts';
import { withDefaults } from '../registry.ts';
import { problemOf, testSpace } from '../test-space.ts';
import { evolutionBreeder } from './evolution.ts';
import { byFrontAndCrowding, nsga2 } from './nsga2.ts';
import { numberRows } from './number-rows.ts';
import { numberSearch } from './numbers.ts';
import { valuesVariation } from './variation.ts';

describe('a search of numbers', () => {
  const decisions = [0, 1, 2, 3].map(
    (i): RealDecision => ({ kind: 'real', path: `x${i}`, when: [[]], min: -i, max: 2, log: false }),
  );
  const costs = (x: readonly number[]): number[] => [x[0]! ** 2 + x[1]!, (x[0]! - 1) ** 2 + x[2]! * x[3]!];
  const objectives = ['f', 'g'].map((measure) => ({ measure, direction: 'minimize' as const }));

  it.each([1, 12])('asks for the points that the strategy proposes, %i at a time', (offspring) => {
    const problem = problemOf(testSpace(decisions), { objectives });
    const parameters = withDefaults(nsga2, { population: 12, offspring });
    const strategy = nsga2.create(problem, parameters, random(5));
    const breeder = evolutionBreeder(valuesVariation(problem.space, 0.9), parameters, byFrontAndCrowding);
    const search = numberSearch(decisions, random(5), 12, breeder);
    // Three are out at a time; the second of them comes back first.
    const named = strategy.propose(2);
    const asked = [search.ask(), search.ask()];
    for (let trial = 0; trial < 200; trial++) {
      named.push(...strategy.propose(1));
      asked.push(search.ask());
      expect(asked.map((each) => each?.assignment)).toEqual(named.map(({ assignment }) => Object.values(assignment)));
      const [proposal] = named.splice(1, 1);
      const [point] = asked.splice(1, 1);
      if (!proposal || !point) throw new Error('Nothing was asked for.');
      const result = costs(point.assignment as readonly number[]);
      strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives: result, violations: [] } });
      search.tell(point, result, 0);
    }
  });

  it('knows rows by their numbers', () => {
    const row = fc.array(fc.constantFrom(0, 1, 0.1, -2, 1e-300), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 600 }), (rows) => {
        const [set, texts] = [numberRows(3), new Set<string>()];
        for (const each of rows) {
          expect(set.has(each)).toBe(texts.has(String(each)));
          set.add([...each]);
          texts.add(String(each));
          expect(set.has(each)).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });
});
