import { expect, test } from 'vitest';
import { random } from '../../base/random.ts';
import { withDefaults } from '../registry.ts';
import { choice, problemOf, testSpace } from '../test-space.ts';
import { shrinking, worseOptions } from './shrinking.ts';

const space = testSpace([choice('a', 3), choice('b', 3), choice('c', 4)]);
const member = (a: number, b: number, score: number) => ({
  assignment: { a, b, c: 0 },
  objectives: [score],
  violations: [],
});

test('an option that is plainly worse is found, one that is not so is kept', () => {
  const source = random(1);
  const members = Array.from({ length: 60 }, (_, i) =>
    member(i % 3, Math.floor(i / 3) % 3, (i % 3 === 0 ? -5 : 0) + source.next()),
  );
  expect(worseOptions(problemOf(space), members, new Set(), 0.05)).toEqual(['a=0']);
  // It does not stand in the comparison of the others.
  expect(worseOptions(problemOf(space), members, new Set(['a=0']), 0.05)).toEqual([]);
  // Too few results say nothing.
  expect(worseOptions(problemOf(space), members.slice(0, 9), new Set(), 0.05)).toEqual([]);
});

test('the last option of a choice stays', () => {
  const members = Array.from({ length: 60 }, (_, i) => member(i % 3, 0, i % 3));
  expect(worseOptions(problemOf(space), members, new Set(['a=0', 'a=1']), 0.4)).toEqual([]);
});

test('what was dropped comes last', () => {
  const parameters = withDefaults(shrinking, { by: 'random', every: 18 });
  const strategy = shrinking.create(problemOf(space), parameters, random(3));
  const options: number[] = [];
  for (;;) {
    const [proposal] = strategy.propose(1);
    if (!proposal) break;
    const { a, b } = proposal.assignment;
    options.push(Number(a));
    const score = (a === 0 ? -10 : 0) + Number(b) / 10;
    strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives: [score], violations: [] } });
  }
  expect(options).toHaveLength(36);
  const before = options.slice(0, 18).filter((a) => a === 0).length;
  expect(options.slice(18, 36 - (12 - before))).not.toContain(0);
  expect(options.slice(36 - (12 - before)).every((a) => a === 0)).toBe(true);
});
