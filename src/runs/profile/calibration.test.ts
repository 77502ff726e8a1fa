import { expect, test } from 'vitest';
import { random } from '../../base/random.ts';
import { calibrate, calibratedRows, errorsOf, type TimedNetwork } from './calibration.ts';

/** Whole networks take 0.5 ms, and convolutions 0.8 and additions 1.5 of what they take alone. */
function networks(count: number, noise: number): TimedNetwork[] {
  const source = random('networks');
  return Array.from({ length: count }, () => {
    const operations = Array.from({ length: 12 }, () => ({
      op: source.pick(['conv', 'sum']),
      ms: 0.2 + 3 * source.next(),
    }));
    const sum = operations.reduce((total, { op, ms }) => total + ms * (op === 'conv' ? 0.8 : 1.5), 0.5);
    return { operations, ms: sum * (1 + noise * source.normal()) };
  });
}

test('finds what operations take in a whole network, and the overhead', () => {
  const calibration = calibrate(networks(60, 0), 0.3);
  expect(Math.abs((calibration.weights.get('conv') ?? 0) - 0.8)).toBeLessThan(0.1);
  expect(Math.abs((calibration.weights.get('sum') ?? 0) - 1.5)).toBeLessThan(0.1);
  expect(Math.abs(calibration.overhead - 0.5)).toBeLessThan(0.6);
  const { mape, tau } = errorsOf(calibration, networks(20, 0));
  expect(mape).toBeLessThan(2);
  expect(tau).toBeGreaterThan(0.95);
});

test('with noise of 5% the error is about that', () => {
  const all = networks(90, 0.05);
  const { mape, tau } = errorsOf(calibrate(all.slice(0, 60), 0.5), all.slice(60));
  expect(mape).toBeLessThan(8);
  expect(tau).toBeGreaterThan(0.7);
});

test('an overhead that networks say nothing of is that of an empty one', () => {
  // All have the same operations, so the constant part can't be told from them.
  const same = Array.from({ length: 30 }, () => ({ operations: [{ op: 'conv', ms: 2 }], ms: 3 }));
  const { overhead, weights } = calibrate(same, 1);
  expect(overhead).toBeCloseTo(1);
  expect(weights.get('conv')).toBeCloseTo(1);
});

test('small networks count as much as large ones', () => {
  // What large ones take differs by a tenth of a second from what they should; the small ones show an overhead of 1 ms.
  const source = random('sizes');
  const some = Array.from({ length: 60 }, (_, i) => {
    const alone = i % 2 === 0 ? 1000 * (1 + source.next()) : 0.1 * (1 + source.next());
    return {
      operations: [{ op: 'conv', ms: alone }],
      ms: alone * (1 + (i % 2 === 0 ? 0.05 * source.normal() : 0)) + 1,
    };
  });
  expect(errorsOf(calibrate(some, 1), some).mape).toBeLessThan(5);
});

test('the weights go into the rows', () => {
  const key = { op: 'conv', k: '3', stride: '', dilation: '', groups: '', cin: '', cout: '', h: '', w: '' };
  const calibration = { weights: new Map([['conv', 0.5]]), overhead: 1 };
  expect(
    calibratedRows(
      [
        { ...key, ms: 4 },
        { ...key, op: 'relu', ms: 4 },
      ],
      calibration,
    ).map(({ ms }) => ms),
  ).toEqual([2, 4]);
});
