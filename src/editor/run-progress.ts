import * as vscode from 'vscode';
import type { RunEvent } from '../protocol/run-events.ts';
import { progressOf } from '../protocol/run-state.ts';
import { bestOf, countOf, remarksOf, summaryOf } from '../protocol/run-summary.ts';
import { commands } from './contributions.ts';
import { showLog, tell, tellProblem } from './messages.ts';
import type { RunController } from './run-controller.ts';
import type { RunSession } from './run-session.ts';

/** Shows a run in the status bar while any is at work. */
export function createStatusBarItem(runs: RunController): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('cellwright.run', vscode.StatusBarAlignment.Left, 10);
  item.name = 'Cellwright Run';
  const update = (): void => {
    const running = runs.active();
    const session = running.at(-1);
    if (!session) {
      item.hide();
      return;
    }
    const icon = session.liveness === 'paused' ? '$(debug-pause)' : '$(sync~spin)';
    const others = running.length > 1 ? ` +${running.length - 1}` : '';
    item.text = `${icon} ${session.title} ${countOf(session.state)}${others}`;
    item.tooltip = `${summaryOf(session.state)} (${session.liveness}). Click to open the run.`;
    item.accessibilityInformation = {
      label: `Search ${session.title}, ${summaryOf(session.state)}, ${session.liveness}`,
    };
    item.command = { command: commands.openRun, title: 'Open Run', arguments: [session.folder] };
    item.show();
  };
  return vscode.Disposable.from(item, runs.onDidChange(update));
}

/** Events that the notification tells of. */
const counted: ReadonlySet<RunEvent['type']> = new Set([
  'trial.finished',
  'trial.failed',
  'candidate.scored',
  'run.download',
]);

/** A notification that counts the trials and can be cancelled, until the run ends; then says how it ended. */
export function showProgress(session: RunSession, openPanel: () => void): void {
  let shown = 0;
  void vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `Search ${session.title}`, cancellable: true },
    (progress, token) =>
      new Promise<void>((resolve) => {
        const update = (): void => {
          const now = 100 * (progressOf(session.state).fraction ?? 0);
          progress.report({ message: summaryOf(session.state), increment: Math.max(0, now - shown) });
          shown = Math.max(shown, now);
        };
        token.onCancellationRequested(() => void session.stop());
        const stopListening = session.listen({
          events: (events) => {
            if (events.some(({ type }) => counted.has(type))) update();
          },
          status: () => {
            if (session.isActive) return;
            stopListening();
            resolve();
            tellEnd(session, openPanel);
          },
        });
        update();
      }),
  );
}

function tellEnd(session: RunSession, openPanel: () => void): void {
  const { state, problem, title } = session;
  const open = { title: 'Open Run', run: openPanel };
  if (problem !== undefined) tellProblem(`Search ${title}: ${problem}`, open, showLog);
  // a user who stopped it knows
  if (problem !== undefined || state.status !== 'finished') return;
  const best = bestOf(state.started?.objectives ?? [], state.best);
  const outcome = best === undefined ? 'no trial finished.' : `best ${best} (trial ${state.best?.trial}).`;
  tell(`Search ${title} has finished ${state.done} trials: ${[outcome, ...remarksOf(state)].join(' ')}`, open);
}
