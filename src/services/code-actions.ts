import type { IndexManager, LangiumDocument } from 'langium';
import type { CodeActionProvider } from 'langium/lsp';
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type TextEdit,
} from 'vscode-languageserver';
import { codes } from '../language/codes.ts';
import { importables } from './auto-import.ts';
import type { FixData } from './diagnostics.ts';
import type { Selection } from './refactor/refactoring.ts';
import { refactorings } from './refactor/refactorings.ts';

/** Quick fixes for the mistakes whose repair is plain, all of them at once, and changes that keep the meaning. */
export class CellCodeActions implements CodeActionProvider {
  private readonly known: Pick<Selection, 'words' | 'documents'>;

  private readonly index: IndexManager;

  constructor(known: Pick<Selection, 'words' | 'documents'>, index: IndexManager) {
    this.known = known;
    this.index = index;
  }

  getCodeActions(document: LangiumDocument, params: CodeActionParams): CodeAction[] {
    const { diagnostics, only } = params.context;
    const fixes = quickFixes(document, diagnostics);
    const all = [
      ...fixes,
      ...importFixes(document, diagnostics, this.index),
      ...fixAll(document, fixes),
      ...refactorings(document, params, this.known),
    ];
    // `refactor` asks for `refactor.inline` too.
    return only ? all.filter(({ kind }) => only.some((asked) => kind === asked || kind?.startsWith(`${asked}.`))) : all;
  }
}

/** For a name that the file does not see: the import of each file that defines it. */
function importFixes(document: LangiumDocument, diagnostics: readonly Diagnostic[], index: IndexManager): CodeAction[] {
  return diagnostics
    .filter(({ code }) => code === codes.unknownName)
    .flatMap((diagnostic) => {
      const written = document.textDocument.getText(diagnostic.range);
      const found = importables(document, (name) => name === written, index);
      return found.map(({ path, edit }) => ({
        title: `Import '${written}' from "${path}"`,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        isPreferred: found.length === 1,
        edit: { changes: { [document.uri.toString()]: [edit] } },
      }));
    });
}

/** Together as far as they do not meet. */
function fixAll(document: LangiumDocument, fixes: readonly CodeAction[]): CodeAction[] {
  const uri = document.uri.toString();
  const offset = ({ range }: TextEdit): [number, number] => [
    document.textDocument.offsetAt(range.start),
    document.textDocument.offsetAt(range.end),
  ];
  const taken: TextEdit[] = [];
  for (const edits of fixes.map(({ edit }) => edit?.changes?.[uri] ?? [])) {
    const free = (edit: TextEdit): boolean => {
      const [start, end] = offset(edit);
      return taken.every((other) => offset(other)[1] < start || end < offset(other)[0]);
    };
    if (edits.every(free)) taken.push(...edits);
  }
  if (taken.length === 0) return [];
  return [
    {
      title: 'Fix all that can be fixed',
      kind: `${CodeActionKind.SourceFixAll}.cell`,
      edit: { changes: { [uri]: taken } },
    },
  ];
}

/** The repair of each mistake that has a plain one. */
export function quickFixes(document: LangiumDocument, diagnostics: readonly Diagnostic[]): CodeAction[] {
  return diagnostics.flatMap((diagnostic) => {
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
