import * as vscode from 'vscode';
import type { Outline } from '../../protocol/server-requests.ts';
import type { Editor } from '../editor.ts';
import { messageOf, showProblems, tell, tellProblem } from '../messages.ts';

/** Checks the file and says the result; problems are shown where VS Code shows them. */
export const check = (editor: Editor) => async () => {
  const source = editor.sources.current();
  if (!source) {
    tell('Open a .cell file first, then check it.');
    return;
  }
  const { document } = source;
  const file = nameOf(document);
  try {
    const outline = await editor.language.outline(document.uri);
    if (outline.errors === 0) tell(`${file}: no errors. ${contents(outline)}`);
    else {
      tellProblem(`${file}: ${count(outline.errors, 'error')}.`, showProblems);
      await vscode.commands.executeCommand('workbench.actions.view.problems');
    }
  } catch (error) {
    tellProblem(`${file} can't be checked: ${messageOf(error)}`);
  }
};

/** As short as it stays clear: the path in the workspace; of a file that is not saved yet its name. */
export const nameOf = ({ uri, isUntitled }: vscode.TextDocument): string =>
  isUntitled ? (uri.path.split('/').at(-1) ?? uri.path) : vscode.workspace.asRelativePath(uri);

export const count = (n: number, thing: string, several = `${thing}s`): string => `${n} ${n === 1 ? thing : several}`;

function contents({ spaces, cells, searches }: Outline): string {
  const [first] = spaces;
  const sizes =
    first && spaces.length === 1
      ? ` (${grouped(first.architectures)} ${first.architectures === '1' ? 'architecture' : 'architectures'})`
      : '';
  return `It defines ${count(spaces.length, 'space')}${sizes}, ${count(cells.length, 'cell')} and ${count(searches.length, 'search', 'searches')}.`;
}

/** Digits in groups of three; `infinite` stays. */
const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');
