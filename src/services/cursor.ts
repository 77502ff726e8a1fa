import type { Lexer, LexerResult } from 'langium';
import { cutsOf } from '../language/chunks.ts';
import { clauseOf, type SettingsKind } from '../language/clauses.ts';

type Token = LexerResult['tokens'][number];

/** What a block belongs to. */
export type Owner = 'space' | 'cell' | 'op' | 'nodes' | 'stage' | 'repeat';

/** What may stand at a place in a text, as far as the words before it tell; it need not be complete or right. */
export type Place =
  | { readonly kind: 'definition' }
  | { readonly kind: 'statement'; readonly owner: Owner }
  /** After `->`, `maybe`, `fresh`: what data flows through. */
  | { readonly kind: 'step' }
  | { readonly kind: 'expression' }
  | { readonly kind: 'condition' }
  | { readonly kind: 'input' }
  | { readonly kind: 'clause'; readonly settings: SettingsKind; readonly given: readonly string[] }
  | { readonly kind: 'value'; readonly settings: SettingsKind; readonly clause: string }
  | { readonly kind: 'argument'; readonly call: CallSite }
  /** Inside a text: the clause or `import` that it belongs to. */
  | { readonly kind: 'text'; readonly of: string }
  /** A new name, a comment, or nothing that we know. */
  | { readonly kind: 'none' };

/** The innermost call around a place. */
export interface CallSite {
  readonly callee: string;
  /** Where the name of the callee stands. */
  readonly offset: number;
  /** Arguments before this one that have no name. */
  readonly position: number;
  /** The name of this argument, if it has one. */
  readonly name?: string;
  /** Names that were given before. */
  readonly given: readonly string[];
}

export interface Cursor {
  readonly place: Place;
  readonly call: CallSite | undefined;
  /** Where the word begins that is being written. */
  readonly wordStart: number;
}

interface Frame {
  readonly kind: 'settings' | 'block' | 'parameters' | 'arguments' | 'group';
  readonly owner: Owner;
  readonly settings: SettingsKind;
  clause: string;
  readonly given: string[];
  readonly callee: Token | undefined;
  position: number;
  name: string | undefined;
  /** Word that began the current statement. */
  statement: string;
}

const settingsKinds = new Set(['dataset', 'train', 'search']);
const definitionWords = new Set(['op', 'cell', 'space', 'dataset', 'train', 'search', 'import']);
/** Words after which an expression goes on. */
const open = new Set([
  'input',
  'maybe',
  'fresh',
  'repeat',
  'pick',
  'of',
  'step',
  'and',
  'or',
  'return',
  'require',
  'let',
]);
/** Words that continue the expression before them. */
const joins = new Set(['of', 'step', 'log', 'and', 'or', 'fresh']);
const isWord = (token: Token): boolean => /^[a-zA-Z_]/.test(token.image);
const endsValue = (token: Token): boolean => /[\w"%)\]}]$/.test(token.image) && !open.has(token.image);

/** Reads the words of the definition up to an offset. */
export function cursorAt(text: string, offset: number, lexer: Lexer): Cursor {
  const start = cutsOf(text.slice(0, offset)).at(-1)?.offset ?? 0;
  const wordStart = offset - (/[\w%]*$/.exec(text.slice(start, offset))?.[0].length ?? 0);
  const part = text.slice(start, wordStart);
  const inside = lexicalState(part);
  const lexed = lexer.tokenize(inside.kind === 'text' ? part.slice(0, inside.from) : part).tokens;
  const reader = new Reader(start);
  for (const token of lexed) reader.read(token);
  if (inside.kind === 'comment') return { place: { kind: 'none' }, call: undefined, wordStart };
  if (inside.kind === 'text') return { place: { kind: 'text', of: reader.textOwner() }, call: undefined, wordStart };
  const lineBreak = part.slice(reader.end).includes('\n');
  return { place: reader.place(lineBreak), call: reader.call(), wordStart };
}

function lexicalState(text: string): { kind: 'code' | 'comment' } | { kind: 'text'; from: number } {
  for (let i = 0; i < text.length; i++) {
    if (text.startsWith('//', i)) {
      const end = text.indexOf('\n', i);
      if (end < 0) return { kind: 'comment' };
      i = end;
    } else if (text.startsWith('/*', i)) {
      const end = text.indexOf('*/', i + 2);
      if (end < 0) return { kind: 'comment' };
      i = end + 1;
    } else if (text[i] === '"') {
      const end = /"(?:\\.|[^"\\\n])*"/y;
      end.lastIndex = i;
      if (end.test(text)) i = end.lastIndex - 1;
      else if (!text.slice(i).includes('\n')) return { kind: 'text', from: i };
    }
  }
  return { kind: 'code' };
}

class Reader {
  private readonly frames: Frame[] = [];
  private definition = '';
  private afterEquals = false;
  private previous: Token | undefined;
  private beforePrevious: Token | undefined;
  /** The name of the current clause. */
  private clauseToken: Token | undefined;
  private readonly base: number;
  end = 0;

  constructor(base: number) {
    this.base = base;
  }

  read(token: Token): void {
    const { image } = token;
    const frame = this.frames.at(-1);
    if (image === '{' || image === '(' || image === '[') this.open(image);
    else if (image === '}' || image === ')' || image === ']') this.frames.pop();
    else if (!frame) this.readTop(token);
    else if (frame.kind === 'settings') this.readClause(frame, token);
    else if (frame.kind === 'arguments') this.readArgument(frame, token);
    else if (frame.kind === 'block' && this.startsStatement(token)) frame.statement = image;
    this.beforePrevious = this.previous;
    this.previous = token;
    this.end = (token.endOffset ?? token.startOffset) + 1;
  }

