import { CstUtils, type LangiumDocument } from 'langium';
import type { FoldingRangeProvider } from 'langium/lsp';
import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';

/** Blocks in braces, comments over several lines, and runs of line comments. */
export class CellFolding implements FoldingRangeProvider {
  getFoldingRanges(document: LangiumDocument): FoldingRange[] {
    const root = document.parseResult.value.$cstNode;
    if (!root) return [];
    const ranges: FoldingRange[] = [];
    const open: number[] = [];
    let comment: { start: number; end: number } | undefined;
    const endComment = () => {
      if (comment && comment.end > comment.start) {
        ranges.push({ startLine: comment.start, endLine: comment.end, kind: FoldingRangeKind.Comment });
      }
      comment = undefined;
    };
    for (const leaf of CstUtils.flattenCst(root)
      .toArray()
      .sort((a, b) => a.offset - b.offset)) {
      const { start, end } = leaf.range;
      if (leaf.hidden) {
        if (comment && start.line === comment.end + 1 && leaf.text.startsWith('//')) comment.end = end.line;
        else {
          endComment();
          comment = { start: start.line, end: end.line };
        }
        continue;
      }
      endComment();
      if (leaf.text === '{') open.push(start.line);
      else if (leaf.text === '}') {
        const from = open.pop();
        // The closing brace stays visible.
        if (from !== undefined && end.line - 1 > from) ranges.push({ startLine: from, endLine: end.line - 1 });
      }
    }
    endComment();
    return ranges;
  }
}
