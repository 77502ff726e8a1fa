import * as vscode from 'vscode';
import { check } from './commands/check.ts';
import { openRun, pause, resume, stop } from './commands/control-run.ts';
import { formatInline } from './commands/format-inline.ts';
import { installTensorflow } from './commands/install-tensorflow.ts';
import { newSearchSpace } from './commands/new-search-space.ts';
import { previewCell } from './commands/preview-cell.ts';
import { runSearch } from './commands/run-search.ts';
import { type CommandId, commands } from './contributions.ts';
import type { Editor } from './editor.ts';
import { holdsCell } from './inline-code.ts';
import { createLanguageService } from './language-client.ts';
import { messageOf, tell } from './messages.ts';
import { createPreviewPanels } from './preview-panel.ts';
import { createRunController } from './run-controller.ts';
import { createRunPanels } from './run-panel.ts';
import { createStatusBarItem } from './run-progress.ts';
import { createRunsTree } from './runs-tree.ts';
import { trackSources } from './source-tracker.ts';

let editor: Editor | undefined;

/** Registers everything and starts nothing: the language server waits for the first Cell code or command. */
export function activate(context: vscode.ExtensionContext): void {
  const begin = performance.now();
  const log = vscode.window.createOutputChannel('Cellwright', { log: true });
  const language = createLanguageService(context, log);
  const runs = createRunController(context, log);
  const previews = createPreviewPanels(context, log, language);
  const runPanels = createRunPanels(context, log, language, runs, previews.column);
  const tree = createRunsTree(runs, log);
  const sources = trackSources();
  editor = { context, log, language, sources, previews, runs, runPanels, tree };
  context.subscriptions.push(log, previews, runPanels, tree, sources, createStatusBarItem(runs));
  registerCommands(editor);
  startWithFirstCell(editor);
  offerInterrupted(editor);
  log.info(`Activated in ${Math.round(performance.now() - begin)} ms.`);
}

export async function deactivate(): Promise<void> {
  await Promise.all([editor?.runs.stopAll(), editor?.language.stop()]);
}

function registerCommands(parts: Editor): void {
  // a map over all ids: to forget one is a type error
  const handlers: Readonly<Record<CommandId, (...args: never[]) => unknown>> = {
    [commands.newSearchSpace]: newSearchSpace(),
    [commands.previewCell]: previewCell(parts),
    [commands.check]: check(parts),
    [commands.formatInline]: formatInline(parts),
    [commands.runSearch]: runSearch(parts),
    [commands.pause]: pause(parts),
    [commands.resume]: resume(parts),
    [commands.stop]: stop(parts),
    [commands.openRun]: openRun(parts),
    [commands.refreshRuns]: () => parts.tree.refresh(),
    [commands.installTensorflow]: installTensorflow(parts),
    [commands.showLog]: () => parts.log.show(),
  };
  for (const [id, handler] of Object.entries(handlers)) {
    parts.context.subscriptions.push(vscode.commands.registerCommand(id, handler));
  }
}

function startWithFirstCell({ context, language, log }: Editor): void {
  const start = (): void => {
    language.start().catch((error: unknown) => log.error(messageOf(error)));
  };
  if (vscode.workspace.textDocuments.some(holdsCell)) {
    start();
    return;
  }
  const look = (document: vscode.TextDocument): void => {
    if (!holdsCell(document)) return;
    for (const subscription of subscriptions) subscription.dispose();
    start();
  };
  const subscriptions = [
    vscode.workspace.onDidOpenTextDocument(look),
    // in a file of another language the first piece of Cell code may be typed
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
  ];
  context.subscriptions.push(...subscriptions);
}

/** Runs live in processes of this extension host: a reload of the window stops them, and they can go on. */
function offerInterrupted({ runs }: Editor): void {
  const [folder, ...others] = runs.interrupted();
  if (folder === undefined) return;
  const name = folder.split(/[\\/]/).at(-1);
  const what = others.length === 0 ? `Run ${name} was` : `${others.length + 1} runs were`;
  const resumeAll = async (): Promise<void> => {
    for (const each of [folder, ...others]) await vscode.commands.executeCommand(commands.resume, each);
  };
  tell(`${what} at work when the window closed; finished trials are kept.`, { title: 'Resume', run: resumeAll });
}
