import fc from 'fast-check';
import { expect, it } from 'vitest';
import { random } from '../base/random.ts';
import type { Assignment } from '../space/decision.ts';
import { createSeen } from './seen.ts';
import { choice, problemOf, testSpace } from './test-space.ts';

/** 21,952 assignments, more than are listed. */
const space = testSpace([28, 28, 28].map((options, i) => choice(`d${i}`, options)));
const sum = (a: Assignment): number => Object.values(a).reduce<number>((all, option) => all + Number(option), 0);

it('finds the last few architectures that keep the requirements of a space too large to list, each once', () => {
  const feasible = (a: Assignment): boolean => sum(a) <= 1; // 4 of 21,952: 10,000 draws miss one in 16 cases of 100
  for (const seed of [1, 2]) {
    const problem = problemOf(space, { feasible });
    const [seen, source] = [createSeen(problem), random(seed)];
    const found: string[] = [];
    for (let i = 0; i < 5; i++) {
      const drawn = seen.draw(source);
      if (drawn) found.push(space.key(drawn));
    }
    expect(new Set(found).size).toBe(4);
    expect(found).toHaveLength(4);
    expect(seen.draw(source)).toBeUndefined();
  }
});

it('goes on with what is left of it after a restart anywhere, results of others included', () => {
  const feasible = (a: Assignment): boolean => sum(a) <= 2; // 10
  const problem = problemOf(space, { feasible });
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 10 }), fc.nat(2), (seed, stop, told) => {
      const [seen, source] = [createSeen(problem), random(seed)];
      const found: string[] = [];
      const draw = (from: typeof seen): void => {
        const drawn = from.draw(source);
        if (drawn) found.push(space.key(drawn));
      };
      for (let i = 0; i < stop; i++) draw(seen);
      const restored = createSeen(problem);
      restored.restore(JSON.parse(JSON.stringify(seen.snapshot())));
      const other = { d0: told, d1: 0, d2: 0 };
      const isNew = restored.add(other);
      for (let i = 0; i < 11; i++) draw(restored);
      expect(new Set(found).size).toBe(found.length);
      expect(found).toHaveLength(isNew ? 9 : 10);
    }),
    { numRuns: 3 },
  );
});
