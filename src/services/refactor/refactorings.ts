import type { LangiumDocument } from 'langium';
import type { CodeAction, CodeActionParams } from 'vscode-languageserver';
import { choiceRefactorings } from './choices.ts';
import { extractRefactorings } from './extract.ts';
import { importRefactorings } from './imports.ts';
import { inlineRefactorings } from './inline.ts';
import { inlineCell } from './inline-cell.ts';
import { type Selection, selectionOf, toTextEdits } from './refactoring.ts';

const sources = [choiceRefactorings, extractRefactorings, inlineRefactorings, inlineCell, importRefactorings];

/** What can be done with a selection besides mending it. A file with syntax errors is left as it is. */
export function refactorings(
  document: LangiumDocument,
  params: CodeActionParams,
  known: Pick<Selection, 'words' | 'documents'>,
): CodeAction[] {
  const { lexerErrors, parserErrors } = document.parseResult;
  if (lexerErrors.length > 0 || parserErrors.length > 0) return [];
  const selection = selectionOf(document, params, known);
  if (!selection) return [];
  return sources
    .flatMap((source) => source(selection))
    .map(({ title, kind, edits }) => ({
      title,
      kind,
      edit: { changes: { [document.uri.toString()]: toTextEdits(edits, document) } },
    }));
}
