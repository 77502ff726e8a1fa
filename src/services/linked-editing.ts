import { CstUtils, GrammarUtils, type LangiumDocument } from 'langium';
import type { LangiumServices } from 'langium/lsp';
import type { LinkedEditingRanges, Position } from 'vscode-languageserver';
import { isLet, isNodes, isStage } from '../language/generated/ast.ts';
import { refsOf } from '../language/node-list.ts';

/**
 * The places of a name that are typed together: of what a block declares, which nothing outside of it can name. Definitions
 * and parameters may have uses in other files: those are renamed.
 */
export function linkedEditing(
  document: LangiumDocument,
  position: Position,
  { references }: LangiumServices,
): LinkedEditingRanges | undefined {
  const root = document.parseResult.value;
  const offset = document.textDocument.offsetAt(position);
  const leaf = root.$cstNode && CstUtils.findDeclarationNodeAtOffset(root.$cstNode, offset);
  const [target] = leaf ? references.References.findDeclarations(leaf) : [];
  if (!isLet(target) && !isNodes(target) && !isStage(target)) return undefined;
  const name = GrammarUtils.findNodeForProperty(target.$cstNode, 'name');
  const uses = refsOf(root).flatMap((use) => (use.target.ref === target ? (use.target.$refNode ?? []) : []));
  const ranges = [...(name ? [name] : []), ...uses].map(({ range }) => range);
  return ranges.length > 1 ? { ranges, wordPattern: '[A-Za-z_]\\w*' } : undefined;
}
