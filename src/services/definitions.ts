import { AstUtils, CstUtils, GrammarUtils, type LangiumDocument, type References, URI } from 'langium';
import type { LangiumServices } from 'langium/lsp';
import { type Position, type Range, SymbolKind } from 'vscode-languageserver';
import { type Definition, isCellDef, isFile, isOp, isSpace, type Named } from '../language/generated/ast.ts';
import { isBuiltin } from '../language/words.ts';

/** A definition that others use or that uses others. */
export type Building = Extract<Definition, { $type: 'Op' | 'CellDef' | 'Space' }>;

export const isBuilding = (named: Named | undefined): named is Building =>
  (isOp(named) && !isBuiltin(named)) || isCellDef(named) || isSpace(named);

/** As hierarchies show a definition; LSP has the same form for calls and types. */
export interface HierarchyItem {
  name: string;
  kind: SymbolKind;
  detail: string;
  uri: string;
  range: Range;
  selectionRange: Range;
}

export function itemOf(definition: Building): HierarchyItem[] {
  const whole = definition.$cstNode;
  const name = GrammarUtils.findNodeForProperty(whole, 'name');
  if (!whole || !name) return [];
  const document = AstUtils.getDocument(definition);
  const kind = isOp(definition) ? SymbolKind.Function : isCellDef(definition) ? SymbolKind.Class : SymbolKind.Module;
  const detail = document.uri.path.split('/').at(-1) ?? '';
  const uri = document.uri.toString();
  return [{ name: definition.name, kind, detail, uri, range: whole.range, selectionRange: name.range }];
}

/** Finds definitions by places. */
export class Definitions {
  private readonly references: References;
  private readonly shared: LangiumServices['shared'];

  constructor(services: LangiumServices) {
    this.references = services.references.References;
    this.shared = services.shared;
  }

  /** What the name at a place means; between names the definition around it. */
  at(document: LangiumDocument, position: Position): Building | undefined {
    const root = document.parseResult.value;
    const offset = document.textDocument.offsetAt(position);
    const leaf = root.$cstNode && CstUtils.findDeclarationNodeAtOffset(root.$cstNode, offset);
    const [target] = leaf ? (this.references.findDeclarations(leaf) as Named[]) : [];
    return isBuilding(target) ? target : around(document, offset);
  }

  /** The definition that an item stands for, in the text as it is now. */
  of({ uri, selectionRange }: Pick<HierarchyItem, 'uri' | 'selectionRange'>): Building | undefined {
    const document = this.document(uri);
    return document && around(document, document.textDocument.offsetAt(selectionRange.start));
  }

  /** Where a definition is used, by the definition that uses it. */
  uses(definition: Building): Map<Building, Range[]> {
    const found = new Map<Building, Range[]>();
    for (const use of this.references.findReferences(definition, {})) {
      const document = this.document(use.sourceUri.toString());
      const user = document && around(document, use.segment.offset);
      if (user) found.set(user, [...(found.get(user) ?? []), use.segment.range]);
    }
    return found;
  }

  private document(uri: string): LangiumDocument | undefined {
    return this.shared.workspace.LangiumDocuments.getDocument(URI.parse(uri));
  }
}

function around(document: LangiumDocument, offset: number): Building | undefined {
  const root = document.parseResult.value;
  if (!isFile(root)) return undefined;
  const found = root.definitions.find(({ $cstNode: node }) => node && node.offset <= offset && offset <= node.end);
  return isBuilding(found) ? found : undefined;
}
