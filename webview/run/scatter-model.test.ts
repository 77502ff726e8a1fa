import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldEvents } from '../../src/protocol/run-state.ts';
import { runEvents } from '../test/run-events.ts';
import { nearestPoint, scaleOf, scatterOf } from './scatter-model.ts';

test('a scale holds all values, its ticks are evenly spaced and its ends are ticks', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(values, (some) => {
      const scale = scaleOf(some, 0, 500);
      const slack = (scale.max - scale.min) * 1e-6;
      for (const value of some) {
        expect(value).toBeGreaterThanOrEqual(scale.min - slack);
        expect(value).toBeLessThanOrEqual(scale.max + slack);
      }
      expect(scale.ticks.length).toBeGreaterThanOrEqual(2);
      expect(scale.ticks.length).toBeLessThanOrEqual(12);
      expect(scale.toScreen(scale.min)).toBeCloseTo(0, 6);
      expect(scale.toScreen(scale.max)).toBeCloseTo(500, 6);
    }),
  );
});

test('accuracies from 0.9612 to 0.9688 get ticks that can be told apart', () => {
  const scale = scaleOf([0.9612, 0.9688], 0, 300);
  const labels = scale.ticks.map((tick) => tick.toFixed(scale.digits));
  expect(new Set(labels).size).toBe(labels.length);
});

test('failed trials are not drawn; the line of two objectives is the front, from left to right', () => {
  const state = foldEvents(runEvents(50));
  const { points, line } = scatterOf(state, 'params', 'accuracy');
  expect(points).toHaveLength(50 - 7);
  expect(line).toHaveLength(state.front.length);
  for (let i = 1; i < line.length; i++) {
    expect(line[i]?.x).toBeGreaterThan(line[i - 1]?.x ?? 0);
    expect(line[i]?.y).toBeGreaterThan(line[i - 1]?.y ?? 0);
  }
});

test('against the trial number the line is the best so far: it never falls and ends at the best', () => {
  const state = foldEvents(runEvents(50));
  const { points, line } = scatterOf(state, 'trial', 'accuracy');
  for (let i = 1; i < line.length; i++) expect(line[i]?.y).toBeGreaterThanOrEqual(line[i - 1]?.y ?? 0);
  expect(line.at(-1)?.y).toBe(Math.max(...points.map(({ y }) => y)));
});

test('a click takes the nearest point within reach, and none beyond', () => {
  const points = [
    { trial: 0, x: 0, y: 0, kind: 'plain' as const },
    { trial: 1, x: 10, y: 10, kind: 'plain' as const },
  ];
  const scales = { x: scaleOf([0, 10], 0, 100), y: scaleOf([0, 10], 100, 0) };
  expect(nearestPoint(points, { x: 97, y: 5 }, scales)?.trial).toBe(1);
  expect(nearestPoint(points, { x: 50, y: 50 }, scales)).toBeUndefined();
});
