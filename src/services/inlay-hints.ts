import type { AstNode } from 'langium';
import { AbstractInlayHintProvider, type InlayHintAcceptor } from 'langium/lsp';
import { InlayHintKind } from 'vscode-languageserver';
import { targetOf } from '../language/callee.ts';
import { type Expression, isCall } from '../language/generated/ast.ts';
import { kindOf } from '../language/kinds.ts';
import type { Words } from '../language/words.ts';

/** Names of the parameters that plain values are given to by position, from the second on: `conv(3, filters: 16)`. */
export class CellInlayHints extends AbstractInlayHintProvider {
  private readonly words: Words;

  constructor(words: Words) {
    super();
    this.words = words;
  }

  computeInlayHint(node: AstNode, accept: InlayHintAcceptor): void {
    if (!isCall(node)) return;
    const target = targetOf(node.callee as Expression);
    if (target?.$type !== 'Op') return;
    let position = 0;
    for (const { name, value } of node.arguments) {
      const kind = kindOf(value, this.words);
      if (name !== undefined || kind === 'tensor') continue;
      const parameter = target.parameters[position++];
      const start = value.$cstNode?.range.start;
      // What is named like the parameter needs no hint.
      if (position === 1 || !parameter || !start || kind !== 'value' || value.$cstNode?.text === parameter.name)
        continue;
      accept({ position: start, label: `${parameter.name}:`, kind: InlayHintKind.Parameter, paddingRight: true });
    }
  }
}
