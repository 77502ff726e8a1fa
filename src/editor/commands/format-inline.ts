import * as vscode from 'vscode';
import type { Editor } from '../editor.ts';
import { holdsInline } from '../inline-code.ts';
import { messageOf, tell, tellProblem } from '../messages.ts';

/** Lays out the Cell code in a file of another language; the file's own formatter stays the one of its language. */
export const formatInline =
  ({ language }: Editor) =>
  async () => {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !holdsInline(document)) {
      tell('There is no Cell code in this file. It goes between ```cell and ```, in cell`…`, or in cell("""…""").');
      return;
    }
    try {
      const edit = new vscode.WorkspaceEdit();
      edit.set(document.uri, await language.format(document.uri));
      await vscode.workspace.applyEdit(edit);
    } catch (error) {
      tellProblem(`The Cell code can't be formatted: ${messageOf(error)}`);
    }
  };
