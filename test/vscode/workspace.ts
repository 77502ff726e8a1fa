/** The workspace of the suites: a copy of the examples that is thrown away. */
import * as vscode from 'vscode';

/** Where the examples lie. */
export function folder(): vscode.Uri {
  const first = vscode.workspace.workspaceFolders?.[0];
  if (!first) throw new Error('No folder is open.');
  return first.uri;
}

export const example = (name: string): vscode.Uri => vscode.Uri.joinPath(folder(), name);

/**
 * Opens an example, or a new file with that text, in an editor. A new file needs a name of its own: VS Code would show
 * the text and the problems of an earlier one for a moment.
 */
export async function open(name: string, text?: string): Promise<vscode.TextDocument> {
  const uri = example(name);
  if (text !== undefined) {
    const taken = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (taken) throw new Error(`There is a ${name} already.`);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  }
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false });
  return document;
}

/** The place in the document that `§` marks in the snippet. */
export function at(document: vscode.TextDocument, snippet: string): vscode.Position {
  const mark = snippet.indexOf('§');
  const start = document.getText().indexOf(snippet.replace('§', ''));
  if (mark < 0 || start < 0) throw new Error(`'${snippet}' is not in ${document.uri.path}.`);
  return document.positionAt(start + mark);
}

/** Closes every editor; what was typed is lost. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Asks again until there is something: not undefined, not false, not an empty list. */
export async function eventually<T>(
  what: string,
  probe: () => T | PromiseLike<T>,
  seconds = 20,
): Promise<Exclude<T, undefined | false | null>> {
  for (const end = Date.now() + seconds * 1000; ; ) {
    const value = await probe();
    const empty = Array.isArray(value) && value.length === 0;
    if (value !== undefined && value !== false && value !== null && !empty) {
      return value as Exclude<T, undefined | false | null>;
    }
    if (Date.now() > end) throw new Error(`Nothing came in ${seconds} s: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Tabs of our webviews of that type, wherever they are. */
export function panels(viewType: string): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter((tab) => tab.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith(viewType));
}
