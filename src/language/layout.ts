/** A token or a comment, and what it means for the space around it. */
export interface Piece {
  readonly text: string;
  readonly offset: number;
  readonly end: number;
  readonly role:
    | 'word'
    | 'operator'
    /** Unary minus: sticks to what follows. */
    | 'sign'
    /** `..` sticks to both sides. */
    | 'tight'
    /** `,` and `:` stick to what stands before. */
    | 'separator'
    /** `=` of a definition: operators on the lines below align with it. */
    | 'equals'
    /** `(` and `[` that stick to what they configure. */
    | 'attached'
    | 'group'
    | 'block'
    | 'closer'
    | 'comment';
  /** First token of a definition, statement or clause. */
  readonly starts: boolean;
}

/** An open bracket, or the file itself. */
interface Frame {
  readonly opener: '' | '{' | '(' | '[';
  /** Columns of what stands inside, and of the closing bracket, if they begin a line. */
  readonly inner: number;
  readonly close: number;
  /** A block over several lines has its braces at line ends. */
  readonly broken: boolean;
  /** Columns of the current statement and of its `=`. */
  statement: { column: number; equals?: number };
}

const tab = 2;

/** Prints the pieces of a text with spaces and indentation of our own and the writer's line breaks. */
export function layOut(pieces: readonly Piece[], source: string): string {
  const layout = new Layout(pieces, source);
  for (let i = 0; i < pieces.length; i++) layout.add(i);
  return layout.finish();
}

class Layout {
  private readonly pieces: readonly Piece[];
  private readonly source: string;
  private readonly lines: string[] = [];
  private readonly frames: Frame[] = [{ opener: '', inner: 0, close: 0, broken: true, statement: { column: 0 } }];
  private line = '';
  /** Column of the first token of the line, after an operator that leads it. */
  private anchor = 0;

  constructor(pieces: readonly Piece[], source: string) {
    this.pieces = pieces;
    this.source = source;
  }

  private get frame(): Frame {
    return this.frames.at(-1)!;
  }

  add(i: number): void {
    const piece = this.pieces[i]!;
    const previous = this.pieces[i - 1];
    if (piece.role === 'closer') {
      const frame = this.frames.pop();
      if (frame && this.breaks(i, frame)) this.begin(frame.close, previous, piece, false);
      else this.line += this.gap(previous, piece);
    } else if (this.breaks(i, this.frame)) {
      this.begin(this.columnOf(i), previous, piece, previous !== undefined && previous.role !== 'block');
    } else if (piece.role === 'comment' && this.endsLine(i)) {
      const column = previous ? this.sourceColumn(piece) : 0;
      this.line = this.line.padEnd(Math.max(column, this.line.length + (this.line ? 1 : 0)));
    } else this.line += this.gap(previous, piece);
    this.print(piece, i);
  }

  finish(): string {
    this.lines.push(this.line);
    return `${this.lines
      .map((line) => line.trimEnd())
      .join('\n')
      .trim()}\n`.replace(/^\n$/, '');
  }

  /** True if the piece goes to a new line: where the writer broke it, and at the braces of a broken block. */
  private breaks(i: number, frame: Frame): boolean {
    const piece = this.pieces[i]!;
    const previous = this.pieces[i - 1];
    if (!previous) return false;
    if (this.source.slice(previous.end, piece.offset).includes('\n')) return true;
    if (frame.opener !== '{' || !frame.broken) return false;
    if (piece.role === 'closer') return true;
    // A comment after the brace stays there.
    return piece.role !== 'comment' && this.firstInBlock(i);
  }

  private firstInBlock(i: number): boolean {
    let k = i - 1;
    while (this.pieces[k]?.role === 'comment') k--;
    return this.pieces[k]?.role === 'block';
  }

  private begin(column: number, previous: Piece | undefined, piece: Piece, mayBeBlank: boolean): void {
    const breaks = this.source.slice(previous?.end ?? 0, piece.offset).split('\n').length - 1;
    this.lines.push(this.line);
    if (mayBeBlank && breaks > 1) this.lines.push('');
    this.line = ' '.repeat(column);
    const leads = piece.role === 'operator';
    this.anchor = column + (leads ? piece.text.length + 1 : 0);
  }

  /** Where a piece stands that begins a line. */
  private columnOf(i: number): number {
    const { frame } = this;
    let k = i;
    // A comment belongs to what follows it.
    while (this.pieces[k]?.role === 'comment') k++;
    const piece = this.pieces[k];
    if (!piece || piece.role === 'closer') return frame.inner;
    if (piece.starts || frame.opener === '(' || frame.opener === '[') return frame.inner;
    const { column, equals } = frame.statement;
    if (piece.role !== 'operator') return column + tab;
    return equals ?? (piece.text === '->' ? column : column + tab);
  }

  private print(piece: Piece, i: number): void {
    const column = this.line.length;
    const { frame } = this;
    if (piece.starts) frame.statement = { column };
    else if (piece.role === 'equals') frame.statement.equals ??= column;
    if (piece.role === 'comment') this.printComment(piece.text, column);
    else this.line += piece.text;
    if (piece.text === '{' || piece.text === '(' || piece.text === '[') {
      const broken = piece.text === '{' && this.source.slice(piece.end, this.closerOf(i)?.offset).includes('\n');
      const { anchor } = this;
      this.frames.push({ opener: piece.text, inner: anchor + tab, close: anchor, broken, statement: { column } });
    }
  }

  /** The lines of a doc comment line up under its first star. */
  private printComment(text: string, column: number): void {
    const [first = '', ...rest] = text.split('\n');
    this.line += first.trimEnd();
    for (const line of rest) {
      this.lines.push(this.line);
      this.line = /^\s*\*/.test(line) ? `${' '.repeat(column + 1)}${line.trim()}` : line.trimEnd();
    }
  }

  private closerOf(i: number): Piece | undefined {
    let depth = 0;
    for (let k = i; k < this.pieces.length; k++) {
      const { role } = this.pieces[k]!;
      if (role === 'block' || role === 'attached' || role === 'group') depth++;
      else if (role === 'closer' && --depth === 0) return this.pieces[k];
    }
    return undefined;
  }

  /** True for a comment that nothing follows on its line. */
  private endsLine(i: number): boolean {
    const piece = this.pieces[i]!;
    const next = this.pieces[i + 1];
    return piece.text.startsWith('//') || !next || this.source.slice(piece.end, next.offset).includes('\n');
  }

  private sourceColumn(piece: Piece): number {
    return piece.offset - (this.source.lastIndexOf('\n', piece.offset - 1) + 1);
  }

  /** The space between two pieces on one line. */
  private gap(previous: Piece | undefined, piece: Piece): string {
    if (!previous) return '';
    // Columns that the writer lined up stay lined up.
    const written = this.source.slice(previous.end, piece.offset).length;
    if (piece.starts && previous.role !== 'block' && previous.role !== 'comment')
      return ' '.repeat(Math.max(2, written));
    if (piece.text === '->') return ' '.repeat(Math.max(1, written));
    return sticks(previous, piece) ? '' : ' ';
  }
}

function sticks(previous: Piece, piece: Piece): boolean {
  if (piece.role === 'separator' || piece.role === 'tight' || previous.role === 'tight') return true;
  if (previous.role === 'sign' || previous.text === '(' || previous.text === '[') return true;
  return piece.role === 'attached' || (piece.role === 'closer' && piece.text !== '}');
}
