import * as vscode from 'vscode';
import { commands } from './contributions.ts';

export interface Action {
  readonly title: string;
  run(): unknown;
}

/** A problem that the user can do something about is one sentence and buttons that do it. */
export function tellProblem(message: string, ...actions: readonly Action[]): void {
  void offer(vscode.window.showErrorMessage(message, ...actions.map(({ title }) => title)), actions);
}

export function tell(message: string, ...actions: readonly Action[]): void {
  void offer(vscode.window.showInformationMessage(message, ...actions.map(({ title }) => title)), actions);
}

async function offer(answer: Thenable<string | undefined>, actions: readonly Action[]): Promise<void> {
  const title = await answer;
  await actions.find((action) => action.title === title)?.run();
}

export const showProblems: Action = {
  title: 'Show Problems',
  run: () => vscode.commands.executeCommand('workbench.actions.view.problems'),
};
export const showLog: Action = {
  title: 'Show Log',
  run: () => vscode.commands.executeCommand(commands.showLog),
};

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
