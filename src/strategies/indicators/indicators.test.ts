import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import { kendall, spearman } from './correlation.ts';
import { crowdingDistances } from './crowding.ts';
import { frontContributions, hypervolume, hypervolumeContributions } from './hypervolume.ts';
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
import { dominatesAt, nonDominatedSort } from './sort.ts';

const clouds = fc
  .integer({ min: 1, max: 5 })
  .chain((m) =>
    fc.array(fc.array(fc.nat(6), { minLength: m, maxLength: m }), { maxLength: 14 }).map((rows) => pointsOf(rows, m)),
  );

describe('non-dominated sort', () => {
  it('gives the fronts of a known set', () => {
    expect([
      ...nonDominatedSort(
        pointsOf([
          [1, 5],
          [2, 3],
          [4, 1],
          [3, 4],
          [5, 5],
        ]),
      ).ranks,
    ]).toEqual([0, 0, 0, 1, 2]);
  });

  it('puts each point one behind the last front that holds something better', () => {
    fc.assert(
      fc.property(clouds, (points) => {
        const { ranks, fronts } = nonDominatedSort(points);
        for (let i = 0; i < points.n; i++) {
          let rank = 0;
          for (let j = 0; j < points.n; j++) {
            if (dominatesAt(points.values, points.m, j, i)) rank = Math.max(rank, ranks[j]! + 1);
          }
          expect(ranks[i]).toBe(rank);
        }
        expect(fronts).toBe(points.n === 0 ? 0 : Math.max(...ranks) + 1);
      }),
      { numRuns: 300 },
    );
  });
});

