import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import type { Assignment, Decision } from '../../space/decision.ts';
import { createSeen } from '../seen.ts';
import { choice, mixedDecisions, problemOf, testSpace } from '../test-space.ts';
import { repaired, repairingSpace } from './repairing.ts';

/** Choices whose options have costs that add up, with one limit. */
const additive = fc
  .array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 })
  .chain((costs) => {
    const least = costs.reduce((sum, options) => sum + Math.min(...options), 0);
    return fc.record({ costs: fc.constant(costs), limit: fc.integer({ min: least, max: least + 20 }), seed: fc.nat() });
  });

describe('repaired', () => {
  it('keeps the requirement and changes no more decisions than any repair must, if costs add up', () => {
    fc.assert(
      fc.property(additive, ({ costs, limit, seed }) => {
        const space = testSpace(costs.map((options, i) => choice(`d${i}`, options.length)));
        const costOf = (a: Assignment): number =>
          costs.reduce((sum, o, i) => sum + (o[Number(a[`d${i}`])] as number), 0);
        const missed = (a: Assignment): number => Math.max(0, costOf(a) - limit);
        const source = random(seed);
        const start = space.sample(source);
        const changes = (a: Assignment): number => Object.keys(a).filter((path) => a[path] !== start[path]).length;
        const found = repaired(space, missed, start, source);
        const kept = [...space.enumerate()].filter((a) => missed(a) === 0);
        expect(missed(found)).toBe(0);
        expect(changes(found)).toBe(Math.min(...kept.map(changes)));
      }),
    );
  });

  it('moves a number no further than it must', () => {
    const width = (path: string): Decision => ({ kind: 'integer', path, when: [[]], min: 4, max: 512, step: 4 });
    const space = testSpace([width('a'), width('b'), choice('op', 3)]);
    const missed = ({ a, b }: Assignment): number => Math.max(0, Number(a) * Number(b) - 20_000);
    const found = repaired(space, missed, { a: 400, b: 100, op: 1 }, random(1));
    expect(found).toEqual({ a: 400, b: 48, op: 1 });
  });

  it('comes to an architecture of the space, leaves alone what keeps the requirement and what has no way', () => {
    const space = testSpace(mixedDecisions);
    const legal = new Set([...space.enumerate()].map((a) => space.key(a)));
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, rule) => {
        const missed = (a: Assignment): number => Math.max(0, Object.keys(a).length + (rule % 5) - 4);
        const source = random(seed);
        const start = space.sample(source);
        const found = repaired(space, missed, start, source);
        expect(legal).toContain(space.key(found));
        if (missed(start) === 0) expect(found).toBe(start);
        if (missed(found) > 0) expect(found).toBe(start);
        expect(repaired(space, () => 1, start, source)).toBe(start);
      }),
    );
  });
});

it('draws find one of 4^20 architectures in a million million, which drawing alone never finds', () => {
  const space = testSpace([]);
  const decisions = Array.from({ length: 20 }, (_, i) => choice(`d${i}`, 4));
  const large = { ...testSpace(decisions.slice(0, 1)), ...space, decisions, count: 4n ** 20n };
  const whole = {
    ...large,
    active: () => [...decisions],
    repair: (partial: Assignment, source: ReturnType<typeof random>) =>
      Object.fromEntries(decisions.map(({ path }) => [path, partial[path] ?? source.integer(4)])),
    sample: (source: ReturnType<typeof random>) =>
      Object.fromEntries(decisions.map(({ path }) => [path, source.integer(4)])),
    key: (a: Assignment) => decisions.map(({ path }) => a[path]).join(''),
  };
  const missed = (a: Assignment): number =>
    Math.max(0, decisions.reduce((sum, { path }) => sum + Number(a[path]), 0) - 1);
  const problem = problemOf(repairingSpace(whole, missed), { feasible: (a) => missed(a) === 0 });
  const seen = createSeen(problem);
  const source = random(3);
  const found = Array.from({ length: 10 }, () => seen.draw(source));
  expect(found.every((a) => a !== undefined && missed(a) === 0)).toBe(true);
});
