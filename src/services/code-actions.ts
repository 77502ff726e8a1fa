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
import type { FixData } from './diagnostics.ts';

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
  const { title, edits } = (diagnostic.data ?? {}) as Partial<FixData>;
  if (title !== undefined && edits) return { title, edits };
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
    case codes.duplicateOption: {
      // the stroke before it goes too
      const text = document.textDocument.getText();
      const bar = text.lastIndexOf('|', document.textDocument.offsetAt(start));
      if (bar < 0) return undefined;
      const from = bar - (/\s*$/.exec(text.slice(0, bar))?.[0].length ?? 0);
      return {
        title: 'Remove it',
        edits: [{ range: { start: document.textDocument.positionAt(from), end }, newText: '' }],
      };
    }
    case codes.syntax:
      if (message.endsWith('write 0.5, not .5.')) {
        return { title: "Insert '0'", edits: [{ range: { start, end: start }, newText: '0' }] };
      }
      return message.endsWith('closes nothing.') || /^(The character|'(->|[,:=;])') .*can't stand here/.test(message)
        ? { title: 'Remove it', edits: [{ range: { start, end }, newText: '' }] }
        : undefined;
    default:
      return undefined;
  }
}
