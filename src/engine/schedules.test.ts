import { expect, test } from 'vitest';
import { scheduleOf } from './schedules.ts';

/** The share of the rate at a number of epochs done, of 10. */
const at = (name: string, parameters: Record<string, number>, epoch: number): number =>
  scheduleOf({ name, parameters }, 10)(epoch / 10, epoch);

test('cosine falls from 1 by way of a half to `final`', () => {
  expect(at('cosine', {}, 0)).toBe(1);
  expect(at('cosine', {}, 5)).toBeCloseTo(0.5);
  expect(at('cosine', {}, 10)).toBeCloseTo(0);
  expect(at('cosine', { final: 0.1 }, 10)).toBeCloseTo(0.1);
});

test('a warm-up rises linearly and the rest has the whole curve', () => {
  expect(at('cosine', { warmup: 2 }, 0)).toBe(0);
  expect(at('cosine', { warmup: 2 }, 1)).toBeCloseTo(0.5);
  expect(at('cosine', { warmup: 2 }, 2)).toBeCloseTo(1);
  expect(at('cosine', { warmup: 2 }, 6)).toBeCloseTo(0.5);
  expect(at('warmup', { epochs: 4 }, 1)).toBeCloseTo(0.25);
  expect(at('warmup', { epochs: 4 }, 9)).toBe(1);
});

test('step drops after every so many epochs', () => {
  expect([0, 2.99, 3, 5.9, 6].map((epoch) => at('step_decay', { every: 3, factor: 0.5 }, epoch))).toEqual([
    1, 1, 0.5, 0.5, 0.25,
  ]);
});

test('one cycle starts low, is full at the end of its rise, and ends lower', () => {
  const cycle = { rise: 0.3, start: 25, end: 10000 };
  expect(at('one_cycle', cycle, 0)).toBeCloseTo(1 / 25);
  expect(at('one_cycle', cycle, 3)).toBeCloseTo(1);
  expect(at('one_cycle', cycle, 10)).toBeCloseTo(1e-4);
});

test('a warm-up joins one cycle too', () => {
  const cycle = { rise: 0.5, start: 25, end: 10000, warmup: 2 };
  expect(at('one_cycle', cycle, 1)).toBeCloseTo(0.5);
  expect(at('one_cycle', cycle, 6)).toBeCloseTo(1);
});
