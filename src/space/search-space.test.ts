import fc from 'fast-check';
import { expect, test } from 'vitest';
import { random } from '../base/random.ts';
import type { Assignment, Condition, DecisionValue } from './decision.ts';
import type { SearchSpace } from './search-space.ts';
import { elaboratePath, spaceOf } from './test/open.ts';
import { spaceText } from './test/random-spaces.ts';

const most = 3000n;

function holds(condition: Condition, assignment: Assignment): boolean {
  return condition.every(({ path, option }) => {
    const value = assignment[path];
    return typeof value === 'number' ? value === option : (value?.includes(option) ?? false);
  });
}

/** Exactly the decisions that exist have a value. */
function expectValid(space: SearchSpace, assignment: Assignment): void {
  const exist = space.decisions.filter((d) => d.when.some((condition) => holds(condition, assignment)));
  expect(Object.keys(assignment).sort()).toEqual(exist.map((d) => d.path).sort());
  expect(space.active(assignment).map((d) => d.path)).toEqual(exist.map((d) => d.path));
}

test('a space counts as many assignments as it enumerates, all different, all of them buildable', async () => {
  await fc.assert(
    fc.asyncProperty(spaceText, async (text) => {
      const model = await spaceOf(text);
      const { space } = model;
      expect(new Set(space.decisions.map((d) => d.path)).size).toBe(space.decisions.length);
      if (space.count === undefined || space.count > most) return;
      const keys = new Set<string>();
      for (const assignment of space.enumerate()) {
        keys.add(space.key(assignment));
        if (keys.size % 50 === 1) {
          expectValid(space, assignment);
          model.instantiate(assignment);
        }
      }
      expect(BigInt(keys.size)).toBe(space.count);
    }),
    { numRuns: 60 },
  );
});

test('samples and repairs are valid, and a repair keeps what can be kept', async () => {
  await fc.assert(
    fc.asyncProperty(spaceText, fc.nat(), fc.array(fc.double({ min: 0, max: 1 })), async (text, seed, cuts) => {
      const model = await spaceOf(text);
      const { space } = model;
      const source = random(seed);
      const sample = space.sample(source);
      expectValid(space, sample);
      model.instantiate(sample);
      // mixed with another sample, thinned and spoilt
      const other = space.sample(source);
      const partial: Record<string, DecisionValue> = { ...other, nowhere: 1 };
      Object.entries(sample).forEach(([path, value], i) => {
        const cut = cuts[i % Math.max(1, cuts.length)] ?? 0.5;
        if (cut < 0.3) partial[path] = value;
        else if (cut < 0.4) partial[path] = -7;
        else if (cut < 0.6) delete partial[path];
      });
      const repaired = space.repair(partial, source);
      expectValid(space, repaired);
      model.instantiate(repaired);
      for (const [path, value] of Object.entries(repaired)) {
        if (partial[path] !== undefined && partial[path] !== -7) expect(value).toEqual(partial[path]);
      }
      expect(space.repair(sample, source)).toEqual(sample);
    }),
    { numRuns: 60 },
  );
});

test('the key does not depend on the order of the keys of an assignment', async () => {
  const { space } = await spaceOf('space S { input vector(4) -> dense(2 | 3) -> dense(4..6) -> (maybe relu) }');
  const sample = space.sample(random(1));
  const turned = Object.fromEntries(Object.entries(sample).reverse());
  expect(space.key(turned)).toBe(space.key(sample));
});

test('enumeration varies the first decision slowest', async () => {
  const { space } = await spaceOf('space S { input vector(4) -> dense(2 | 3) -> dropout(0..0.2 step 0.1) }');
  expect([...space.enumerate()].map((a) => Object.values(a))).toEqual([
    [0, 0],
    [0, 0.1],
    [0, 0.2],
    [1, 0],
    [1, 0.1],
    [1, 0.2],
  ]);
});

test('parents stand before what they open', async () => {
  for (const file of ['hierarchical', 'pnas', 'transformer', 'mobilenet', 'heterogeneous']) {
    for (const { model } of (await elaboratePath(`examples/spaces/${file}.cell`)).spaces) {
      const seen = new Set<string>();
      for (const { path, when } of model.space.decisions) {
        for (const term of when.flat()) expect(seen.has(term.path), `${term.path} before ${path}`).toBe(true);
        seen.add(path);
      }
    }
  }
});

test('subsets are drawn alike: each of four candidates in half of the draws, every size as often as it has subsets', async () => {
  const { space } = await spaceOf(
    'cell c(x) { nodes n[3] = conv(1)(last)  return sum(pick any of (x, n)) } space S { input image(4x4x1) -> c }',
  );
  const source = random(5);
  const draws = Array.from({ length: 4000 }, () => Object.values(space.sample(source))[0] as readonly number[]);
  for (let i = 0; i < 4; i++) {
    const share = draws.filter((d) => d.includes(i)).length / draws.length;
    expect(share).toBeGreaterThan(0.46);
    expect(share).toBeLessThan(0.54);
  }
  const empty = draws.filter((d) => d.length === 0).length / draws.length;
  expect(empty).toBeGreaterThan(0.045);
  expect(empty).toBeLessThan(0.08);
});

test('a real number without a grid makes a space endless, which enumeration says', async () => {
  const { space } = await spaceOf('space S { input vector(4) -> dropout(0..0.5) -> dense(2 | 3) }');
  expect(space.count).toBeUndefined();
  expect(() => [...space.enumerate()]).toThrow(/without a grid/);
  const source = random(2);
  for (let i = 0; i < 100; i++) {
    const rate = space.sample(source)['dropout.rate'] as number;
    expect(rate).toBeGreaterThanOrEqual(0);
    expect(rate).toBeLessThanOrEqual(0.5);
  }
});