describe('crowding distance', () => {
  it('matches a front worked out by hand', () => {
    const [a, b, c, d] = crowdingDistances(
      pointsOf([
        [0, 10],
        [1, 5],
        [4, 2],
        [10, 0],
      ]),
    );
    expect([a, d]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(b).toBeCloseTo(1.2, 12);
    expect(c).toBeCloseTo(1.4, 12);
  });

  it('ignores a cost that does not vary', () => {
    expect([
      ...crowdingDistances(
        pointsOf([
          [0, 3],
          [2, 3],
          [8, 3],
        ]),
      ),
    ]).toEqual([Number.POSITIVE_INFINITY, 1, Number.POSITIVE_INFINITY]);
  });
});

/** Unit cells of the grid up to 7 that some point covers: costs are whole numbers. */
function counted(points: Points, m: number): number {
  const cell = new Array<number>(m).fill(0);
  let count = 0;
  for (let index = 0; index < 7 ** m; index++) {
    for (let k = 0, rest = index; k < m; k++, rest = Math.floor(rest / 7)) cell[k] = rest % 7;
    for (let i = 0; i < points.n; i++) {
      if (!cell.every((at, k) => points.values[i * m + k]! <= at)) continue;
      count++;
      break;
    }
  }
  return count;
}

describe('hypervolume', () => {
  it('matches known volumes', () => {
    expect(
      hypervolume(
        pointsOf([
          [1, 3],
          [2, 2],
          [3, 1],
        ]),
        [4, 4],
      ),
    ).toBe(6);
    expect(
      hypervolume(
        pointsOf([
          [1, 2, 3],
          [2, 3, 1],
          [3, 1, 2],
        ]),
        [4, 4, 4],
      ),
    ).toBe(13);
    expect(
      hypervolume(
        pointsOf([
          [0, 0, 1],
          [0, 1, 0],
          [1, 0, 0],
        ]),
        [2, 2, 2],
      ),
    ).toBe(7);
    expect([
      ...hypervolumeContributions(
        pointsOf([
          [1, 3],
          [2, 2],
          [3, 1],
        ]),
        [4, 4],
      ),
    ]).toEqual([1, 1, 1]);
  });

  it('equals a count of cells in one to five dimensions', () => {
    fc.assert(
      fc.property(clouds, (points) => {
        const reference = new Array<number>(points.m).fill(7);
        expect(hypervolume(points, reference)).toBe(counted(points, points.m));
      }),
      { numRuns: 150 },
    );
  });

  it('ignores dominated points and those beyond the reference', () => {
    const front = [
      [1, 3],
      [2, 2],
      [3, 1],
    ];
    expect(hypervolume(pointsOf([...front, [2, 3], [0, 4], [9, 0]]), [4, 4])).toBe(6);
    expect(hypervolume(pointsOf([], 3), [1, 1, 1])).toBe(0);
  });

  it('contributes what is lost without a point', () => {
    fc.assert(
      fc.property(clouds, (points) => {
        const { values, n, m } = points;
        const reference = new Array<number>(m).fill(7);
        const contributions = hypervolumeContributions(points, reference);
        for (let i = 0; i < n; i++) {
          const rest = [...values].filter((_, at) => Math.floor(at / m) !== i);
          const without = hypervolume({ values: Float64Array.from(rest), n: n - 1, m }, reference);
          expect(contributions[i]).toBeCloseTo(hypervolume(points, reference) - without, 9);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('does not change when a cost is added that is the same for all', () => {
    const source = random('many');
    for (const [m, n] of [
      [1, 50],
      [2, 700],
      [3, 200],
      [4, 40],
    ] as const) {
      const rows = Array.from({ length: n }, () => Array.from({ length: m }, () => source.next()));
      const reference = new Array<number>(m + 1).fill(1);
      const flat = hypervolume(pointsOf(rows), reference);
      expect(hypervolume(pointsOf(rows.map((row) => [...row, 0])), reference)).toBeCloseTo(flat, 9);
    }
  });

  it('measures a front of many points that none dominates', () => {
    for (const n of [17, 33, 1000]) {
      const front = Array.from({ length: n }, (_, i) => [i / n, 1 - (i + 1) / n]);
      const expected = (n + 1) / (2 * n); // stairs below the diagonal: 1 / n wide, from 1 / n to 1 high
      expect(hypervolume(pointsOf(front), [1, 1])).toBeCloseTo(expected, 9);
      expect(hypervolume(pointsOf(random(n).shuffle(front)), [1, 1])).toBeCloseTo(expected, 9);
    }
  });

  it('contributes the same within a front, found faster', () => {
    fc.assert(
      fc.property(clouds, (points) => {
        const { ranks } = nonDominatedSort(points);
        const m = points.m;
        const rows = [...ranks].flatMap((rank, i) =>
          rank === 0 ? [[...points.values.slice(i * m, (i + 1) * m)]] : [],
        );
        const [front, reference] = [pointsOf(rows, m), new Array<number>(m).fill(7)];
        expect([...frontContributions(front, reference)]).toEqual([...hypervolumeContributions(front, reference)]);
      }),
    );
  });

  it('knows the simplex in four dimensions', () => {
    // The corner points cover all of the cube but the unit cell: 2^4 - 1.
    const corners = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((k) => (i === k ? 1 : 0)));
    expect(hypervolume(pointsOf(corners), [2, 2, 2, 2])).toBe(15);
  });
});

describe('distances to a front', () => {
  const front = pointsOf([
    [0, 10],
    [1, 6],
    [2, 2],
    [6, 1],
    [10, 0],
  ]);
  it.each([
    [
      [
        [2, 4],
        [3, 3],
        [4, 2],
      ],
      [1.805, 3.707, 1.138, 1.483],
    ],
    [
      [
        [2, 8],
        [4, 4],
        [8, 2],
      ],
      [2.434, 2.591, 2.276, 2.26],
    ],
  ])('match published values of GD, IGD, GD+ and IGD+', (rows, expected) => {
    const points = pointsOf(rows);
    const found = [
      generationalDistance(points, front),
      invertedGenerationalDistance(points, front),
      generationalDistance(points, front, true),
      invertedGenerationalDistance(points, front, true),
    ];
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, 3);
  });

  it('match further published values', () => {
    const ends = pointsOf([
      [1, 0],
      [0, 10],
    ]);
    const values = (row: number[]): number[] =>
      [false, true].map((plus) => invertedGenerationalDistance(pointsOf([row]), ends, plus));
    for (const [i, value] of [5.242, 3.55].entries()) expect(values([2, 5])[i]).toBeCloseTo(value, 3);
    for (const [i, value] of [5.317, 1.707].entries()) expect(values([2, 1])[i]).toBeCloseTo(value, 3);
  });

  it('ε: what the points lack to cover the front', () => {
    const [points, reference] = [
      pointsOf([
        [1, 3],
        [2, 2],
      ]),
      pointsOf([
        [1, 2],
        [3, 1],
      ]),
    ];
    expect(invertedGenerationalDistance(points, reference)).toBeCloseTo(1.207107, 6);
    expect(invertedGenerationalDistance(points, reference, true)).toBeCloseTo(1, 12);
    expect(additiveEpsilon(points, reference)).toBe(1);
    expect(multiplicativeEpsilon(points, reference)).toBe(2);
  });

  it('spread and spacing of a front worked out by hand', () => {
    const points = pointsOf([
      [0, 10],
      [1, 5],
      [4, 2],
      [10, 0],
    ]);
    expect(
      spread(
        points,
        pointsOf([
          [0, 10],
          [10, 0],
        ]),
      ),
    ).toBeCloseTo(0.140747, 6);
    expect(spacing(points)).toBeCloseTo(1, 12);
  });

  it('coverage is 1 of itself, and 0 of what is better', () => {
    const points = pointsOf([
      [1, 3],
      [2, 2],
    ]);
    expect(coverage(points, points)).toBe(1);
    expect(
      coverage(
        points,
        pointsOf([
          [0, 0],
          [2, 3],
        ]),
      ),
    ).toBe(0.5);
  });

  it('R2 is the mean of the least weighted distances', () => {
    const weights = pointsOf([
      [0, 1],
      [0.5, 0.5],
      [1, 0],
    ]);
    // Least of each weight: 1 (second point), 1 (first), 0.5 (first).
    expect(
      r2(
        pointsOf([
          [0.5, 2],
          [3, 1],
        ]),
        weights,
        [0, 0],
      ),
    ).toBeCloseTo((1 + 1 + 0.5) / 3, 12);
  });
});

describe('rank correlation', () => {
  it('matches known values, with and without ties', () => {
    expect(kendall([1, 2, 3, 4, 5], [1, 3, 2, 5, 4])).toBeCloseTo(0.6, 12);
    expect(spearman([1, 2, 3, 4, 5], [1, 3, 2, 5, 4])).toBeCloseTo(0.8, 12);
    expect(kendall([1, 2, 2, 3], [1, 2, 3, 3])).toBeCloseTo(0.8, 12);
    expect(spearman([1, 2, 2, 3], [1, 2, 3, 3])).toBeCloseTo(0.83333, 5);
    expect(kendall([1, 1], [1, 2])).toBeNaN();
  });

  it('τ-b equals the count over all pairs', () => {
    const source = random(5);
    for (let n = 2; n < 60; n++) {
      const [x, y] = [0, 1].map(() => Array.from({ length: n }, () => source.integer(8))) as [number[], number[]];
      let [balance, differX, differY] = [0, 0, 0];
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < i; j++) {
          const [a, b] = [Math.sign(x[i]! - x[j]!), Math.sign(y[i]! - y[j]!)];
          balance += a * b;
          differX += a * a;
          differY += b * b;
        }
      }
      if (differX * differY > 0) expect(kendall(x, y)).toBeCloseTo(balance / Math.sqrt(differX * differY), 12);
    }
  });
});
