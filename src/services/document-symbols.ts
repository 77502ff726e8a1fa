import { type AstNode, AstUtils, GrammarUtils, type LangiumDocument } from 'langium';
import type { DocumentSymbolProvider } from 'langium/lsp';
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import { type Definition, isFile, isLet, isNodes, isStage, type Named } from '../language/generated/ast.ts';
import type { Documentation } from './documentation.ts';

/** Definitions, and in them what has a name: lets, nodes, stages. */
export class CellDocumentSymbols implements DocumentSymbolProvider {
  private readonly documentation: Documentation;

  constructor(documentation: Documentation) {
    this.documentation = documentation;
  }

  getSymbols(document: LangiumDocument): DocumentSymbol[] {
    const root = document.parseResult.value;
    return isFile(root)
      ? root.definitions.flatMap((definition) => this.symbol(definition, childrenOf(definition)))
      : [];
  }

  private symbol(node: Named, children: readonly Named[]): DocumentSymbol[] {
    const whole = node.$cstNode;
    const name = GrammarUtils.findNodeForProperty(whole, 'name');
    if (!whole || !name) return [];
    return [
      {
        name: node.name,
        detail: this.documentation.signature(node).replace(/^(\w+) \w+/, '$1'),
        kind: kindOf(node),
        range: whole.range,
        selectionRange: name.range,
        children: children.flatMap((child) => this.symbol(child, childrenOf(child))),
      },
    ];
  }
}

/** The named things directly inside a node: those inside a nested one are its own. */
function childrenOf(node: AstNode): Named[] {
  const found: Named[] = [];
  for (const child of AstUtils.streamContents(node)) {
    if (isLet(child) || isNodes(child) || isStage(child)) found.push(child);
    else found.push(...childrenOf(child));
  }
  return found;
}

function kindOf(node: Definition | Named): SymbolKind {
  switch (node.$type) {
    case 'Op':
      return SymbolKind.Function;
    case 'CellDef':
      return SymbolKind.Class;
    case 'Space':
      return SymbolKind.Module;
    case 'Settings':
      return SymbolKind.Object;
    case 'Stage':
      return SymbolKind.Namespace;
    case 'Nodes':
      return SymbolKind.Array;
    case 'Let':
    case 'Parameter':
      return SymbolKind.Variable;
  }
}
