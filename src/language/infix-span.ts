import type { AstNode, CompositeCstNode, CstNode } from 'langium';

/**
 * The syntax node of `a -> b` inside `a -> b -> c`. Langium gives every level of an operator expression the node of the
 * whole; messages and drawings need the extent of each. It follows its operands when an edit moves them.
 */
export class InfixSpan implements CompositeCstNode {
  readonly astNode: AstNode;
  readonly hidden = false;
  private readonly first: CstNode;
  private readonly last: CstNode;

  constructor(astNode: AstNode, first: CstNode, last: CstNode) {
    this.astNode = astNode;
    this.first = first;
    this.last = last;
  }

  get container(): CompositeCstNode {
    // Operands always stand in the node of the whole expression.
    return this.first.container!;
  }
  get content(): CstNode[] {
    return this.container.content.filter((node) => node.offset >= this.offset && node.end <= this.end);
  }
  get root() {
    return this.first.root;
  }
  get offset() {
    return this.first.offset;
  }
  get end() {
    return this.last.end;
  }
  get length() {
    return this.end - this.offset;
  }
  get text() {
    return this.root.fullText.slice(this.offset, this.end);
  }
  get range() {
    return { start: this.first.range.start, end: this.last.range.end };
  }
  get grammarSource(): NonNullable<CstNode['grammarSource']> {
    return this.first.grammarSource!;
  }
}
