import * as vscode from 'vscode';
import { contextKeys } from './contributions.ts';
import { holdsCell, holdsInline } from './inline-code.ts';

/** Which file with Cell code a command means: the active editor's, else the one that was looked at last and is still open. */
export interface SourceTracker extends vscode.Disposable {
  current(): { readonly document: vscode.TextDocument; readonly offset: number } | undefined;
  /** The place of the cursor in a document, if an editor shows it. */
  cursorIn(document: vscode.TextDocument): number;
}

export function trackSources(): SourceTracker {
  let last: vscode.TextDocument | undefined;
  const note = (editor: vscode.TextEditor | undefined): void => {
    if (editor && holdsCell(editor.document)) last = editor.document;
    if (last?.isClosed) last = undefined;
    void vscode.commands.executeCommand('setContext', contextKeys.hasSource, last !== undefined);
    const inline = editor !== undefined && holdsInline(editor.document);
    void vscode.commands.executeCommand('setContext', contextKeys.hasInline, inline);
  };
  const cursorIn = (document: vscode.TextDocument): number => {
    const shown = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
    const editor = shown.find((candidate) => candidate?.document === document);
    return editor ? document.offsetAt(editor.selection.active) : 0;
  };
  note(vscode.window.activeTextEditor);
  if (!last) note(vscode.window.visibleTextEditors.find((editor) => holdsCell(editor.document)));
  const subscriptions = [
    vscode.window.onDidChangeActiveTextEditor(note),
    vscode.workspace.onDidCloseTextDocument(() => note(vscode.window.activeTextEditor)),
    // a file can become a .cell file, by being saved or by a change of its language
    vscode.workspace.onDidOpenTextDocument(() => note(vscode.window.activeTextEditor)),
  ];
  return {
    cursorIn,
    current: () => {
      note(vscode.window.activeTextEditor);
      return last && { document: last, offset: cursorIn(last) };
    },
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}
