import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDimensions, parseQuantity, units } from './quantities.ts';

describe('quantities', () => {
  test.each([
    ['200k', 200_000, 'number'],
    ['1.1M', 1_100_000, 'number'],
    ['1.5G', 1.5e9, 'number'],
    ['70%', 0.7, 'number'],
    ['1e-4', 0.0001, 'number'],
    ['10ms', 0.01, 'time'],
    ['30min', 1800, 'time'],
    ['3h', 10_800, 'time'],
    ['4MB', 4e6, 'bytes'],
    ['2mJ', 0.002, 'energy'],
  ])('%s is %d', (raw, value, dimension) => {
    expect(parseQuantity(raw)).toMatchObject({ value, dimension });
  });

  test.each(['3x', '3parsec', '3 k', 'k', '', '3.', '-1'])('%j is no quantity', (raw) => {
    expect(parseQuantity(raw)).toBeUndefined();
  });

  test('every unit scales alike, and whole numbers stay whole', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom(...units.keys()), (n, unit) => {
        const one = parseQuantity(`1${unit}`)!;
        const many = parseQuantity(`${n}${unit}`)!;
        expect(many.dimension).toBe(one.dimension);
        expect(many.value).toBeCloseTo(n * one.value, 6);
        if (one.value >= 1) expect(Number.isInteger(many.value)).toBe(true);
      }),
    );
  });

  test('dimensions', () => expect(parseDimensions('28x28x1')).toEqual([28, 28, 1]));
});
