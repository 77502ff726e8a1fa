import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spearman } from './correlation.ts';
import { hypervolume } from './hypervolume.ts';
import { type Points, pointsOf } from './points.ts';
import {
  additiveEpsilon,
  coverage,
  generationalDistance,
  invertedGenerationalDistance,
  multiplicativeEpsilon,
  r2,
  spacing,
  spread,
} from './quality.ts';

type Row = readonly number[];
const cost = fc.integer({ min: 1, max: 12 });
const rows = (m: number) => fc.array(fc.array(cost, { minLength: m, maxLength: m }), { minLength: 1, maxLength: 9 });
/** Two sets of points with as many costs. */
const twoSets = fc.integer({ min: 1, max: 4 }).chain((m) => fc.tuple(rows(m), rows(m)));
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const least = (values: readonly number[]): number => Math.min(...values);
const most = (values: readonly number[]): number => Math.max(...values);
const gaps = (a: Row, b: Row): number[] => a.map((x, k) => x - (b[k] as number));
const length = (vector: Row): number => Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
const above = (vector: Row): number[] => vector.map((x) => Math.max(0, x));

/** By their definitions in the papers, over plain rows. */
const definitions: [string, (a: Points, b: Points) => number, (a: readonly Row[], b: readonly Row[]) => number][] = [
  ['GD', (a, r) => generationalDistance(a, r), (a, r) => mean(a.map((x) => least(r.map((y) => length(gaps(x, y))))))],
  [
    'GD+',
    (a, r) => generationalDistance(a, r, true),
    (a, r) => mean(a.map((x) => least(r.map((y) => length(above(gaps(x, y))))))),
  ],
  [
    'IGD',
    (a, r) => invertedGenerationalDistance(a, r),
    (a, r) => mean(r.map((y) => least(a.map((x) => length(gaps(x, y)))))),
  ],
  [
    'IGD+',
    (a, r) => invertedGenerationalDistance(a, r, true),
    (a, r) => mean(r.map((y) => least(a.map((x) => length(above(gaps(x, y))))))),
  ],
  ['ε+', additiveEpsilon, (a, r) => most(r.map((y) => least(a.map((x) => most(gaps(x, y))))))],
  [
    'ε×',
    multiplicativeEpsilon,
    (a, r) => most(r.map((y) => least(a.map((x) => most(x.map((c, k) => c / (y[k] as number))))))),
  ],
  ['C', coverage, (a, b) => mean(b.map((y) => (a.some((x) => gaps(x, y).every((gap) => gap <= 0)) ? 1 : 0)))],
  [
    'R2',
    (a, weights) => r2(a, weights, new Array<number>(a.m).fill(0.5)),
    (a, weights) => mean(weights.map((w) => least(a.map((x) => most(x.map((c, k) => (w[k] as number) * (c - 0.5))))))),
  ],
];

it.each(definitions)('%s is what its definition says', (_, found, wanted) => {
  fc.assert(
    fc.property(twoSets, ([a, b]) => {
      expect(found(pointsOf(a), pointsOf(b))).toBeCloseTo(wanted(a, b), 9);
    }),
  );
});

it('spacing is the deviation of the distances to the nearest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }).chain(rows), (all) => {
      if (all.length < 2) return;
      const nearest = all.map((a, i) =>
        least(all.flatMap((b, j) => (i === j ? [] : [gaps(a, b).reduce((sum, x) => sum + Math.abs(x), 0)]))),
      );
      const squares = nearest.reduce((sum, x) => sum + (x - mean(nearest)) ** 2, 0);
      expect(spacing(pointsOf(all))).toBeCloseTo(Math.sqrt(squares / (all.length - 1)), 9);
    }),
  );
});

it('spread is 0 for even gaps that reach both ends, and does not depend on the order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 30 }), fc.nat(), (n, seed) => {
      const even = Array.from({ length: n }, (_, i) => [i, n - 1 - i]);
      const mixed = [...even].sort(
        (a, b) => (((a[0] as number) * 7919 + seed) % 31) - (((b[0] as number) * 7919 + seed) % 31),
      );
      const ends = pointsOf([even[0] as number[], even.at(-1) as number[]]);
      expect(spread(pointsOf(mixed), ends)).toBeCloseTo(0, 9);
      const further = pointsOf([
        [-3, n + 3],
        [n + 2, -4],
      ]);
      expect(spread(pointsOf(mixed), further)).toBeCloseTo(spread(pointsOf(even), further), 12);
      expect(spread(pointsOf(even), further)).toBeGreaterThan(0);
    }),
  );
});

it('Spearman is the correlation of ranks, of which ties share the middle one', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { minLength: 2, maxLength: 25 }), (pairs) => {
      const [x, y] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
      const ranks = (values: readonly number[]): number[] =>
        values.map((v) => values.filter((w) => w < v).length + (values.filter((w) => w === v).length + 1) / 2);
      const [a, b] = [ranks(x), ranks(y)].map((all) => all.map((rank) => rank - mean(all))) as [number[], number[]];
      const product = a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
      const size = length(a) * length(b);
      if (size > 0) expect(spearman(x, y)).toBeCloseTo(product / size, 10);
      else expect(spearman(x, y)).toBeNaN();
    }),
  );
});

it('the front of ZDT1 in 100 points covers 0.871409 up to (1.1, 1.1), and 1.21 - 1/3 in the limit', () => {
  const front = (n: number): Points =>
    pointsOf(Array.from({ length: n }, (_, i) => [i / (n - 1), 1 - Math.sqrt(i / (n - 1))]));
  expect(hypervolume(front(100), [1.1, 1.1])).toBeCloseTo(0.871409, 6);
  expect(hypervolume(front(200_000), [1.1, 1.1])).toBeCloseTo(1.21 - 1 / 3, 4);
});
