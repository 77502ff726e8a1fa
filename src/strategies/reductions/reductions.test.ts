import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import type { Assignment, Decision } from '../../space/decision.ts';
import { withDefaults } from '../registry.ts';
import type { Strategy } from '../strategy.ts';
import { choice, problemOf, testSpace } from '../test-space.ts';
import { growing } from './growing.ts';
import { symmetric } from './symmetric.ts';
import { symmetriesOf } from './symmetries.ts';

const integer = (path: string, min: number, max: number): Decision => ({
  kind: 'integer',
  path,
  when: [[]],
  min,
  max,
  step: 1,
});
function* tried(strategy: Strategy): Generator<Assignment> {
  for (;;) {
    const [proposal] = strategy.propose(1);
    if (!proposal) return;
    yield proposal.assignment;
    strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives: [1], violations: [] } });
  }
}

describe('growing', () => {
  const space = testSpace([
    integer('count', 1, 4),
    ...[2, 3, 4].map((n) =>
      choice(
        `cell${n}`,
        3,
        Array.from({ length: 5 - n }, (_, i) => [{ path: 'count', option: n + i }]),
      ),
    ),
    choice('op', 6),
  ]);

  it('sizes are at their least first, and larger by a step after every so many results', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 2 }), fc.constantFrom('random', 'tpe'), (seed, step, by) => {
        const strategy = growing.create(problemOf(space), withDefaults(growing, { every: 5, step, by }), random(seed));
        const counts = [...tried(strategy)].map(({ count }) => Number(count));
        for (const [i, count] of counts.slice(0, 15).entries())
          expect(count).toBeLessThanOrEqual(1 + Math.floor(i / 5) * step);
        expect(Math.max(...counts)).toBe(4);
        expect(counts).toHaveLength(6 * (1 + 3 + 9 + 27));
      }),
      { numRuns: 6 },
    );
  });

  it('grows at once where nothing of the present size is left', () => {
    const strategy = growing.create(problemOf(space), withDefaults(growing, { every: 1000, by: 'random' }), random(1));
    const counts = [...tried(strategy)].map(({ count }) => Number(count));
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
  });

  it('is refused where nothing grows', () => {
    expect(growing.check?.({}, { objectives: 1, space: testSpace([integer('width', 1, 4)]) })).toHaveLength(1);
    expect(growing.check?.({}, { objectives: 1, space })).toEqual([]);
  });
});

describe('symmetric', () => {
  const decisions = [
    ...['n1', 'n2', 'n3'].flatMap((n) => [choice(`c/${n}/op`, 3), choice(`c/${n}/size`, 2)]),
    choice('left', 3),
    choice('right', 3),
  ];
  const space = testSpace(decisions);
  /** Nodes are summed, so their order means nothing; left and right are not. */
  const identity = (a: Assignment): string =>
    `${['n1', 'n2', 'n3'].map((n) => `${a[`c/${n}/op`]}${a[`c/${n}/size`]}`).sort()} ${a.left} ${a.right}`;

  it('finds what can be exchanged, and nothing else', () => {
    const found = symmetriesOf(space, identity).map((pair) => pair.map((part) => part.map(({ path }) => path).join()));
    expect(found).toEqual([
      ['c/n1/op,c/n1/size', 'c/n2/op,c/n2/size'],
      ['c/n1/op,c/n1/size', 'c/n3/op,c/n3/size'],
      ['c/n2/op,c/n2/size', 'c/n3/op,c/n3/size'],
    ]);
    expect(symmetriesOf(space, (a) => space.key(a))).toEqual([]);
  });

  it('exchanges what only one of the parts has', () => {
    const conditional = testSpace(
      ['n1', 'n2'].flatMap((n) => [
        choice(`c/${n}/op`, 3),
        choice(`c/${n}/size`, 4, [[{ path: `c/${n}/op`, option: 2 }]]),
      ]),
    );
    const node = (a: Assignment, n: string): string => `${a[`c/${n}/op`]}${a[`c/${n}/size`] ?? ''}`;
    const either = (a: Assignment): string =>
      ['n1', 'n2']
        .map((n) => node(a, n))
        .sort()
        .join();
    const strategy = symmetric.create(problemOf(conditional, { identity: either }), { by: 'random' }, random(1));
    const all = [...tried(strategy)];
    // Six values of a node, so 21 pairs without an order.
    expect(all).toHaveLength(21);
    expect(new Set(all.map(either)).size).toBe(21);
  });

  it('proposes one of each set of mirror images, the sorted one, and all sets', () => {
    const values = (a: Assignment): number[] =>
      ['n1', 'n2', 'n3'].map((n) => 2 * Number(a[`c/${n}/op`]) + Number(a[`c/${n}/size`]));
    const strategy = symmetric.create(problemOf(space, { identity }), { by: 'genetic' }, random(2));
    const all = [...tried(strategy)];
    // Three of six with repetition: 56, times nine.
    expect(all).toHaveLength(56 * 9);
    // Before the space is listed to find the last ones, every one is drawn sorted.
    for (const a of all.slice(0, 100)) expect(values(a)).toEqual([...values(a)].sort((x, y) => x - y));
  });
});