  private readTop(token: Token): void {
    const fresh = !this.previous || this.previous.image === '}' || this.previous.image.startsWith('"');
    if (definitionWords.has(token.image) && (fresh || token.startColumn === 1)) {
      this.definition = token.image;
      this.afterEquals = false;
    }
    if (token.image === '=') this.afterEquals = true;
  }

  private readClause(frame: Frame, token: Token): void {
    if (!isWord(token) || joins.has(token.image)) return;
    const { previous } = this;
    // The word right after the name of a clause is its value.
    const begins = previous?.image === '{' || (previous && previous !== this.clauseToken && endsValue(previous));
    if (!begins) return;
    frame.clause = token.image;
    frame.given.push(token.image);
    this.clauseToken = token;
  }

  private readArgument(frame: Frame, token: Token): void {
    if (token.image === ',') {
      if (frame.name === undefined) frame.position++;
      frame.name = undefined;
    } else if (token.image === ':' && this.previous) {
      frame.name = this.previous.image;
      frame.given.push(frame.name);
    }
  }

  private startsStatement(token: Token): boolean {
    return (
      isWord(token) &&
      !joins.has(token.image) &&
      (this.previous?.image === '{' || (!!this.previous && endsValue(this.previous)))
    );
  }

  private open(bracket: '{' | '(' | '['): void {
    const { previous, frames } = this;
    const common = { clause: '', given: [], position: 0, name: undefined, statement: '' };
    const outer = frames.at(-1);
    const settings = settingsKinds.has(this.definition) ? (this.definition as SettingsKind) : 'search';
    const owner = outer?.owner ?? 'cell';
    if (bracket === '{') {
      const kind = !outer && settingsKinds.has(this.definition) ? 'settings' : 'block';
      frames.push({ ...common, kind, owner: this.blockOwner(), settings, callee: undefined });
    } else if (bracket === '(' && !outer && !this.afterEquals) {
      frames.push({ ...common, kind: 'parameters', owner, settings, callee: undefined });
    } else if (bracket === '(' && previous && isWord(previous) && !open.has(previous.image)) {
      frames.push({ ...common, kind: 'arguments', owner, settings, callee: previous });
    } else frames.push({ ...common, kind: 'group', owner, settings, callee: undefined });
  }

  private blockOwner(): Owner {
    const outer = this.frames.findLast((frame) => frame.kind === 'block');
    if (!outer) return this.definition === 'space' ? 'space' : this.definition === 'op' ? 'op' : 'cell';
    if (this.beforePrevious?.image === 'stage') return 'stage';
    return outer.statement === 'nodes' ? 'nodes' : 'repeat';
  }

  /** The clause or definition in which a text begins. */
  textOwner(): string {
    const settings = this.frames.find((frame) => frame.kind === 'settings');
    return settings ? settings.clause : this.previous?.image === 'import' ? 'import' : '';
  }

  call(): CallSite | undefined {
    const frame = this.frames.findLast(({ kind }) => kind === 'arguments' || kind === 'block' || kind === 'settings');
    return frame?.kind === 'arguments' ? this.siteOf(frame) : undefined;
  }

  private siteOf(frame: Frame): CallSite | undefined {
    if (!frame.callee) return undefined;
    const { position, given } = frame;
    const offset = this.base + frame.callee.startOffset;
    return {
      callee: frame.callee.image,
      offset,
      position,
      given,
      ...(frame.name !== undefined && { name: frame.name }),
    };
  }

  place(lineBreak: boolean): Place {
    const { previous } = this;
    const frame = this.frames.at(-1);
    const image = previous?.image ?? '';
    if (image === '->' || image === 'maybe' || image === 'fresh') return { kind: 'step' };
    if (image === 'input' && frame?.kind !== 'settings') return { kind: 'input' };
    if (['let', 'nodes', 'stage'].includes(image) && frame?.kind !== 'settings') return { kind: 'none' };
    switch (frame?.kind) {
      case undefined:
        return this.topPlace(lineBreak);
      case 'settings':
        return this.settingsPlace(frame);
      case 'parameters':
        return image === '=' ? { kind: 'expression' } : { kind: 'none' };
      case 'arguments': {
        const call = this.siteOf(frame);
        if (call && ['(', ',', ':'].includes(image)) return { kind: 'argument', call };
        return previous && endsValue(previous) ? { kind: 'none' } : { kind: 'expression' };
      }
      case 'group':
        return previous && endsValue(previous) ? { kind: 'none' } : { kind: 'expression' };
      case 'block':
        if (image === '{' || (previous && endsValue(previous) && lineBreak))
          return { kind: 'statement', owner: frame.owner };
        if (frame.statement === 'require') return { kind: 'condition' };
        return previous && endsValue(previous) ? { kind: 'none' } : { kind: 'expression' };
    }
  }

  private topPlace(lineBreak: boolean): Place {
    const { previous } = this;
    if (!previous || previous.image === '}') return { kind: 'definition' };
    if (definitionWords.has(previous.image)) return { kind: 'none' };
    if (!endsValue(previous)) return { kind: 'expression' };
    return lineBreak ? { kind: 'definition' } : { kind: 'none' };
  }

  private settingsPlace(frame: Frame): Place {
    const { previous } = this;
    const begins = previous?.image === '{' || (previous && endsValue(previous) && previous !== this.clauseToken);
    if (begins) return { kind: 'clause', settings: frame.settings, given: frame.given };
    if (frame.clause === 'require') return { kind: 'condition' };
    const known = clauseOf(frame.settings, frame.clause);
    return known ? { kind: 'value', settings: frame.settings, clause: known.name } : { kind: 'none' };
  }
}
