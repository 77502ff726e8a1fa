import { describe, expect, test } from 'vitest';
import { chiSquareSurvival, normalCdf, studentizedRangeSurvival } from './distributions.ts';
import { criticalDifference, friedman, holm, mannWhitneyGreater, nemenyi, wilcoxon } from './rank-tests.ts';

// Expected values: scipy 1.17.1.
describe('distributions', () => {
  test.each([
    [-8, 6.22096057427174e-16],
    [-3, 0.0013498980316300933],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [5, 0.9999997133484281],
  ])('normal, %d', (x, p) => expect(Math.abs(normalCdf(x) / p - 1)).toBeLessThan(1e-12));

  test.each([
    [3.2, 2, 0.2018965179946554],
    [15.5, 4, 0.0037689972300372653],
    [0.5, 3, 0.9188914116546758],
    [100, 7, 1.0787979671702833e-18],
    [7, 1, 0.008150971593502705],
  ])('chi-square, %d with %d degrees of freedom', (x, k, p) =>
    expect(Math.abs(chiSquareSurvival(x, k) / p - 1)).toBeLessThan(1e-12),
  );

  test.each([
    [3.314493, 3, 0.050000013903938045],
    [1, 5, 0.9549548551886442],
    [5.5, 9, 0.0032323624849283084],
    [3, 2, 0.03389485352468935],
  ])('studentized range, %d of %d', (q, k, p) => expect(studentizedRangeSurvival(q, k)).toBeCloseTo(p, 9));
});

test("Friedman's test", () => {
  const treatments = [
    [9.1, 8.7, 9.4, 8.9, 9.0, 9.3],
    [8.8, 8.9, 9.1, 8.5, 8.7, 9.3],
    [8.0, 8.2, 8.7, 8.6, 8.1, 8.4],
  ] as const;
  const result = friedman(treatments[0].map((_, i) => treatments.map((values) => values[i] as number)));
  expect(result.statistic).toBeCloseTo(7.913043478260865, 12);
  expect(result.p).toBeCloseTo(0.019129536225545064, 12);
  expect(result.meanRanks.map((rank) => rank * 6)).toEqual([16.5, 12.5, 7]);
  expect(
    friedman([
      [1, 1],
      [2, 2],
    ]),
  ).toMatchObject({ statistic: 0, p: 1 });
});

test("Nemenyi's critical difference: five treatments, 30 blocks (Demšar 2006: q.05 = 2.728)", () => {
  expect(criticalDifference(5, 30)).toBeCloseTo(2.728 * Math.sqrt(30 / (6 * 30)), 3);
  expect(nemenyi(1.2, 1.2 + criticalDifference(5, 30), 5, 30)).toBeCloseTo(0.05, 9);
});

test("Wilcoxon's test: exact, and with ties and zeros", () => {
  const x = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
  const y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
  expect(wilcoxon(x, y)).toBeCloseTo(0.0390625, 12);
  const before = [125, 115, 130, 140, 140, 115, 140, 125, 140, 135];
  const after = [110, 122, 125, 120, 140, 124, 123, 137, 135, 145];
  expect(wilcoxon(before, after)).toBeCloseTo(0.5936305914425295, 12);
  expect(wilcoxon([1, 2], [1, 2])).toBe(1);
});

test('Mann and Whitney: exact, and with ties', () => {
  const x = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  expect(mannWhitneyGreater(x, [1.15, 0.88, 0.9, 0.74, 1.21])).toBeCloseTo(0.1272061272061272, 12);
  expect(mannWhitneyGreater([1, 2, 2, 3, 5, 6, 6, 7], [2, 2, 3, 1, 1, 4, 2, 1, 0])).toBeCloseTo(
    0.022085301625111232,
    12,
  );
  expect(mannWhitneyGreater([], [1])).toBe(1);
});

test('Holm', () => {
  expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(12)))).toEqual([0.03, 0.06, 0.06, 0.02]);
});
