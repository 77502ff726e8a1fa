import type { AstNode } from 'langium';
import { AbstractSemanticTokenProvider, type LangiumServices, type SemanticTokenAcceptor } from 'langium/lsp';
import { SemanticTokenModifiers, SemanticTokenTypes } from 'vscode-languageserver';
import { isArgument, isClause, isRef, type Named, type Ref } from '../language/generated/ast.ts';
import { isTensorParameter } from '../language/kinds.ts';
import { declaredName } from '../language/scopes.ts';
import type { Words } from '../language/words.ts';

/** Colours names by what they link to, which no grammar of regular expressions can tell. */
export class CellSemanticTokens extends AbstractSemanticTokenProvider {
  private readonly words: Words;

  constructor(services: LangiumServices, words: Words) {
    super(services);
    this.words = words;
  }

  protected override highlightElement(node: AstNode, accept: SemanticTokenAcceptor): void {
    if (declaredName(node) !== undefined) {
      accept({
        node,
        property: 'name',
        type: this.typeOf(node as Named),
        modifier: SemanticTokenModifiers.declaration,
      });
      return;
    }
    if (isRef(node)) this.highlightUse(node, accept);
    else if (isArgument(node) && node.name !== undefined) {
      accept({ node, property: 'name', type: SemanticTokenTypes.parameter });
    } else if (isClause(node)) accept({ node, property: 'name', type: SemanticTokenTypes.keyword });
  }

  private highlightUse(node: Ref, accept: SemanticTokenAcceptor): void {
    const target = node.target?.ref;
    if (!target) return;
    const builtin = this.words.of(target) && { modifier: SemanticTokenModifiers.defaultLibrary };
    accept({ node, property: 'target', type: this.typeOf(target), ...builtin });
  }

  private typeOf(target: Named): SemanticTokenTypes {
    switch (target.$type) {
      case 'Op':
        return this.builtinType(target);
      case 'CellDef':
        return SemanticTokenTypes.class;
      case 'Space':
        return SemanticTokenTypes.type;
      case 'Settings':
      case 'Stage':
        return SemanticTokenTypes.namespace;
      case 'Parameter':
        return isTensorParameter(target) ? SemanticTokenTypes.variable : SemanticTokenTypes.parameter;
      case 'Let':
      case 'Nodes':
        return SemanticTokenTypes.variable;
    }
  }

  private builtinType(target: Named): SemanticTokenTypes {
    switch (this.words.of(target)?.role) {
      case 'tensor':
        return SemanticTokenTypes.variable;
      case 'value':
        return SemanticTokenTypes.enumMember;
      case 'measure':
        return SemanticTokenTypes.property;
      case 'input':
        return SemanticTokenTypes.type;
      default:
        return SemanticTokenTypes.function;
    }
  }
}
