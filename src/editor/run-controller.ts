import { watch } from 'node:fs';
import * as vscode from 'vscode';
import type { RunOverrides } from '../protocol/run-boundary.ts';
import { resumeRun, startRun } from '../runs/client.ts';
import { holderOf } from '../runs/lock.ts';
import { runFiles } from '../runs/run-folder.ts';
import { readRun, type StoredRun } from '../runs/store.ts';
import { contextKeys } from './contributions.ts';
import { messageOf } from './messages.ts';
import { createRunSession, type RunSession } from './run-session.ts';

/** All runs that this window has started, resumed or opened. */
export interface RunController {
  /** Something about the sessions that are at work changed, or one began or ended. */
  readonly onDidChange: vscode.Event<RunSession>;
  start(request: StartRequest): RunSession;
  resume(folder: string): RunSession;
  /** The session of a run's folder, read from the disk if it is not known. Throws a `RunError` if it can't be read. */
  open(folder: string): RunSession;
  active(): readonly RunSession[];
  /** Runs that were at work when the window closed or the extension host died. */
  interrupted(): readonly string[];
  /** Stops every run and waits, but not for long: VS Code gives an extension a few seconds. */
  stopAll(): Promise<void>;
}

export interface StartRequest {
  readonly file: string;
  readonly search: string;
  readonly workspace: string;
  readonly overrides: RunOverrides;
}

const memoryKey = 'runsAtWork';
const patienceMs = 3000;

export function createRunController(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): RunController {
  const sessions = new Set<RunSession>();
  const changed = new vscode.EventEmitter<RunSession>();
  const leftOver = context.workspaceState.get<readonly string[]>(memoryKey, []);
  let closing = false;

  const active = (): readonly RunSession[] => [...sessions].filter((session) => session.isActive);
  const note = (session: RunSession): void => {
    const running = active();
    const paused = running.some(({ liveness }) => liveness === 'paused' || liveness === 'pausing');
    void vscode.commands.executeCommand('setContext', contextKeys.isRunning, running.length > 0);
    void vscode.commands.executeCommand('setContext', contextKeys.isPaused, paused);
    // what is at work when the window goes stays in this list, and is offered when it is back
    if (!closing) {
      const folders = running.map(({ folder }) => folder).filter((folder) => folder !== '');
      void context.workspaceState.update(memoryKey, folders);
    }
    changed.fire(session);
  };
  const adopt = (session: RunSession): RunSession => {
    sessions.add(session);
    session.listen({ status: () => note(session), events: () => changed.fire(session) });
    return session;
  };
  const logEnd = (session: RunSession, finished: Promise<unknown>): void => {
    finished.then(
      () => log.info(`Run ${session.folder}: ${session.state.status}.`),
      (error: unknown) => log.error(`Run ${session.folder || session.title}: ${messageOf(error)}`),
    );
  };
  const find = (folder: string): RunSession | undefined => [...sessions].find((session) => session.folder === folder);

  const open = (folder: string): RunSession => {
    const known = find(folder);
    if (known) return known;
    const stored = readRun(folder);
    const session = adopt(createRunSession({ title: stored.manifest.search, folder, events: stored.events }));
    if (isAtWork(stored)) {
      session.follow([], true);
      context.subscriptions.push(follow(session, log));
    }
    return session;
  };

  return {
    onDidChange: changed.event,
    active,
    open,
    interrupted: () => leftOver,
    start: ({ file, search, workspace, overrides }) => {
      const session = adopt(createRunSession({ title: search }));
      const handle = session.attach((onEvent) => startRun({ file, search, workspace, overrides, onEvent }));
      log.info(`Search '${search}' of ${file} starts as process ${handle.pid}.`);
      logEnd(session, handle.finished);
      return session;
    },
    resume: (folder) => {
      const session = open(folder);
      if (session.isActive) {
        session.proceed();
        return session;
      }
      const handle = session.attach((onEvent) => resumeRun(folder, { onEvent }));
      log.info(`Run ${folder} is resumed as process ${handle.pid}.`);
      logEnd(session, handle.finished);
      return session;
    },
    stopAll: async () => {
      closing = true;
      const running = active();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, patienceMs);
      });
      await Promise.race([Promise.all(running.map((session) => session.stop())), late]);
      clearTimeout(timer);
      for (const session of running) session.kill();
    },
  };
}

const isAtWork = ({ status }: StoredRun): boolean => status === 'running' || status === 'paused';

/** How often to look whether the other process still lives: one that is killed changes no file. */
const lookMs = 3000;

/** Another process (a terminal, another window) works on the run: its log is read again when it grows. */
function follow(session: RunSession, log: vscode.LogOutputChannel): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const read = (): void => {
    timer = undefined;
    if (session.isActive) return;
    try {
      const stored = readRun(session.folder);
      session.follow(stored.events.slice(session.events.length), isAtWork(stored));
    } catch (error) {
      log.warn(`Run ${session.folder} can't be followed: ${messageOf(error)}`);
    }
  };
  const watcher = watch(session.folder, () => {
    timer ??= setTimeout(read, 500);
  });
  watcher.on('error', (error) => log.warn(`Run ${session.folder} can't be followed: ${error.message}`));
  const look = setInterval(() => {
    if (session.liveness === 'elsewhere' && holderOf(runFiles(session.folder).lock) === undefined) read();
  }, lookMs);
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    clearInterval(look);
    watcher.close();
  });
}
