import { expect, test } from 'vitest';
import { boxOf, type MeasureText, metrics } from './box.ts';

const measure: MeasureText = (text) => 7 * text.length;

test('options are laid out in rows that stay inside the box and do not overlap', () => {
  const options = Array.from({ length: 12 }, (_, i) => ({ label: `option number ${i}` }));
  const box = boxOf({ id: 'a', kind: 'choice', label: 'edge', options }, measure);
  expect(box.chips).toHaveLength(12);
  for (const chip of box.chips) {
    expect(chip.x).toBeGreaterThanOrEqual(metrics.paddingX);
    expect(chip.x + chip.width).toBeLessThanOrEqual(box.width - metrics.paddingX + 1);
    expect(chip.y + metrics.chipHeight).toBeLessThanOrEqual(box.height - metrics.paddingY + 5);
  }
  const overlapping = box.chips.flatMap((a, i) =>
    box.chips.slice(i + 1).filter((b) => a.y === b.y && a.x < b.x + b.width && b.x < a.x + a.width),
  );
  expect(overlapping).toEqual([]);
});

test('of a decided choice one option is marked, also without colour', () => {
  const options = [{ label: 'skip' }, { label: 'conv(3)', chosen: true }];
  const { chips } = boxOf({ id: 'a', kind: 'choice', label: 'edge', options }, measure);
  expect(chips.map(({ state }) => state)).toEqual(['refused', 'chosen']);
  expect(chips[1]?.text).toBe('✓ conv(3)');
});

test('a very long label is cut, and its full text is kept for the tool tip', () => {
  const label = 'x'.repeat(300);
  const box = boxOf({ id: 'a', kind: 'choice', label, options: [{ label }] }, measure);
  expect(box.width).toBeLessThan(450);
  expect(box.chips[0]?.full).toBe(label);
});
