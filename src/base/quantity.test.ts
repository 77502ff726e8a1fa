import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantity } from './quantity.ts';

test.each([
  [0, '0'],
  [7, '7'],
  [950, '950'],
  [999.4, '999'],
  [999.6, '1k'],
  [12_345, '12.3k'],
  [-12_345, '-12.3k'],
  [999_600, '1M'],
  [1_531_546, '1.53M'],
  [2.5e9, '2.5G'],
  [9e15, '9P'],
  [3.21e12, '3.21T'],
  [9.999e17, '1e+18'],
  [9.007e24, '9.01e+24'],
])('%d is %s', (value, text) => expect(quantity(value)).toBe(text));

test('no number takes more than eight characters, and all say their size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 60 }), (mantissa, exponent) => {
      const value = mantissa * 2 ** exponent;
      const text = quantity(value);
      const [, digits = '', suffix = ''] = /^([\d.e+]+)([kMGTP]?)$/.exec(text) ?? [];
      const factor = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 }[suffix] ?? Number.NaN;
      return text.length <= 8 && Math.abs(Number(digits) * factor - value) <= 0.00501 * value;
    }),
  );
});
