import type { LangiumDocument } from 'langium';
import type { Formatter } from 'langium/lsp';
import type { DocumentRangeFormattingParams, TextEdit } from 'vscode-languageserver';
import { formatText } from '../language/format.ts';

/** Formats a document in one layout for all: options of the editor for indentation are not asked. */
export class CellFormatter implements Formatter {
  formatDocument(document: LangiumDocument): TextEdit[] {
    return lineEdits(document);
  }

  formatDocumentRange(document: LangiumDocument, { range }: DocumentRangeFormattingParams): TextEdit[] {
    return lineEdits(document).filter(
      (edit) => edit.range.start.line <= range.end.line && edit.range.end.line >= range.start.line,
    );
  }

  formatDocumentOnType(): TextEdit[] {
    return [];
  }

  get formatOnTypeOptions(): undefined {
    return undefined;
  }
}

/** One edit for each run of changed lines, so that the cursor and breakpoints elsewhere stay where they are. */
function lineEdits(document: LangiumDocument): TextEdit[] {
  const text = document.textDocument.getText();
  const formatted = formatText(text);
  if (formatted === text) return [];
  const from = text.split('\n');
  const to = formatted.split('\n');
  // Lines that are equal but for white space correspond: the formatter joins, splits and blanks lines, and no more.
  const edits: TextEdit[] = [];
  let i = 0;
  let k = 0;
  while (i < from.length || k < to.length) {
    if (i < from.length && k < to.length && from[i] === to[k]) {
      i++;
      k++;
      continue;
    }
    const [nextI, nextK] = resync(from, to, i, k);
    const last = nextI < from.length;
    const newText = to
      .slice(k, nextK)
      .map((line) => `${line}\n`)
      .join('');
    edits.push({
      range: {
        start: { line: i, character: 0 },
        end: last ? { line: nextI, character: 0 } : document.textDocument.positionAt(text.length),
      },
      newText: last ? newText : newText.replace(/\n$/, ''),
    });
    i = nextI;
    k = nextK;
  }
  return edits;
}

/** The nearest later place where both texts have the same line that is not blank. */
function resync(from: readonly string[], to: readonly string[], i: number, k: number): [number, number] {
  const places = new Map<string, number>();
  for (let n = k; n < to.length; n++) if (to[n]?.trim() && !places.has(to[n]!)) places.set(to[n]!, n);
  for (let n = i; n < from.length; n++) {
    const found = places.get(from[n]!);
    if (found !== undefined && from[n]?.trim()) return [n, found];
  }
  return [from.length, to.length];
}
