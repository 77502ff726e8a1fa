import type { AstNode } from 'langium';
import { isBinary } from './generated/ast.ts';

/** The text that a node covers, as UTF-16 offsets; `end` is exclusive. */
export interface Span {
  readonly offset: number;
  readonly end: number;
}

/**
 * Where a node stands. All levels of an operator expression share the syntax node of the whole (`a` and `a -> b` in
 * `a -> b -> c`): their extent follows from their operands.
 */
export function spanOf(node: AstNode): Span {
  if (isBinary(node)) {
    // A recovered tree may lack an operand.
    const left = node.left as AstNode | undefined;
    const right = node.right as AstNode | undefined;
    if (left && right) return { offset: spanOf(left).offset, end: spanOf(right).end };
  }
  const cst = node.$cstNode;
  return cst ? { offset: cst.offset, end: cst.end } : { offset: 0, end: 0 };
}
