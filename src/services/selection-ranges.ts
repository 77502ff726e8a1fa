import { CstUtils, type LangiumDocument } from 'langium';
import type { Position, SelectionRange } from 'vscode-languageserver';

/** What surrounds a place, inside out: the word, its expressions, statement, block, definition, file. */
export function selectionRanges(document: LangiumDocument, positions: readonly Position[]): SelectionRange[] {
  return positions.map((position) => rangeAt(document, position));
}

function rangeAt({ textDocument: text, parseResult }: LangiumDocument, position: Position): SelectionRange {
  const root = parseResult.value.$cstNode;
  const offset = text.offsetAt(position);
  const leaf =
    root && (CstUtils.findDeclarationNodeAtOffset(root, offset) ?? CstUtils.findLeafNodeAtOffset(root, offset));
  const spans: [number, number][] = [[0, text.getText().length]];
  // A comment has no place in the tree.
  if (leaf && leaf.offset <= offset && offset <= leaf.end) {
    const inside: [number, number][] = [[leaf.offset, leaf.end]];
    for (let node = leaf.hidden ? undefined : leaf.astNode; node; node = node.$container as typeof node | undefined) {
      if (node.$cstNode && node.$container) inside.push([node.$cstNode.offset, node.$cstNode.end]);
    }
    spans.push(...inside.reverse());
  }
  // Outside in: each must lie in the one before and be smaller.
  let found: SelectionRange | undefined;
  let last: [number, number] | undefined;
  for (const [start, end] of spans) {
    if (last && (start < last[0] || end > last[1] || (start === last[0] && end === last[1]))) continue;
    last = [start, end];
    const range = { start: text.positionAt(start), end: text.positionAt(end) };
    found = { range, ...(found && { parent: found }) };
  }
  return found ?? { range: { start: position, end: position } };
}
