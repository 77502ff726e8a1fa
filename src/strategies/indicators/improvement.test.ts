import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import { hypervolume } from './hypervolume.ts';
import { expectedImprovement, openBoxes } from './improvement.ts';
import { pointsOf } from './points.ts';

const gain = (rows: readonly (readonly number[])[], reference: number[], mean: number[], deviation: number[]): number =>
  expectedImprovement(openBoxes(pointsOf(rows, reference.length), reference), mean, deviation);

describe('expected hypervolume improvement', () => {
  const front = [
    [1, 3],
    [2, 2],
    [3, 1],
  ];

  it('agrees with the known value for two costs, and without doubt is the improvement itself', () => {
    expect(gain(front, [4, 4], [1.5, 1.5], [0.5, 0.5])).toBeCloseTo(1.415087, 5);
    expect(gain(front, [4, 4], [1.5, 1.5], [0, 0])).toBeCloseTo(1.25, 12);
    expect(gain(front, [4, 4], [3, 3], [0, 0])).toBe(0);
  });

  it.each([3, 4])('without doubt is what the volume gains, %i costs', (m) => {
    const source = random(m);
    const row = (): number[] => Array.from({ length: m }, () => source.next());
    const reference = new Array<number>(m).fill(1.1);
    for (let trial = 0; trial < 20; trial++) {
      const rows = Array.from({ length: 6 }, row);
      const point = row();
      const gained = hypervolume(pointsOf([...rows, point]), reference) - hypervolume(pointsOf(rows), reference);
      expect(gain(rows, reference, point, new Array<number>(m).fill(0))).toBeCloseTo(gained, 10);
    }
  });

  it('agrees with drawing, three costs', () => {
    const source = random('draws');
    const rows = [
      [0.2, 0.5, 0.8],
      [0.6, 0.4, 0.3],
      [0.5, 0.9, 0.1],
    ];
    const [mean, deviation, reference] = [
      [0.4, 0.5, 0.4],
      [0.2, 0.1, 0.3],
      [1, 1, 1],
    ];
    const known = hypervolume(pointsOf(rows), reference);
    let sum = 0;
    const draws = 20_000;
    for (let i = 0; i < draws; i++) {
      const point = mean.map((mu, k) => mu + deviation[k]! * source.normal());
      sum += hypervolume(pointsOf([...rows, point]), reference) - known;
    }
    expect(gain(rows, reference, mean, deviation)).toBeCloseTo(sum / draws, 2);
  });
});
