import * as vscode from 'vscode';
import { tellProblem } from './messages.ts';

/** Running reads data files and starts processes: only in a trusted workspace. Says what to do if it is not. */
export function mayRun(): boolean {
  if (vscode.workspace.isTrusted) return true;
  tellProblem('Searches run only in a trusted workspace: they read its files and start processes.', {
    title: 'Manage Workspace Trust',
    run: () => vscode.commands.executeCommand('workbench.trust.manage'),
  });
  return false;
}
