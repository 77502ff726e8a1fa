import {
  type AstNode,
  type CstNode,
  createParser,
  type LangiumCoreServices,
  LangiumParser,
  type Mutable,
  type ParseResult,
  type ParserOptions,
  RootCstNodeImpl,
} from 'langium';
import { type Cut, cutsOf } from './chunks.ts';
import { type Binary, type Definition, type File, type Import, isBinary } from './generated/ast.ts';
import { InfixSpan } from './infix-span.ts';
import { tooDeepAt } from './nesting.ts';

type ParserError = ParseResult['parserErrors'][number];
type Token = ParserError['token'];

/** One definition, parsed on its own. */
interface Chunk {
  readonly text: string;
  readonly result: ParseResult<File>;
  readonly content: readonly CstNode[];
  /** Where its nodes believe to be. */
  at: Cut;
}

/** The fields of Langium's syntax nodes that hold positions; private there, moved here. */
interface MovableNode {
  container: unknown;
  content?: readonly MovableNode[];
  _rangeCache?: unknown;
  _offset: number;
  _startLine: number;
  _endLine: number;
}

interface InfixBuilder {
  constructInfix(parts: unknown, precedence: unknown): unknown;
}

/**
 * Parses each definition on its own and keeps the ones whose text did not change: an edit costs one definition, whatever
 * the size of the file, and a syntax error spoils one definition and not the rest of the file.
 */
export class ChunkParser extends LangiumParser {
  private readonly chunks = new WeakMap<AstNode, readonly Chunk[]>();

  constructor(services: LangiumCoreServices) {
    super(services);
    const { constructInfix } = LangiumParser.prototype as unknown as InfixBuilder;
    let depth = 0;
    const construct = (parts: AstNode, precedence: unknown): unknown => {
      depth++;
      const built = constructInfix.call(this, parts, precedence) as AstNode | undefined;
      depth--;
      // Langium 4.4 gives `undefined` for an operator table in which a syntax error left nothing; its caller then closes
      // one node too many and throws. An empty reference instead keeps the parser's stack whole.
      if (built === undefined) return { $type: 'Ref', $cstNode: parts.$cstNode };
      if (depth > 0 && isBinary(built)) giveSpan(built);
      return built;
    };
    Object.defineProperty(this, 'constructInfix', { value: construct });
  }

  override parse<T extends AstNode = AstNode>(text: string, options: ParserOptions = {}): ParseResult<T> {
    if (options.rule) return super.parse<T>(text, options);
    // The entry rule gives a File: the cast only restores what the interface cannot say.
    return this.parseFile(text) as ParseResult as ParseResult<T>;
  }

  /** `previous`: the tree of an earlier text; its unchanged definitions move into the new tree and leave the old one. */
  parseFile(text: string, previous?: AstNode): ParseResult<File> {
    const reusable = new Map<string, Chunk[]>();
    for (const chunk of (previous && this.chunks.get(previous)) ?? []) {
      const same = reusable.get(chunk.text);
      if (same) same.push(chunk);
      else reusable.set(chunk.text, [chunk]);
    }
    const cuts = cutsOf(text);
    const chunks = cuts.map((cut, i) => {
      const part = text.slice(cut.offset, cuts[i + 1]?.offset);
      const chunk = reusable.get(part)?.shift() ?? this.parseChunk(part);
      move(chunk, cut);
      return chunk;
    });
    const result = join(text, chunks);
    this.chunks.set(result.value, chunks);
    return result;
  }

  private parseChunk(text: string): Chunk {
    const tooDeep = tooDeepAt(text);
    const result = super.parse<File>(tooDeep === undefined ? text : '');
    if (tooDeep !== undefined) result.parserErrors.push(depthError(text, tooDeep));
    return { text, result, content: result.value.$cstNode?.root.content ?? [], at: { offset: 0, line: 0 } };
  }
}

/** Only inner levels: the outermost one owns the syntax node of the whole. */
function giveSpan(node: Mutable<Binary>): void {
  const first = node.left?.$cstNode;
  const last = node.right?.$cstNode;
  if (first && last) node.$cstNode = new InfixSpan(node, first, last);
}

function join(text: string, chunks: readonly Chunk[]): ParseResult<File> {
  const imports: Import[] = [];
  const definitions: Definition[] = [];
  const root = new RootCstNodeImpl(text);
  const file: Mutable<File> = { $type: 'File', imports, definitions, $cstNode: root as CstNode };
  (root as Mutable<CstNode>).astNode = file;
  const result: ParseResult<File> = { value: file, lexerErrors: [], parserErrors: [] };
  for (const { content, result: part, at } of chunks) {
    for (const node of content) {
      (node as unknown as MovableNode).container = root;
      root.content.push(node);
    }
    adopt(file, 'imports', part.value.imports, imports);
    adopt(file, 'definitions', part.value.definitions, definitions);
    for (const error of part.lexerErrors) {
      result.lexerErrors.push({ ...error, offset: error.offset + at.offset, line: (error.line ?? 1) + at.line });
    }
    for (const error of part.parserErrors) result.parserErrors.push(movedError(error, at));
  }
  return result;
}

function adopt<T extends AstNode>(file: File, property: string, from: readonly T[], to: T[]): void {
  for (const node of from) {
    const child = node as Mutable<AstNode>;
    child.$container = file;
    child.$containerProperty = property;
    child.$containerIndex = to.length;
    to.push(node);
  }
}

function move(chunk: Chunk, to: Cut): void {
  const offset = to.offset - chunk.at.offset;
  const lines = to.line - chunk.at.line;
  if (offset !== 0 || lines !== 0) shift(chunk.content as unknown as readonly MovableNode[], offset, lines);
  chunk.at = to;
}

function shift(nodes: readonly MovableNode[], offset: number, lines: number): void {
  for (const node of nodes) {
    if (node.content) {
      node._rangeCache = undefined;
      shift(node.content, offset, lines);
    } else {
      node._offset += offset;
      node._startLine += lines;
      node._endLine += lines;
    }
  }
}

function movedError(error: ParserError, at: Cut): ParserError {
  const { name, message, context, resyncedTokens } = error;
  // Where the text ends too early the error has no place of its own, only the token before it.
  const previous = 'previousToken' in error && { previousToken: movedToken(error.previousToken as Token, at) };
  return { name, message, context, resyncedTokens, token: movedToken(error.token, at), ...previous };
}

function depthError(text: string, offset: number): ParserError {
  const line = text.slice(0, offset).split('\n').length;
  const token = {
    image: text.charAt(offset),
    startOffset: offset,
    endOffset: offset,
    startLine: line,
    endLine: line,
    tokenTypeIdx: 0,
    tokenType: { name: '' },
  };
  const message = 'This definition goes too deep here: give parts of it names of their own (op, cell, let).';
  return { name: 'TooDeep', message, token, resyncedTokens: [], context: { ruleStack: [], ruleOccurrenceStack: [] } };
}

function movedToken(token: Token, at: Cut): Token {
  if (!Number.isFinite(token.startOffset) || token.startOffset < 0) return token;
  const moved: Token = { ...token, startOffset: token.startOffset + at.offset };
  if (token.endOffset !== undefined) moved.endOffset = token.endOffset + at.offset;
  if (token.startLine !== undefined) moved.startLine = token.startLine + at.line;
  if (token.endLine !== undefined) moved.endLine = token.endLine + at.line;
  return moved;
}

export function createChunkParser(services: LangiumCoreServices): ChunkParser {
  const parser = createParser(services.Grammar, new ChunkParser(services), services.parser.Lexer.definition);
  parser.finalize();
  return parser;
}
