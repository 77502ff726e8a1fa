import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type AstNode, CstUtils, EmptyFileSystem } from 'langium';
import { describe, expect, test } from 'vitest';
import { createCellServices } from './cell-module.ts';
import { formatText } from './format.ts';
import { nodesOf } from './node-list.ts';
import { exampleTexts } from './test/examples.ts';

const { parser } = createCellServices({ ...EmptyFileSystem, vocabulary: [] }).cell;
const parse = (text: string): AstNode => {
  const { value, lexerErrors, parserErrors } = parser.LangiumParser.parse(text);
  expect([...lexerErrors, ...parserErrors]).toEqual([]);
  return value;
};

const examples = join(import.meta.dirname, '../../examples');

/** Types and properties of every node: what a text means. */
const meaning = (root: AstNode): string[] =>
  nodesOf(root).map((node) =>
    JSON.stringify(node, (key, value) => {
      if (key === '') return value;
      if (key.startsWith('$') && key !== '$type') return undefined;
      if (value && typeof value === 'object') return '$refText' in value ? value.$refText : undefined;
      return value;
    }),
  );
const tokens = (root: AstNode): string[] =>
  CstUtils.flattenCst(root.$cstNode!)
    .toArray()
    .sort((a, b) => a.offset - b.offset)
    .map((leaf) =>
      leaf.text
        .split(/\s*\n\s*/)
        .join('\n')
        .trim(),
    );

/** The text with other white space between its tokens. */
function loosened(text: string, spaces: readonly string[]): string {
  const leaves = CstUtils.flattenCst(parse(text).$cstNode!)
    .toArray()
    .sort((a, b) => a.offset - b.offset);
  return leaves
    .map((leaf, i) => {
      const space = spaces[i % spaces.length] ?? ' ';
      return leaf.text + (leaf.text.startsWith('//') ? `\n${space}` : space);
    })
    .join('');
}

describe('formatText', () => {
  test.each(exampleTexts.map((text) => [text]))('leaves a tidy text alone', (text) => {
    expect(formatText(text)).toBe(text);
  });

  test('changes spaces, nothing else, and only once', () => {
    const space = fc.constantFrom(' ', '  ', '\n', '\n\n\n', '\n    ', ' \n ', '\t');
    fc.assert(
      fc.property(
        fc.constantFrom(...exampleTexts),
        fc.array(space, { minLength: 1, maxLength: 30 }),
        (text, spaces) => {
          const loose = loosened(text, spaces);
          const formatted = formatText(loose);
          expect(meaning(parse(formatted))).toEqual(meaning(parse(loose)));
          expect(tokens(parse(formatted))).toEqual(tokens(parse(loose)));
          expect(formatText(formatted)).toBe(formatted);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('lays out what was written without care', () => {
    const text = `

import"a.cell"
op  edge=none|skip
   |conv(3 ,filters:2*c)->bn
cell a( x,stride=2 ){
/** A
      * comment. */
let y=-x  // trailing


   nodes n[1 .. 3]{ let p=pick any of(x,n)
return p+ y }
  return  n [3] }
space S{input image(8x8x1)->
  conv( 3)
-> stage s{ a
  // about repeat
-> repeat 1..2 fresh{ a->(relu|bn) } }
    require params<5M }
train t{epochs 5 batch 32|64
   optimizer adam( lr:1e-4..1e-2  log ) }`;
    expect(formatText(text)).toBe(`import "a.cell"
op edge = none | skip
        | conv(3, filters: 2 * c) -> bn
cell a(x, stride = 2) {
  /** A
   * comment. */
  let y = -x // trailing

  nodes n[1..3] {
    let p = pick any of (x, n)
    return p + y
  }
  return n[3]
}
space S {
  input image(8x8x1) ->
    conv(3)
  -> stage s {
       a
       // about repeat
       -> repeat 1..2 fresh { a -> (relu | bn) }
     }
  require params < 5M
}
train t {
  epochs 5  batch 32 | 64
  optimizer adam(lr: 1e-4..1e-2 log)
}
`);
  });

  test.each(readdirSync(examples).filter((file) => file.endsWith('.cell')))('examples/%s is laid out', (file) => {
    const text = readFileSync(join(examples, file), 'utf8');
    expect(formatText(text)).toBe(text);
  });

  test('leaves a text with syntax errors alone', () => {
    const broken = 'op  a =\n   conv(3';
    expect(formatText(broken)).toBe(broken);
  });

  test('keeps line ends of Windows and accepts an empty text', () => {
    expect(formatText('op a=b\r\nop c=d')).toBe('op a = b\r\nop c = d\r\n');
    expect(formatText('')).toBe('');
    expect(formatText('\n\n// only a comment')).toBe('// only a comment\n');
  });
});
