import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmptyFileSystem, GrammarUtils } from 'langium';
import { expect, test } from 'vitest';
import { createCellServices } from '../../src/language/cell-module.ts';
import { nodesOf } from '../../src/language/node-list.ts';
import { units } from '../../src/language/quantities.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/language.md'), 'utf8');
const examples = [...page.matchAll(/^```cell\n(.*?)^```$/gms)].map(([, text = '']) => text);
const { parser, Grammar: grammar } = createCellServices({ ...EmptyFileSystem, vocabulary: [] }).cell as never as {
  readonly parser: {
    readonly LangiumParser: { parse(text: string): { readonly value: Parameters<typeof nodesOf>[0] } };
  };
  readonly Grammar: Parameters<typeof GrammarUtils.getAllReachableRules>[0];
};

/** Of the syntax trees: a rule of the grammar each. */
const forms = `Argument Binary Block BooleanLiteral Call CellDef Clause DimensionLiteral File Flow Group Index Let Nodes
  NumberLiteral Op Parameter Pick Prefix Range Ref Repeat Require Settings Space Stage TextLiteral`.split(/\s+/);

test('every form of the language stands in an example of the reference', () => {
  const used = new Set(examples.flatMap((text) => nodesOf(parser.LangiumParser.parse(text).value).map((n) => n.$type)));
  expect(forms.filter((form) => !used.has(form))).toEqual([]);
});

test('the reference names every reserved word and every unit', () => {
  const reserved = new Set<string>();
  for (const rule of GrammarUtils.getAllReachableRules(grammar, false)) {
    for (const [, word = ''] of (rule.$cstNode?.text ?? '').matchAll(/'([a-z]{2,})'/g)) reserved.add(word);
  }
  expect([...reserved].filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
  expect([...units.keys()].filter((unit) => unit !== '' && !page.includes(`\`${unit}\``))).toEqual([]);
});
