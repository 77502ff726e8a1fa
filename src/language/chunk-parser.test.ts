import { describe, expect, test } from 'vitest';
import { type Binary, isBinary } from './generated/ast.ts';
import { nodesOf } from './node-list.ts';
import { open } from './test/open.ts';

describe('operator expressions', () => {
  test('every level covers its own text', async () => {
    const { root } = await open('op a = // none\n  x(1) -> y | z * 2 + 1 -> w');
    const levels = nodesOf(root).filter(isBinary) as Binary[];
    expect(levels.map((level) => level.$cstNode?.text)).toEqual([
      'x(1) -> y | z * 2 + 1 -> w',
      'x(1) -> y',
      'z * 2 + 1 -> w',
      'z * 2 + 1',
      'z * 2',
    ]);
  });

  test('an operator table that a syntax error left empty does not throw', async () => {
    expect((await open('space =\n..4')).messages.length).toBe(1);
  });
});
