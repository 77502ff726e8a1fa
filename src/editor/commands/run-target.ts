import * as vscode from 'vscode';
import { bestOf, summaryOf } from '../../protocol/run-summary.ts';
import type { RunSummary } from '../../runs/store.ts';
import type { Editor } from '../editor.ts';
import { messageOf, tell, tellProblem } from '../messages.ts';
import type { RunSession } from '../run-session.ts';
import { workspaceRuns } from '../workspace-runs.ts';

/** What a command on runs may get: a folder (panel, status bar), a row of the tree, or nothing (palette). */
export type RunArgument = string | RunSummary | undefined;

function sessionAt(editor: Editor, folder: string): RunSession | undefined {
  try {
    return editor.runs.open(folder);
  } catch (error) {
    tellProblem(messageOf(error));
    return undefined;
  }
}

const folderOf = (argument: RunArgument): string | undefined => {
  const folder = typeof argument === 'object' ? argument.folder : argument;
  return folder === '' ? undefined : folder;
};

/** The run of this window that is meant: the argument's, the panel's in front, the only one at work, or the picked. */
export async function activeTarget(
  editor: Editor,
  argument: RunArgument,
  wanted: (session: RunSession) => boolean,
): Promise<RunSession | undefined> {
  const folder = folderOf(argument);
  const candidates = editor.runs.active().filter(wanted);
  const inFront = editor.runPanels.active();
  const meant = candidates.find((session) => (folder === undefined ? session === inFront : session.folder === folder));
  if (meant) return meant;
  if (folder !== undefined) {
    tell('This window does not work on that run. If another window or a terminal does, end it there.');
    return undefined;
  }
  if (candidates.length < 2) {
    if (candidates.length === 0) tell('No run is at work in this window.');
    return candidates[0];
  }
  const items = candidates.map((session) => ({ label: session.title, description: summaryOf(session.state), session }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Which run?' }))?.session;
}

/** A run on the disk: the argument's, or the one that the user picks. */
export async function storedTarget(
  editor: Editor,
  argument: RunArgument,
  options: { readonly placeHolder: string; readonly none: string; wanted(run: RunSummary): boolean },
): Promise<RunSession | undefined> {
  const folder = folderOf(argument);
  if (folder !== undefined) return sessionAt(editor, folder);
  const runs = (await workspaceRuns()).filter(options.wanted);
  if (runs.length === 0) {
    tell(options.none);
    return undefined;
  }
  const items = runs.map((run) => ({
    label: run.search || run.id,
    description: [run.status, bestOf(run.objectives, run.best)].filter((part) => part !== undefined).join(' · '),
    detail: `${new Date(run.started).toLocaleString()} · ${run.id}`,
    run,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: options.placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked && sessionAt(editor, picked.run.folder);
}
