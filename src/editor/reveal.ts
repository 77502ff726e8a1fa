import * as vscode from 'vscode';
import type { DiagramRange } from '../protocol/diagram.ts';

/** Selects a range in the editor that shows its file, or opens it in the first column; `focus` moves the keyboard. */
export async function reveal(range: DiagramRange, focus: boolean): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(range.uri, true));
  const selection = new vscode.Range(document.positionAt(range.offset), document.positionAt(range.end));
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  await vscode.window.showTextDocument(document, {
    viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
    preserveFocus: !focus,
    selection,
  });
}
