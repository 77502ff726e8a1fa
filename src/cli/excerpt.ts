import { relative, sep } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { SourceRange } from '../network/network.ts';

/** A place as people and editors read it: lines and columns from 1. */
export interface Place {
  /** Relative to the current folder if it is inside. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** As in the Language Server Protocol: lines and characters (UTF-16) from 0, end exclusive. */
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

/** The path of a file for people: relative if it lies below the current folder. */
export function displayPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith(`..${sep}`) || short === '..' ? path : short;
}

export function placeOf(range: SourceRange, text: string): Place {
  const document = TextDocument.create(range.uri, 'cell', 0, text);
  const start = document.positionAt(range.offset);
  const end = document.positionAt(Math.max(range.offset, range.end));
  return {
    file: displayPath(URI.parse(range.uri).fsPath),
    line: start.line + 1,
    column: start.character + 1,
    range: { start, end },
  };
}

/**
 * The source line with a caret below what is meant:
 * ```
 *    |
 * 12 |   -> conf(3, width)
 *    |      ^^^^
 * ```
 */
export function excerpt(place: Place, text: string, mark: (caret: string) => string, columns = 100): string {
  const source = (text.split(/\r\n|\r|\n/)[place.line - 1] ?? '').replaceAll('\t', ' ');
  const number = String(place.line);
  const margin = ' '.repeat(number.length);
  const room = Math.max(40, columns - number.length - 4);
  const from = place.column - 1 > room - 20 ? place.column - 1 - 20 : 0;
  const shown = source.slice(from, from + room);
  const { start, end } = place.range;
  const last = end.line === start.line ? end.character : source.length;
  const width = Math.max(1, Math.min(last, from + room) - start.character);
  const caret = ' '.repeat(start.character - from) + mark('^'.repeat(width));
  return `${margin} |\n${number} | ${shown}\n${margin} | ${caret}\n`;
}
