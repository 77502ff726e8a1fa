import * as vscode from 'vscode';
import { type SetupProgress, setupStepNames } from '../../protocol/setup-boundary.ts';
import { installNative } from '../../runs/setup-client.ts';
import { commands } from '../contributions.ts';
import type { Editor } from '../editor.ts';
import { messageOf, showLog, tell, tellProblem } from '../messages.ts';
import { mayRun } from '../trust.ts';

/** Brings native TensorFlow to this machine, for all workspaces; the notification shows progress and cancels. */
export const installTensorflow = (editor: Editor) => async () => {
  if (!mayRun()) return;
  const abort = new AbortController();
  try {
    const { version, folder, fresh } = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: 'Native TensorFlow', cancellable: true },
      (progress, token) => {
        token.onCancellationRequested(() => abort.abort());
        return installNative({ signal: abort.signal, onProgress: reporter(progress, editor.log) });
      },
    );
    editor.log.info(`TensorFlow ${version} is in ${folder}.`);
    const what = fresh ? 'is installed' : 'was installed already, and works';
    tell(`TensorFlow ${version} ${what}. Searches that start from now on use it.`);
  } catch (error) {
    if (abort.signal.aborted) {
      editor.log.info('The installation of native TensorFlow was cancelled.');
      return;
    }
    editor.log.error(messageOf(error));
    const retry = { title: 'Retry', run: () => vscode.commands.executeCommand(commands.installTensorflow) };
    tellProblem(messageOf(error), retry, showLog);
  }
};

/** The notification's bar is shared by the steps: the download has most of it, the others follow. */
const shares: Readonly<Record<SetupProgress['step'], number>> = { download: 60, unpack: 15, build: 15, prove: 10 };
const order = Object.keys(shares) as SetupProgress['step'][];

function reporter(progress: vscode.Progress<{ message?: string; increment?: number }>, log: vscode.LogOutputChannel) {
  let done = 0;
  let step: SetupProgress['step'] | undefined;
  return ({ step: now, bytes, total }: SetupProgress): void => {
    if (now !== step) log.info(`${setupStepNames[now]} …`);
    step = now;
    const before = order.slice(0, order.indexOf(now)).reduce((sum, each) => sum + shares[each], 0);
    const within = bytes === undefined || total === undefined || total === 0 ? 0 : bytes / total;
    const at = before + shares[now] * within;
    const amount = bytes === undefined ? '' : ` (${Math.round(bytes / 1e6)} MB)`;
    progress.report({ message: `${setupStepNames[now]}${amount}`, increment: Math.max(0, at - done) });
    done = Math.max(done, at);
  };
}
