import { expect, test } from 'vitest';
import { elaborateText } from './test/open.ts';

const flow = (body: string): string => `space S { input image(8x8x4) -> ${body} -> global_avg_pool -> dense(10) }`;
const cell = (body: string): string => `cell c(a, b) { ${body} } ${flow('c')}`;

/** What is wrong, the code of the message, and the text that it marks. */
const mistakes: readonly (readonly [text: string, code: string, marked: string])[] = [
  [flow('conv(3 | 0)'), 'parameter-range', '3 | 0'],
  [flow('conv(3, filters: 1.5)'), 'parameter-range', 'filters: 1.5'],
  [flow('conv(relu)'), 'wrong-kind', 'relu'],
  [flow('(relu | 3)'), 'mixed-choice', '3'],
  [flow('8'), 'wrong-kind', '8'],
  [flow('repeat 0.5..2 { relu }'), 'repeat-count', '0.5..2'],
  [flow('repeat 1 | -1 { relu }'), 'repeat-count', '1 | -1'],
  [flow('repeat 1000 { repeat 1000 { relu } }'), 'shapes', 'relu'],
  [flow('repeat 1000 fresh { repeat 1000 fresh { relu } }'), 'too-large', 'relu'],
  [`cell c(x, n = 1) { return x -> repeat n { relu } } ${flow('c(n: 2.5)')}`, 'shapes', 'repeat n { relu }'],
  [flow('residual(3)'), 'wrong-kind', '3'],
  [flow('dropout(0.5..0.1)'), 'empty-range', '0.5..0.1'],
  [flow('dropout(0..0.5 step 1e-300)'), 'range-values', '0..0.5 step 1e-300'],
  [flow('conv(3, 1..2000000000)'), 'range-values', '1..2000000000'],
  [flow('fresh relu'), 'fresh-operation', 'fresh relu'],
  [flow('conv(9, padding: valid)'), 'shapes', 'conv(9, padding: valid)'],
  [flow('(relu | conv(9, padding: valid))'), 'shapes', 'conv(9, padding: valid)'],
  [flow('(relu | (maybe global_avg_pool)) -> conv(3)'), 'shapes', 'conv(3)'],
  [flow('sum(all)'), 'wrong-kind', 'sum(all)'],
  [cell('return a'), '', ''],
  [cell('return all'), 'several-tensors', 'all'],
  [cell('return sum(pick 3)'), 'pick-count', 'pick 3'],
  [cell('return sum(pick of (pick 1..2, a))'), 'pick-source', '(pick 1..2, a)'],
  [cell('nodes n[0] = relu(a) return n'), 'nodes-count', '0'],
  [cell('nodes n[1..2] = relu(a) return n[2]'), 'index-range', '2'],
  [cell('nodes n[1..2] = relu(a) return pick of n'), 'pick-source', 'n'],
  [cell('nodes n[2] = relu return n[2]'), 'missing-input', 'relu'],
  [cell('return a + same'), 'wrong-kind', 'same'],
  [cell('return 1 / a'), 'wrong-kind', '1 / a'],
  [cell('return a / 0'), 'parameter-range', '0'],
  [cell('return a - global_avg_pool(b)'), 'shapes', 'a - global_avg_pool(b)'],
  [`op loop(k) = conv(k) -> loop(k) ${flow('loop(3)')}`, 'defines-itself', 'loop(k)'],
  [`cell c(x) { return c(x) } ${flow('c')}`, 'defines-itself', 'c(x)'],
  [`cell c(x, k = 3) { return conv(k)(x) } ${flow('c(k: 300)')}`, 'shapes', 'conv(k)(x)'],
  [`cell c(x) { return relu(x) } ${flow('c(size: 3)')}`, 'unknown-parameter', 'size: 3'],
  [`cell c(x) { return relu(x) } ${flow('c(filters: 0.5)')}`, 'shapes', 'c(filters: 0.5)'],
  [`cell m[2](x) { return relu(x) } ${flow('m[3]')}`, 'index-range', 'm[3]'],
  [`cell m[2](x) { return relu(x) } ${flow('m')}`, 'family-member', 'm'],
  ['space S { input image(8x8) -> relu }', 'input-kind', '8x8'],
  ['space S { input conv(3) -> relu }', 'input-kind', 'conv(3)'],
  ['space S { conv(3) -> relu }', 'missing-input', 'conv(3) -> relu'],
  ['space S { let w = 8 }', 'missing-return', '{ let w = 8 }'],
  ['space S(align = none) { input vector(3) -> relu }', 'parameter-range', 'align = none'],
  ['space S { input vector(3) -> relu  require params }', 'not-a-condition', 'params'],
  ['space S { input vector(3) -> relu  require 3 < 4 }', 'no-measure', '3 < 4'],
];

test.each(mistakes)('%s', async (text, code, marked) => {
  const { diagnostics } = await elaborateText(text);
  const found = diagnostics.map(({ code: is, range }) => [is, text.slice(range.offset, range.end)]);
  expect(found).toEqual(code === '' ? [] : [[code, marked]]);
});

test('an option that can not meet is named', async () => {
  const { diagnostics } = await elaborateText(flow('(relu | gelu) -> stage s { relu | conv(9, padding: valid) }'));
  expect(diagnostics[0]?.message).toContain('s/relu|conv = conv(9, padding: valid)');
});

test('a mistake in a cell that two spaces use is told once, and spares what does not use it', async () => {
  const { diagnostics, spaces } = await elaborateText(
    `cell c(x) { return conv(0)(x) } space A { input image(8x8x4) -> c } space B { input image(8x8x4) -> c -> relu } ${flow('relu')}`,
  );
  expect(diagnostics.map((d) => d.code)).toEqual(['parameter-range']);
  expect(spaces.map((s) => s.model.name)).toEqual(['S']);
});
