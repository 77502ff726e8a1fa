import { expect, test } from 'vitest';
import { bestOf, formatNumber } from './run-summary.ts';

test('numbers are short, keep four significant digits, and stand in line', () => {
  const written = [0.97, 0.98125, 84.6, 12, 8192, 20_480, 1_073_466, 153_300_000, 0.00003, 0, -0.5, Number.NaN];
  expect(written.map(formatNumber)).toEqual([
    '0.9700',
    '0.9812',
    '84.60',
    '12',
    '8192',
    '20.48k',
    '1.073M',
    '153.3M',
    '3.00e-5',
    '0',
    '-0.5000',
    '–',
  ]);
});

test('the best is told by the names of its objectives', () => {
  const objectives = [{ measure: 'accuracy' }, { measure: 'params' }];
  expect(bestOf(objectives, { objectives: [0.98, 12_345] })).toBe('accuracy 0.9800, params 12.35k');
  expect(bestOf(objectives, undefined)).toBeUndefined();
});
