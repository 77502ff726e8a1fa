import type { CodeLens, FoldingRange, SemanticTokens, TextEdit } from 'vscode-languageserver';
import { lensCommands, type Outline, type OutlineDefinition } from '../../protocol/server-requests.ts';
import type { InlineDocument } from './host-document.ts';
import { type Find, mapResult } from './map-result.ts';
import type { Method } from './methods.ts';

/** What one fragment answered. */
export interface Answer {
  readonly inline: InlineDocument;
  readonly result: unknown;
}

type MergeKind = Extract<Method, { merge: unknown }>['merge'];

/** The answers of the fragments of a host as one, in the host's terms. */
export function mergeAnswers(kind: MergeKind, answers: readonly Answer[], find: Find): unknown {
  switch (kind) {
    case 'list':
      return lists(answers, find);
    case 'lenses':
      return lists(answers.map(nameLenses), find);
    case 'format':
      return lists(answers.map(keepEnd), find);
    case 'folding':
      return answers.flatMap(({ inline, result }) =>
        (asList(result) as FoldingRange[]).map((range) => foldingOut(range, inline)),
      );
    case 'tokens':
      return { data: tokensOut(answers) };
    case 'outline':
      return outlineOut(answers, find);
  }
}

const asList = (result: unknown): unknown[] => (Array.isArray(result) ? result : []);

const lists = (answers: readonly Answer[], find: Find): unknown[] =>
  answers.flatMap(({ inline, result }) => asList(mapResult(asList(result), inline, find)));

/** Without the line break at the end that code beside its delimiter does not have. */
function keepEnd({ inline, result }: Answer): Answer {
  if (inline.text.endsWith('\n')) return { inline, result };
  const lines = inline.text.split('\n');
  const edits = (asList(result) as TextEdit[]).map((edit) => {
    const { line, character } = edit.range.end;
    const atEnd = line === lines.length - 1 && character >= (lines.at(-1) ?? '').length;
    return atEnd ? { ...edit, newText: edit.newText.replace(/\r?\n$/, '') } : edit;
  });
  return { inline, result: edits };
}

function foldingOut(range: FoldingRange, inline: InlineDocument): FoldingRange {
  const line = (n: number): number => inline.positionOut({ line: n, character: 0 }).line;
  return { ...range, startLine: line(range.startLine), endLine: line(range.endLine) };
}

/** Tokens are numbers relative to the token before: taken apart, moved and put together. */
function tokensOut(answers: readonly Answer[]): number[] {
  const tokens: { line: number; character: number; rest: number[] }[] = [];
  for (const { inline, result } of answers) {
    const { data = [] } = (result ?? {}) as Partial<SemanticTokens>;
    let line = 0;
    let character = 0;
    for (let i = 0; i < data.length; i += 5) {
      character = data[i] === 0 ? character + (data[i + 1] ?? 0) : (data[i + 1] ?? 0);
      line += data[i] ?? 0;
      tokens.push({ ...inline.positionOut({ line, character }), rest: data.slice(i + 2, i + 5) });
    }
  }
  tokens.sort((a, b) => a.line - b.line || a.character - b.character);
  let before = { line: 0, character: 0 };
  return tokens.flatMap((token) => {
    const lines = token.line - before.line;
    const moved = [lines, lines === 0 ? token.character - before.character : token.character, ...token.rest];
    before = token;
    return moved;
  });
}

/**
 * Definitions of different fragments may have one name: the second `Small` of a file is called `Small (2)` in requests and
 * panels.
 */
const hostName = (name: string, nth: number): string => (nth < 2 ? name : `${name} (${nth})`);

/** Takes `Small (2)` apart. */
export function nameInHost(name: string): { name: string; nth: number } {
  const numbered = /^(.*) \((\d+)\)$/.exec(name);
  return numbered ? { name: numbered[1] ?? '', nth: Number(numbered[2]) } : { name, nth: 1 };
}

/** Which fragment of its host holds the nth definition of a name; definitions are found by their text. */
export function fragmentDefining(
  host: readonly InlineDocument[],
  name: string,
  nth: number,
): InlineDocument | undefined {
  return host.filter((inline) => defines(inline, name))[nth - 1];
}

const defines = ({ text }: InlineDocument, name: string): boolean =>
  new RegExp(`(?:^|[^\\w])(?:cell|space)\\s+${name}\\b`).test(text);

/** Lenses call commands with the file and the name; a search runs from a file of its own only. */
function nameLenses({ inline, result }: Answer): Answer {
  const lenses = (asList(result) as CodeLens[]).flatMap((lens) => {
    const [, name] = lens.command?.arguments ?? [];
    if (lens.command?.command === lensCommands.run) return [];
    if (!lens.command || typeof name !== 'string') return [lens];
    const called = nthName(inline, name);
    return [{ ...lens, command: { ...lens.command, arguments: [inline.host.uri, called] } }];
  });
  return { inline, result: lenses };
}

function nthName(inline: InlineDocument, name: string): string {
  const all = inline.host.fragments.filter((other) => defines(other, name));
  return hostName(name, all.indexOf(inline) + 1);
}

function outlineOut(answers: readonly Answer[], find: Find): Outline {
  const outlines = answers.map(({ inline, result }) => ({ inline, outline: result as Outline }));
  const rename = <T extends OutlineDefinition>(inline: InlineDocument, items: readonly T[]): T[] =>
    (mapResult(items, inline, find) as T[]).map((item) => ({ ...item, name: nthName(inline, item.name) }));
  return {
    spaces: outlines.flatMap(({ inline, outline }) => rename(inline, outline.spaces)),
    cells: outlines.flatMap(({ inline, outline }) => rename(inline, outline.cells)),
    // A search needs a file of its own.
    searches: [],
    errors: outlines.reduce((sum, { outline }) => sum + outline.errors, 0),
  };
}
