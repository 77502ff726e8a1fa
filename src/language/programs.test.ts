import fc from 'fast-check';
import { EmptyFileSystem } from 'langium';
import { expect, test } from 'vitest';
import { createCellServices } from './cell-module.ts';
import { formatText } from './format.ts';
import { plain, print, program } from './test/programs.ts';

const { parser } = createCellServices({ ...EmptyFileSystem, vocabulary: [] }).cell;

function parse(text: string): unknown {
  const { value, lexerErrors, parserErrors } = parser.LangiumParser.parse(text);
  expect([...lexerErrors, ...parserErrors].map((error) => error.message)).toEqual([]);
  return plain(value);
}

const forms =
  `Argument Binary Block BooleanLiteral Call CellDef Clause DimensionLiteral File Flow Group Import Index Let
  Nodes NumberLiteral Op Parameter Pick Prefix Range Ref Repeat Require Settings Space Stage TextLiteral`.split(/\s+/);

test('what is written of a program is read as that program', () => {
  fc.assert(
    fc.property(program, (tree) => {
      expect(parse(print(tree))).toEqual(tree);
    }),
    { numRuns: 400 },
  );
});

test('formatting a program changes no meaning, and nothing the second time', () => {
  fc.assert(
    fc.property(program, (tree) => {
      const once = formatText(print(tree));
      expect(parse(once)).toEqual(tree);
      expect(formatText(once)).toBe(once);
    }),
    { numRuns: 200 },
  );
});

test('the programs use every form of the grammar', () => {
  const seen = new Set<string>();
  const note = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(note);
    else if (typeof value === 'object' && value !== null) {
      if ('$type' in value) seen.add(String(value.$type));
      Object.values(value).forEach(note);
    }
  };
  for (const tree of fc.sample(program, { numRuns: 500, seed: 1 })) note(tree);
  expect([...seen].sort()).toEqual(forms);
});
