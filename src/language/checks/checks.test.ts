import { beforeAll, describe, expect, test } from 'vitest';
import { type Opened, open, reopen } from '../test/open.ts';

/** Each has one mistake and gets one message; what the messages say is kept in the file of expectations. */
const mistakes: readonly string[] = [
  // Syntax
  'space S {',
  'space S { input image(28x28x1) -> conv(3, ',
  'space { input image(28x28x1) -> conv(3) }',
  'cell stage(x) { return x }',
  'spcae S { }',
  'op a = conv(3 -> bn',
  'op a = conv(3) -> -> bn',
  'op a = conv(3) bn',
  'space S { input image(28x28x1) -> conv(3) }}',
  'op a = "abc',
  'op a = conv(.5)',
  'op a = conv(3) é bn',
  'op a = conv(3) -> bn /* x',
  'import blocks',
  'train t { epochs 5 6 }',
  'train t { epochs }',
  'train t { 5 }',
  'train { epochs 5 }',
  'train t',
  'space S { let = 3 }',
  'space S { let a 3 }',
  'space S { let width = 8 |\n input image(8x8x1) -> relu }',
  'cell a(x) { nodes n[3 = sum(all) return n[3] }',
  'op a = repeat { relu }',
  'op a = stage { relu }',
  'op a = repeat 3 relu',
  'conv(3) -> bn',
  '}',
  'op a = conv(3))',
  'cell a(x) return x',
  'op a = pick of',
  'op a = conv(k 3)',
  'op a = conv(k: )',
  'op a = conv(3,,4)',
  'op x = 3x3x',
  'op a = conv(3) -> bn;',
  'op a(space) = conv(3)',
  // Names
  'op a = rleu',
  'op a = b -> zzzzzz\nop b = relu',
  'import "no.cell"\nop a = foo',
  'import "data.csv"',
  'import "main.cell"',
  'op a = relu\nop a = bn',
  'cell a(x, x) { return x }',
  'cell a(x) { let x = 3  return x }',
  'space S { input image(8x8x1) -> stage s { relu } -> stage s { bn } }',
  'cell a(x) { let y = z  let z = conv(x)  return y }',
  'cell a(x) { let y = sum(y)  return y }',
  'op a = b\nop b = a',
  'cell a(x) { return a(x) }',
  // Numbers
  'op a = dropout(0.5..0.1)',
  'op a = dropout(0..0.5 step 0)',
  'op a = dropout(0..0.5 log)',
  'op a = dropout(3parsec)',
  'op a = dropout(3Mb)',
  'op a = relu | bn | relu',
  // Arguments
  'op a = conv(3, foo: 3)',
  'op a = conv(3, filter: 3)',
  'op a = conv(1, 2, 3, true, 5)',
  'op a = conv(3, k: 3)',
  'op a = conv(k: 3, k: 3)',
  'op r(f) = conv(3, f)\nop b = r',
  'op r(f) = conv(3, f)\nop b = r(g: 3)',
  'op r(f, g) = conv(f, g)\nop b = r(3)',
  'cell a(x, y) { return sum(x, y) }\ncell b(x) { return a(x) }',
  'cell a(x) { return x }\nop b = a(3)',
  'cell a(x, depth = 2) { return x }\nop b = a(dept: 3)',
  'op a = all(3)',
  'cell a(x) { return x(3) }',
  'cell a(x) { nodes n[2] = sum(all)  return n(2) }',
  'space S { image(28x28x1) -> relu }',
  'space S { input conv(3) -> relu }',
  // Indexes
  'cell a(x) { nodes n[3] = conv(last)  return n[4] }',
  'cell a(x) { return x[1] }',
  'cell m[3](x) { return x }\nop a = m[0]',
  'cell a(x, y) { return sum(pick 3 of (x, y)) }',
  'cell a(x, y) { return sum(pick 2..1 of (x, y)) }',
  // Clauses
  'train t { epoch 5 }',
  'train t { batch 5 }',
  'train t { epochs 5 epochs 6 }',
  'train t { epochs 5, 6 }',
  'train t { epochs 5 optimizer cosine }',
  'train t { epochs 5 optimizer adm }',
  'train t { epochs 5 optimizer 3 }',
  'dataset d { source digits }',
  'dataset d { source builtin("digits") normalize 3 }',
  'dataset d { source builtin("digits") split 70% 15% }',
  'dataset d { normalize on }',
  'search s { }',
  'space S { input image(8x8x1) -> relu }\nsearch s { space S epochs 5 }',
  'space S { input image(8x8x1) -> relu }\nsearch s { space S evaluate table("x.csv") }',
  'space S { input image(8x8x1) -> relu }\nsearch s { space S maximize accuracy }',
  'space S { input image(8x8x1) -> relu }\nsearch s { space S maximize accuracy data d }',
  'op o = relu\nsearch s { space o maximize accuracy evaluate table("x.csv") }',
  // Structure
  'op a',
  'cell a(x) { relu(x) }',
  'cell a(x) { let y = conv(3)(x) }',
  'op a { nodes n = conv }',
  'cell a(x) { require params < 3  return x }',
  'space S { input image(28x28x1) -> conv(3) | conv(5) -> relu }',
  'space S { input image(28x28x1)\n -> conv\n (3) -> relu }',
  'cell a(x) { return x return x }',
  'space S { input image(8x8x1)\n -> conv(3)\n bn\n -> relu }',
  'cell a(x) { return relu(x)  let y = 3 }',
  'cell a(x) { return input image(8x8x1) }',
];

describe('one mistake, one message', () => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open('');
  });

  test.each(mistakes)('%s', async (text) => {
    expect((await reopen(opened, text)).messages.length).toBe(1);
  });

  test('in a person’s words', async () => {
    const lines: string[] = [];
    for (const text of mistakes) {
      const { messages } = await reopen(opened, text);
      lines.push(...text.split('\n'), ...messages.map((message) => `    ${message.replaceAll('\n', '⏎')}`), '');
    }
    await expect(lines.join('\n')).toMatchFileSnapshot('messages.golden.txt');
  });
});
