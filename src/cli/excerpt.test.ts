import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excerpt, placeOf } from './excerpt.ts';

const uri = 'file:///tmp/a.cell';
const plain = (caret: string): string => caret;
const rangeOf = (text: string, part: string) => ({
  uri,
  offset: text.indexOf(part),
  end: text.indexOf(part) + part.length,
});

test('a caret below what is meant', () => {
  const text = 'space S {\n\tinput image(8x8x1)\n\t-> conf(3)\n}\n';
  const place = placeOf(rangeOf(text, 'conf'), text);
  expect([place.line, place.column]).toEqual([3, 5]);
  expect(place.range).toEqual({ start: { line: 2, character: 4 }, end: { line: 2, character: 8 } });
  expect(excerpt(place, text, plain)).toBe('  |\n3 |  -> conf(3)\n  |     ^^^^\n');
});

test('several lines are marked to the end of the first', () => {
  const text = 'a -> b\n-> c';
  expect(excerpt(placeOf({ uri, offset: 5, end: 11 }, text), text, plain)).toBe('  |\n1 | a -> b\n  |      ^\n');
});

test('a long line is cut so that the caret is seen', () => {
  const text = `${'x'.repeat(300)}bad${'y'.repeat(300)}`;
  expect(excerpt(placeOf(rangeOf(text, 'bad'), text), text, plain, 60)).toBe(
    `  |\n1 | ${'x'.repeat(20)}bad${'y'.repeat(32)}\n  | ${' '.repeat(20)}^^^\n`,
  );
});

test('any range of any text has a place and an excerpt of three lines', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(50), fc.nat(50), (text, from, length) => {
      const offset = Math.min(from, text.length);
      const place = placeOf({ uri, offset, end: Math.min(offset + length, text.length) }, text);
      const lines = excerpt(place, text, plain).split('\n');
      expect(lines).toHaveLength(4);
      expect(lines[2]).toMatch(/\^/);
    }),
  );
});
