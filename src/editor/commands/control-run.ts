import type { Editor } from '../editor.ts';
import { showProgress } from '../run-progress.ts';
import { mayRun } from '../trust.ts';
import { activeTarget, type RunArgument, storedTarget } from './run-target.ts';

export const pause = (editor: Editor) => async (argument?: RunArgument) => {
  const session = await activeTarget(editor, argument, ({ liveness }) => liveness === 'running');
  session?.pause();
};

export const stop = (editor: Editor) => async (argument?: RunArgument) => {
  const session = await activeTarget(editor, argument, ({ liveness }) => liveness !== 'stopping');
  await session?.stop();
};

/** Goes on with a paused run of this window, or in a new process with one that was stopped or interrupted. */
export const resume = (editor: Editor) => async (argument?: RunArgument) => {
  if (!mayRun()) return;
  const paused = editor.runs.active().filter(({ liveness }) => liveness === 'paused' || liveness === 'pausing');
  const folder = typeof argument === 'object' ? argument.folder : argument;
  const only = folder === undefined ? paused : paused.filter((session) => session.folder === folder);
  const [session] = only;
  if (session && only.length === 1) {
    session.proceed();
    return;
  }
  const stored = await storedTarget(editor, argument, {
    placeHolder: 'Which run should go on?',
    none: 'There is no unfinished run in this workspace.',
    wanted: ({ status }) => status === 'stopped' || status === 'interrupted',
  });
  if (!stored) return;
  editor.runs.resume(stored.folder);
  editor.runPanels.open(stored, 'here');
  showProgress(stored, () => editor.runPanels.open(stored, 'here'));
};

export const openRun = (editor: Editor) => async (argument?: RunArgument) => {
  // a run that is still starting has no folder yet, but a panel
  const starting = argument === '' ? editor.runs.active().at(-1) : undefined;
  const session =
    starting ??
    (await storedTarget(editor, argument, {
      placeHolder: 'Which run should be opened?',
      none: 'There is no run in this workspace yet. Open a .cell file and run its search.',
      wanted: ({ status }) => status !== 'damaged',
    }));
  if (session) editor.runPanels.open(session, 'here');
};
