import * as vscode from 'vscode';
import { commands, languageId } from '../contributions.ts';
import type { Action } from '../messages.ts';
import { templates } from '../templates.ts';

export const newSearchSpaceAction: Action = {
  title: 'New Search Space',
  run: () => vscode.commands.executeCommand(commands.newSearchSpace),
};

/** Opens a new file that checks without errors and can be run at once. It is written to the disk when it is saved. */
export const newSearchSpace = () => async () => {
  const template = await vscode.window.showQuickPick(templates, {
    placeHolder: 'What should the search space begin with?',
  });
  if (!template) return;
  const uri = await freeName();
  if (!uri) {
    const document = await vscode.workspace.openTextDocument({ language: languageId, content: template.text });
    await vscode.window.showTextDocument(document);
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  await vscode.languages.setTextDocumentLanguage(document, languageId);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), template.text));
  const top = new vscode.Position(0, 0);
  editor.selection = new vscode.Selection(top, top);
  editor.revealRange(new vscode.Range(top, top));
};

/** An untitled file that will be saved under this name in the first workspace folder; undefined without a folder. */
async function freeName(): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) return undefined;
  for (let n = 1; ; n++) {
    const name = n === 1 ? 'search-space.cell' : `search-space-${n}.cell`;
    const uri = vscode.Uri.joinPath(folder, name);
    const taken =
      vscode.workspace.textDocuments.some((document) => document.uri.path === uri.path) ||
      (await vscode.workspace.fs.stat(uri).then(
        () => true,
        () => false,
      ));
    if (!taken) return uri.with({ scheme: 'untitled' });
  }
}
