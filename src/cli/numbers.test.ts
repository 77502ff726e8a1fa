import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countText, duration, grouped, metric, plural } from './numbers.ts';

test('counts are exact while they can be read', () => {
  expect(countText(15625n)).toBe('15,625');
  expect(countText(1_037_664_180n)).toBe('1,037,664,180');
  expect(countText(6n ** 12n * 2n ** 66n)).toBe('1.60e+29');
  expect(countText(undefined)).toBe('infinite');
  fc.assert(fc.property(fc.nat(), (n) => Number(grouped(n).replaceAll(',', '')) === n));
});

test('metrics', () => {
  expect([0.98512, 93.9567, 5, 129_306, 0.00012, 12.5, Number.NaN, Number.POSITIVE_INFINITY].map(metric)).toEqual([
    '0.9851',
    '93.957',
    '5',
    '129k',
    '1.20e-4',
    '12.5',
    'NaN',
    '∞',
  ]);
});

test('durations', () => {
  expect([0.05, 1.26, 59.96, 245, 3599.7, 7800].map(duration)).toEqual([
    '50 ms',
    '1.3 s',
    '1 min 00 s',
    '4 min 05 s',
    '1 h 00 min',
    '2 h 10 min',
  ]);
});

test('plural', () => {
  expect([plural(0, 'trial'), plural(1, 'trial'), plural(1200, 'trial')]).toEqual([
    '0 trials',
    '1 trial',
    '1,200 trials',
  ]);
});
