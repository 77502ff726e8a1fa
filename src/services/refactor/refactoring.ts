import { type AstNode, CstUtils, type LangiumDocument, type LangiumDocuments } from 'langium';
import type { CodeActionParams, TextEdit } from 'vscode-languageserver';
import { type Binary, type Expression, type File, isFile } from '../../language/generated/ast.ts';
import type { Words } from '../../language/words.ts';

/** A change of the source that keeps its meaning, or says in its title how it changes it. */
export interface Refactoring {
  readonly title: string;
  /** `refactor.extract`, `refactor.inline`, `refactor.rewrite`, `source.organizeImports` */
  readonly kind: string;
  readonly edits: readonly Edit[];
}

/** By offsets in the file. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What is selected in which file. */
export interface Selection {
  readonly file: File;
  readonly text: string;
  readonly words: Words;
  readonly documents: LangiumDocuments;
  /** Without white space around it; equal where nothing is selected. */
  readonly start: number;
  readonly end: number;
  /** The innermost node at the start. */
  readonly node: AstNode;
}

export function selectionOf(
  document: LangiumDocument,
  params: CodeActionParams,
  known: Pick<Selection, 'words' | 'documents'>,
): Selection | undefined {
  const file = document.parseResult.value;
  if (!isFile(file) || !file.$cstNode) return undefined;
  const text = document.textDocument.getText();
  let start = document.textDocument.offsetAt(params.range.start);
  let end = document.textDocument.offsetAt(params.range.end);
  while (start < end && /\s/.test(text[start] ?? '')) start++;
  while (start < end && /\s/.test(text[end - 1] ?? '')) end--;
  // At the end of a word the word is meant.
  const leaf =
    CstUtils.findDeclarationNodeAtOffset(file.$cstNode, start) ?? CstUtils.findLeafNodeAtOffset(file.$cstNode, start);
  return leaf && { file, text, start, end, node: leaf.astNode, ...known };
}

export const toTextEdits = (edits: readonly Edit[], document: LangiumDocument): TextEdit[] =>
  edits.map(({ start, end, text }) => ({
    range: { start: document.textDocument.positionAt(start), end: document.textDocument.positionAt(end) },
    newText: text,
  }));

export const startOf = (node: AstNode): number => node.$cstNode?.offset ?? 0;
export const endOf = (node: AstNode): number => node.$cstNode?.end ?? 0;
export const textOf = (node: AstNode): string => node.$cstNode?.text ?? '';

/** The node and what contains it, inside out. */
export function* ancestors(node: AstNode): Generator<AstNode> {
  for (let at: AstNode | undefined = node; at; at = at.$container) yield at;
}

/** The operands of `a -> b -> c` or `a | b | c`, left to right, of the whole that a part belongs to. */
export function operands(whole: Binary): Expression[] {
  const { operator } = whole;
  const parts = (expression: Expression): Expression[] =>
    expression.$type === 'Binary' && expression.operator === operator
      ? [...parts(expression.left), ...parts(expression.right)]
      : [expression];
  return parts(whole);
}

/** The outermost expression of the same operator. */
export function outermost(binary: Binary): Binary {
  let at = binary;
  while (at.$container.$type === 'Binary' && at.$container.operator === at.operator) at = at.$container;
  return at;
}

/** A name that nothing in the file has: `name`, `name2`, … */
export function freeName(file: File, name: string): string {
  const text = textOf(file);
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}${n}`;
    if (!new RegExp(`\\b${candidate}\\b`).test(text)) return candidate;
  }
}
