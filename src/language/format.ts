import { type AstNode, CstUtils, EmptyFileSystem, type LangiumParser, type LeafCstNode } from 'langium';
import { createCellServices } from './cell-module.ts';
import { layOut, type Piece } from './layout.ts';
import { nodesOf } from './node-list.ts';

let parser: LangiumParser | undefined;

/** The text with the project's layout, as `layoutOf` gives it; a text with syntax errors comes back as it is. */
export const formatText = (text: string): string => layoutOf(text) ?? text;

/**
 * The text with the project's layout: indentation, spaces, at most one blank line. Line breaks stay where the writer set
 * them; comments and tokens are never changed. Undefined for a text with syntax errors.
 */
export function layoutOf(text: string): string | undefined {
  parser ??= createCellServices({ ...EmptyFileSystem, vocabulary: [] }).cell.parser.LangiumParser;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const source = text.replaceAll('\r\n', '\n');
  const { value: root, lexerErrors, parserErrors } = parser.parse(source);
  if (lexerErrors.length > 0 || parserErrors.length > 0) return undefined;
  return layOut(piecesOf(root, source), source).replaceAll('\n', newline);
}

/** What begins a line of its own where the writer broke the line. */
const starters = new Set(['Import', 'Op', 'CellDef', 'Space', 'Settings', 'Let', 'Nodes', 'Require', 'Flow', 'Clause']);

/** Tokens and comments in the order of the text. */
function piecesOf(root: AstNode, source: string): Piece[] {
  const starts = new Set<number>();
  for (const node of nodesOf(root)) if (starters.has(node.$type) && node.$cstNode) starts.add(node.$cstNode.offset);
  const leaves = root.$cstNode ? CstUtils.flattenCst(root.$cstNode).toArray() : [];
  return leaves
    .sort((a, b) => a.offset - b.offset)
    .map((leaf) => {
      const text = source.slice(leaf.offset, leaf.end);
      return { text, offset: leaf.offset, end: leaf.end, role: roleOf(leaf, text), starts: starts.has(leaf.offset) };
    });
}

function roleOf(leaf: LeafCstNode, text: string): Piece['role'] {
  if (leaf.hidden) return 'comment';
  const owner = leaf.astNode.$type;
  switch (text) {
    case '(':
      return owner === 'Group' ? 'group' : 'attached';
    case '[':
      return 'attached';
    case '{':
      return 'block';
    case ')':
    case ']':
    case '}':
      return 'closer';
    case '-':
      return owner === 'Prefix' ? 'sign' : 'operator';
    case '=':
      return owner === 'Parameter' ? 'word' : 'equals';
    case ',':
    case ':':
      return 'separator';
    case '..':
      return 'tight';
    default:
      return owner === 'Binary' ? 'operator' : 'word';
  }
}
