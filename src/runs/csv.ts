import { RunError } from './run-error.ts';

export interface Csv {
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
}
export interface CsvRow {
  readonly cells: readonly string[];
  /** Line of the file that it starts on; the header is on line 1. */
  readonly line: number;
}

/** Comma-separated values as in RFC 4180: quotes, doubled quotes, CRLF; blank lines are left out. `name` is for messages. */
export function parseCsv(text: string, name: string): Csv {
  const records: CsvRow[] = [];
  let line = 1;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const start = line;
    const cells: string[] = [];
    for (;;) {
      if (text[at] === '"') {
        let cell = '';
        for (at++; ; at++) {
          if (at >= text.length) throw new RunError(`${name}:${start}: a quoted value does not end. Close it with ".`);
          if (text[at] === '\n') line++;
          if (text[at] !== '"') cell += text[at];
          else if (text[at + 1] === '"') cell += text[at++];
          else break;
        }
        at++;
        cells.push(cell);
      } else {
        const end = endOfCell(text, at);
        cells.push(text.slice(at, end).trim());
        at = end;
      }
      if (text[at] !== ',') break;
      at++;
    }
    if (at < text.length && text[at] !== '\r' && text[at] !== '\n') {
      throw new RunError(`${name}:${line}: a quoted value is followed by text. Put a comma after the quote.`);
    }
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    line++;
    if (cells.length > 1 || cells[0] !== '') records.push({ cells, line: start });
  }
  const [header, ...rows] = records;
  if (!header) throw new RunError(`${name} is empty. Its first line must name the columns.`);
  for (const row of rows) {
    if (row.cells.length !== header.cells.length) {
      throw new RunError(
        `${name}:${row.line}: ${row.cells.length} values, but the first line names ${header.cells.length} columns. Is the file cut off?`,
      );
    }
  }
  return { header: header.cells, rows };
}

function endOfCell(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 44 || c === 10 || c === 13) return at;
  }
  return text.length;
}
