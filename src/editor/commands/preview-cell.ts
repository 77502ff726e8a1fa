import * as vscode from 'vscode';
import { definitionAt } from '../definitions.ts';
import type { Editor } from '../editor.ts';
import { messageOf, showProblems, tell, tellProblem } from '../messages.ts';
import { newSearchSpaceAction } from './new-search-space.ts';

/** Draws the definition under the cursor, or the one that a lens names, beside the code. */
export const previewCell = (editor: Editor) => async (uri?: string | vscode.Uri, name?: string) => {
  const target = uri === undefined ? undefined : typeof uri === 'string' ? vscode.Uri.parse(uri, true) : uri;
  const source = editor.sources.current();
  const file = target ?? source?.document.uri ?? editor.previews.active();
  if (!file) {
    tell('Open a .cell file first: its spaces and cells can be drawn.', newSearchSpaceAction);
    return;
  }
  try {
    const document = await vscode.workspace.openTextDocument(file);
    const outline = await editor.language.outline(document.uri);
    const drawn = name ?? definitionAt(outline, editor.sources.cursorIn(document));
    if (drawn !== undefined) editor.previews.open(document.uri, drawn);
    else if (outline.errors > 0)
      tellProblem('Nothing can be drawn before the errors in this file are corrected.', showProblems);
    else tell('There is nothing to draw: this file defines no space and no cell.', newSearchSpaceAction);
  } catch (error) {
    tellProblem(`The preview can't be shown: ${messageOf(error)}`);
  }
};
