import { describe, expect, it } from 'vitest';
import { rankScores } from './quantiles.ts';

describe('normal scores', () => {
  it('of three values are 0 and ± √1.5, however far apart they are', () => {
    const [low = 0, middle, high = 0] = rankScores(Float64Array.of(-1000, 93.9, 94));
    expect(low).toBeCloseTo(-Math.sqrt(1.5), 6);
    expect(middle).toBeCloseTo(0, 6);
    expect(high).toBeCloseTo(Math.sqrt(1.5), 6);
  });
  it('of four values stand as Φ⁻¹ of 1/8 to that of 3/8: 1.150349 to 0.318639', () => {
    const [a = 0, b = 0] = rankScores(Float64Array.of(1, 2, 3, 4));
    expect(a / b).toBeCloseTo(1.150349 / 0.318639, 4);
  });
  it('are shared by equal values, have mean 0, and are 0 where all are equal', () => {
    const scores = rankScores(Float64Array.of(5, 1, 5, 5));
    expect(scores[0]).toBe(scores[3]);
    expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(0, 12);
    expect([...rankScores(Float64Array.of(2, 2))].map(Math.abs)).toEqual([0, 0]);
  });
});
