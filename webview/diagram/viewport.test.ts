import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bringIntoView, fitReadable, fitWhole, zoom } from './viewport.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const view = fc.record({ x: number(-2000, 2000), y: number(-2000, 2000), scale: number(0.1, 3) });
const size = fc.record({ width: number(200, 2000), height: number(200, 2000) });

test('zooming keeps the point under the pointer', () => {
  fc.assert(
    fc.property(view, number(0.5, 2), number(0, 1000), number(0, 1000), (before, factor, x, y) => {
      const after = zoom(before, factor, { x, y });
      expect((x - after.x) / after.scale).toBeCloseTo((x - before.x) / before.scale, 4);
      expect((y - after.y) / after.scale).toBeCloseTo((y - before.y) / before.scale, 4);
    }),
  );
});

test('a fitted drawing lies inside the screen and is not blown up', () => {
  fc.assert(
    fc.property(size, size, (drawing, screen) => {
      const { x, y, scale } = fitWhole(drawing, screen);
      expect(scale).toBeLessThanOrEqual(1);
      expect(x).toBeGreaterThanOrEqual(-1e-6);
      expect(y).toBeGreaterThanOrEqual(-1e-6);
      expect(x + drawing.width * scale).toBeLessThanOrEqual(screen.width + 1e-6);
      expect(y + drawing.height * scale).toBeLessThanOrEqual(screen.height + 1e-6);
    }),
  );
});

test('a drawing too tall to be read begins at its top, readable and with its width in sight', () => {
  const fitted = fitReadable({ width: 400, height: 9000 }, { width: 800, height: 600 });
  expect(fitted.scale).toBe(0.6);
  expect(fitted.y).toBe(8);
});

test('what is brought into view is in view, and what is there already is not moved', () => {
  const box = fc.record({ x: number(-500, 500), y: number(-500, 500), width: number(1, 60), height: number(1, 60) });
  fc.assert(
    fc.property(view, box, size, (before, target, screen) => {
      const after = bringIntoView(before, target, screen);
      const left = target.x * after.scale + after.x;
      const top = target.y * after.scale + after.y;
      expect(left).toBeGreaterThanOrEqual(-1e-6);
      expect(top).toBeGreaterThanOrEqual(-1e-6);
      expect(left + target.width * after.scale).toBeLessThanOrEqual(screen.width + 1e-6);
      expect(top + target.height * after.scale).toBeLessThanOrEqual(screen.height + 1e-6);
      const again = bringIntoView(after, target, screen);
      expect(again.x).toBeCloseTo(after.x, 6);
      expect(again.y).toBeCloseTo(after.y, 6);
    }),
  );
});
