import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { choice, testSpace } from '../test-space.ts';
import { refined } from './refining.ts';

describe('refining a candidate', () => {
  const space = testSpace([
    choice('op', 2),
    { kind: 'real', path: 'x', when: [[]], min: 0, max: 1, log: false },
    { kind: 'real', path: 'rate', when: [[]], min: 1e-4, max: 1, log: true },
  ]);
  const height = ({ op, x, rate }: Assignment): number =>
    Number(op) - (Number(x) - 0.5) ** 2 - (Math.log10(Number(rate)) / 4 + 0.5) ** 2;
  const judge = (all: readonly Assignment[]): number[] => all.map(height);
  const start = { op: 1, x: 0.4, rate: 10 ** -2.4 };
  const from = (assignments: readonly Assignment[]) =>
    assignments.map((assignment) => ({ assignment, worth: height(assignment) }));

  it('climbs in the numbers until less than a twentieth of the way up is left, and leaves choices as they are', () => {
    let left = 0;
    for (let seed = 0; seed < 20; seed++) {
      const found = refined(space, from([{ op: 0, x: 0.5, rate: 1e-2 }, start]), judge, () => true, random(seed));
      expect(found?.op).toBe(1);
      left += (1 - height(found as Assignment)) / (1 - height(start)) / 20;
    }
    expect(left).toBeLessThan(1 / 20);
  });
  it('goes only where it may, and gives the candidate if it may go nowhere or has nothing to climb', () => {
    const left = refined(space, from([start]), judge, ({ x }) => Number(x) < 0.45, random(2));
    expect(Number(left?.x)).toBeLessThan(0.45);
    expect(refined(space, from([start]), judge, () => false, random(3))).toBe(start);
    expect(refined(space, from([start]), undefined, () => true, random(3))).toBe(start);
    expect(refined(space, [], judge, () => true, random(3))).toBeUndefined();
  });
  it('draws nothing in a space of choices, so that its searches stay what they are', () => {
    const source = random(4);
    const before = source.snapshot();
    const worths = [1, 3, 3].map((worth, op) => ({ assignment: { op }, worth }));
    expect(refined(testSpace([choice('op', 3)]), worths, judge, () => true, source)).toEqual({ op: 1 });
    expect(source.snapshot()).toEqual(before);
  });
});
