import type { LangiumDocument } from 'langium';
import type { Formatter } from 'langium/lsp';
import type {
  DocumentOnTypeFormattingParams,
  DocumentRangeFormattingParams,
  Position,
  TextEdit,
} from 'vscode-languageserver';
import { formatText } from '../language/format.ts';
import { isFile } from '../language/generated/ast.ts';

/** Formats a document in one layout for all: options of the editor for indentation are not asked. */
export class CellFormatter implements Formatter {
  formatDocument(document: LangiumDocument): TextEdit[] {
    const text = document.textDocument.getText();
    return lineEdits(text, formatText(text));
  }

  /** Definitions in the range, each by itself: a mistake elsewhere does not matter, and nothing else changes. */
  formatDocumentRange(
    { parseResult, textDocument: text }: LangiumDocument,
    { range }: Pick<DocumentRangeFormattingParams, 'range'>,
  ): TextEdit[] {
    const root = parseResult.value;
    const start = text.offsetAt(range.start);
    const end = text.offsetAt(range.end);
    const inside = isFile(root)
      ? root.definitions.flatMap(({ $cstNode: node }) => (node && node.offset <= end && node.end >= start ? node : []))
      : [];
    return inside.flatMap((node) => {
      const { line, character } = node.range.start;
      // What does not begin a line is laid out with the line, by formatting the whole.
      if (character !== 0) return [];
      const part = text.getText(node.range);
      // What follows the definition ends its line.
      return lineEdits(part, formatText(part).replace(/\r?\n$/, ''))
        .map((edit) => ({ ...edit, range: { start: moved(edit.range.start, line), end: moved(edit.range.end, line) } }))
        .filter((edit) => edit.range.start.line <= range.end.line && edit.range.end.line >= range.start.line);
    });
  }

  /** A brace that closes lays out what it closes. */
  formatDocumentOnType(document: LangiumDocument, { position }: DocumentOnTypeFormattingParams): TextEdit[] {
    const end = document.textDocument.offsetAt(position);
    const start = openerOf(document.textDocument.getText().slice(0, end));
    if (start === undefined) return [];
    const range = { start: document.textDocument.positionAt(start), end: position };
    return this.formatDocumentRange(document, { range });
  }

  get formatOnTypeOptions() {
    return { firstTriggerCharacter: '}' };
  }
}

/** Where the brace opens that closes at the end of a text; texts and comments in between are passed over. */
function openerOf(text: string): number | undefined {
  const open: number[] = [];
  let opener: number | undefined;
  for (const { 0: token, index } of text.matchAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|[{}]/g)) {
    if (token === '{') open.push(index);
    else if (token === '}') {
      const from = open.pop();
      if (index === text.length - 1) opener = from;
    }
  }
  return opener;
}

const moved = ({ line, character }: Position, by: number): Position => ({ line: line + by, character });

/** One edit for each run of changed lines, so that the cursor and breakpoints elsewhere stay where they are. */
function lineEdits(text: string, formatted: string): TextEdit[] {
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
        end: last ? { line: nextI, character: 0 } : { line: from.length - 1, character: from.at(-1)?.length ?? 0 },
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
