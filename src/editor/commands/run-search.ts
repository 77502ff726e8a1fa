import * as vscode from 'vscode';
import type { RunOverrides } from '../../protocol/run-boundary.ts';
import { settings } from '../contributions.ts';
import { searchesFrom } from '../definitions.ts';
import type { Editor } from '../editor.ts';
import { isCell } from '../inline-code.ts';
import { messageOf, showProblems, tell, tellProblem } from '../messages.ts';
import { showProgress } from '../run-progress.ts';
import { searchSnippet } from '../templates.ts';
import { mayRun } from '../trust.ts';
import { runRoot } from '../workspace-runs.ts';
import { count, nameOf } from './check.ts';
import { newSearchSpaceAction } from './new-search-space.ts';

/** Runs the search under the cursor, or the one that a lens names: saves, checks, starts, opens the panel at once. */
export const runSearch = (editor: Editor) => async (uri?: string | vscode.Uri, name?: string) => {
  if (!mayRun()) return;
  try {
    const document = await sourceDocument(editor, uri);
    const search = document && (await chooseSearch(editor, document, name));
    const saved = search === undefined ? undefined : await save(document as vscode.TextDocument);
    if (search === undefined || !saved) return;
    const session = editor.runs.start({
      file: saved.fsPath,
      search,
      workspace: runRoot(saved),
      overrides: overridesFor(saved),
    });
    editor.runPanels.open(session, 'beside');
    showProgress(session, () => editor.runPanels.open(session, 'here'));
  } catch (error) {
    tellProblem(`The search can't run: ${messageOf(error)}`);
  }
};

async function sourceDocument(editor: Editor, uri?: string | vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const target = uri === undefined ? undefined : typeof uri === 'string' ? vscode.Uri.parse(uri, true) : uri;
  if (target) return vscode.workspace.openTextDocument(target);
  const shown = editor.sources.current()?.document;
  if (shown) return shown;
  const previewed = editor.previews.active();
  if (previewed) return vscode.workspace.openTextDocument(previewed);
  tell('Open a .cell file first: its search can be run.', newSearchSpaceAction);
  return undefined;
}

async function chooseSearch(
  editor: Editor,
  document: vscode.TextDocument,
  name: string | undefined,
): Promise<string | undefined> {
  const outline = await editor.language.outline(document.uri);
  const file = nameOf(document);
  if (!isCell(document)) {
    tell(
      `A search runs from a file of its own: move the Cell code of ${file} into a .cell file.`,
      newSearchSpaceAction,
    );
    return undefined;
  }
  if (outline.errors > 0) {
    tellProblem(`${file} has ${count(outline.errors, 'error')}. Correct them, then run the search.`, showProblems);
    return undefined;
  }
  const searches = searchesFrom(outline, editor.sources.cursorIn(document));
  if (name !== undefined && searches.some((search) => search.name === name)) return name;
  const [first] = searches;
  if (!first) {
    const [space] = outline.spaces;
    tell(`${file} has no search to run.`, {
      title: 'Insert a Search',
      run: async () => {
        const shown = await vscode.window.showTextDocument(document);
        const end = document.lineAt(document.lineCount - 1).range.end;
        await shown.insertSnippet(new vscode.SnippetString(searchSnippet(space?.name)), end);
      },
    });
    return undefined;
  }
  if (searches.length === 1) return first.name;
  const items = searches.map((search) => ({ label: search.name, description: `space ${search.space}` }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Which search should run?' }))?.label;
}

/** A run reads files, so they are saved first. Where the text is on disk; undefined if the user does not save it. */
async function save(document: vscode.TextDocument): Promise<vscode.Uri | undefined> {
  const saved = document.isUntitled || document.isDirty ? await vscode.workspace.save(document.uri) : document.uri;
  if (!saved) return undefined;
  // imported files too
  for (const other of vscode.workspace.textDocuments) {
    if (other.languageId === document.languageId && other.isDirty && !other.isUntitled) await other.save();
  }
  if (saved.scheme !== 'file') {
    tellProblem('A search needs a file on this machine’s disk. Save a copy of it in a local folder and run that.');
    return undefined;
  }
  return saved;
}

function overridesFor(file: vscode.Uri): RunOverrides {
  const configuration = vscode.workspace.getConfiguration(undefined, file);
  const engine = configuration.get<NonNullable<RunOverrides['engine']>>(settings.engine, 'auto');
  const workers = configuration.get<number>(settings.workers, 0);
  return { ...(engine !== 'auto' && { engine }), ...(workers > 0 && { workers }) };
}
