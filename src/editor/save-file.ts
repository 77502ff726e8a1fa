import * as vscode from 'vscode';
import type { SavedFile } from '../protocol/saved-file.ts';
import { tell } from './messages.ts';

/** Asks where to save a text; false if the user changed their mind. */
export async function saveFile({ name, text }: SavedFile, near: vscode.Uri): Promise<boolean> {
  const folder = vscode.Uri.joinPath(near, '..');
  const kind = name.endsWith('.svg') ? { SVG: ['svg'] } : { CSV: ['csv'] };
  const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(folder, name), filters: kind });
  if (!target) return false;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  tell(`Saved ${vscode.workspace.asRelativePath(target)}.`, {
    title: 'Open',
    run: () => vscode.commands.executeCommand('vscode.open', target),
  });
  return true;
}
