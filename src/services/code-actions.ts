import type { LangiumDocument } from 'langium';
import type { CodeActionProvider } from 'langium/lsp';
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type TextEdit,
} from 'vscode-languageserver';
import { codes } from '../language/codes.ts';

/** Quick fixes for the mistakes whose repair is plain. */
export class CellCodeActions implements CodeActionProvider {
  getCodeActions(document: LangiumDocument, params: CodeActionParams): CodeAction[] {
    return params.context.diagnostics.flatMap((diagnostic) => {
      const fix = fixFor(diagnostic, document);
      if (!fix) return [];
      return {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        isPreferred: true,
        edit: { changes: { [document.uri.toString()]: fix.edits } },
      };
    });
  }
}

function fixFor(diagnostic: Diagnostic, document: LangiumDocument): { title: string; edits: TextEdit[] } | undefined {
  const { range, code } = diagnostic;
  const { start, end } = range;
  const message = typeof diagnostic.message === 'string' ? diagnostic.message : diagnostic.message.value;
  // The message is the one place that all checks, here and in the model, put their suggestion.
  const suggestion = /Did you mean '([^']+)'\?/.exec(message)?.[1];
  const written = document.textDocument.getText(range);
  if (suggestion && /^\w+$/.test(written)) {
    return { title: `Change to '${suggestion}'`, edits: [{ range, newText: suggestion }] };
  }
  switch (code) {
    case codes.missingArrow:
      return { title: "Insert '->'", edits: [{ range: { start, end: start }, newText: '-> ' }] };
    case codes.missingReturn:
      return message.startsWith("Write 'return'")
        ? { title: "Insert 'return'", edits: [{ range: { start, end: start }, newText: 'return ' }] }
        : undefined;
    case codes.inputKind:
      return message.startsWith("Write 'input")
        ? { title: "Insert 'input'", edits: [{ range: { start, end: start }, newText: 'input ' }] }
        : undefined;
    case codes.syntax:
      return message.endsWith('closes nothing.')
        ? { title: 'Remove it', edits: [{ range: { start, end }, newText: '' }] }
        : undefined;
    default:
      return undefined;
  }
}
