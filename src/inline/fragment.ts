/** Cell code inside a file of another language, and where each of its characters stands there. */
export interface Fragment {
  /** The Cell code: escapes of the host language resolved, common indentation removed. */
  readonly text: string;
  /** Where each stretch of the text stands in the host, in order, without gaps in the text. */
  readonly pieces: readonly Piece[];
  /** Of the Cell code in the host, without what delimits it. */
  readonly start: number;
  readonly end: number;
  /** What was removed from the beginning of each line. */
  readonly indent: string;
  /** What closes the fragment stands on a line of its own. */
  readonly closedBelow: boolean;
  /** Why the code can't be checked, and where in the host. */
  readonly problem?: { readonly message: string; readonly start: number; readonly end: number };
  /** The text as it must be written in the host; `last` if nothing of the fragment follows it. */
  escape(text: string, last: boolean): string;
}

/** Equal lengths: character by character. Else the host writes `length` characters with `hostLength`. */
export interface Piece {
  readonly at: number;
  readonly length: number;
  readonly host: number;
  readonly hostLength: number;
}

/** Puts a fragment together from left to right. */
export class FragmentBuilder {
  private readonly pieces: Piece[] = [];
  private text = '';
  private readonly host: string;

  constructor(host: string) {
    this.host = host;
  }

  /** Characters that stand in the host as they are. */
  copy(start: number, end: number): void {
    if (end > start) this.write(start, end, this.host.slice(start, end));
  }

  /** Characters that the host writes differently. */
  write(start: number, end: number, text: string): void {
    this.pieces.push({ at: this.text.length, length: text.length, host: start, hostLength: end - start });
    this.text += text;
  }

  build(rest: Pick<Fragment, 'start' | 'end' | 'indent' | 'closedBelow' | 'problem' | 'escape'>): Fragment {
    return { text: this.text, pieces: this.pieces, ...rest };
  }
}

/** The offset in the host of an offset in the text: where what follows it begins. */
export function toHost(fragment: Fragment, offset: number): number {
  const piece = fragment.pieces[pieceAt(fragment.pieces, offset)];
  if (!piece || offset > piece.at + piece.length) return fragment.end;
  if (offset === piece.at + piece.length) return piece.host + piece.hostLength;
  return inPiece(piece, offset);
}

/** Where what precedes an offset of the text ends in the host: the end of a range. */
export function toHostEnd(fragment: Fragment, offset: number): number {
  if (offset === 0) return toHost(fragment, 0);
  const piece = fragment.pieces[pieceAt(fragment.pieces, offset - 1)];
  if (!piece) return fragment.end;
  return offset >= piece.at + piece.length ? piece.host + piece.hostLength : inPiece(piece, offset);
}

const inPiece = (piece: Piece, offset: number): number =>
  piece.length === piece.hostLength ? piece.host + (offset - piece.at) : piece.host;

/** The last piece that begins at or before an offset. */
function pieceAt(pieces: readonly Piece[], offset: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces[middle]!.at <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The offset in the text of an offset in the host; in what was removed, the next that is there. */
export function fromHost(fragment: Fragment, host: number): number {
  for (const piece of fragment.pieces) {
    if (host < piece.host) return piece.at;
    if (host < piece.host + piece.hostLength) {
      return piece.length === piece.hostLength ? piece.at + (host - piece.host) : piece.at;
    }
  }
  return fragment.text.length;
}

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An edit of the text as an edit of the host: what is inserted is escaped and indented. */
export function editInHost(fragment: Fragment, edit: Edit): Edit {
  const { text, indent } = fragment;
  const last = edit.end >= text.length;
  let written = fragment.escape(edit.text, last);
  if (last && fragment.closedBelow && !/(^|\n)$/.test(text.slice(0, edit.start) + edit.text)) written += '\n';
  if (indent !== '') {
    // The line that the edit ends in keeps its indentation in the host; the last line of a fragment has none.
    written = written.replace(/\n(?=[^\r\n]|$)/g, (line, at: number) =>
      last && at === written.length - 1 ? line : line + indent,
    );
    const beginsLine = edit.start === text.length && (edit.start === 0 || text.endsWith('\n'));
    if (beginsLine && !/^[\r\n]|^$/.test(written)) written = indent + written;
  }
  const start = toHost(fragment, edit.start);
  return { start, end: Math.max(start, last ? fragment.end : toHost(fragment, edit.end)), text: written };
}

/** The white space that begins every line but the first, blank lines aside. */
export function commonIndent(lines: readonly string[]): string {
  let common: string | undefined;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const own = /^[ \t]*/.exec(line)?.[0] ?? '';
    if (common === undefined) common = own;
    let length = 0;
    while (length < common.length && common[length] === own[length]) length++;
    common = common.slice(0, length);
  }
  return common ?? '';
}
