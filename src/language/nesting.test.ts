import { expect, test } from 'vitest';
import { tooDeepAt } from './nesting.ts';
import { open } from './test/open.ts';

const many = (n: number, text: string): string => text.repeat(n);

test.each([
  ['parentheses', `op a = ${many(5000, '(')}relu${many(5000, ')')}`],
  ['unclosed parentheses', `op a = ${many(5000, '(')}`],
  ['blocks', `space S { input image(8x8x1) -> ${many(400, 'repeat 2 { ')}relu${many(400, ' }')} }`],
  ['a chain', `op a = ${many(20000, 'relu -> ')}relu`],
  ['minus signs', `op a = conv(${many(1000, '-')}3)`],
  ['minus signs apart', `op a = conv(${many(1000, '- ')}3)`],
  ['maybes', `op a = ${many(1000, 'maybe ')}relu`],
])('%s that the parser could not follow are one message at a place', async (_, text) => {
  const { messages } = await open(`op fine = relu\n${text}\n`);
  expect(messages).toEqual([expect.stringMatching(/goes too deep/)]);
});

test.each([
  ['the deepest brackets', `op a = ${many(40, '(')}relu${many(40, ')')}`],
  ['a long chain', `op a = ${many(900, 'relu -> ')}relu`],
  ['many statements', `cell c(x) {\n${many(500, 'let a = x -> relu -> relu\n')} return a }`],
  ['brackets in texts and comments', `/* ${many(99, '(')} */ import "${many(99, '(')}" // ${many(99, '[')}`],
])('%s can be read', (_, text) => expect(tooDeepAt(text)).toBeUndefined());
