import type { Liveness, PanelStatus } from '../protocol/panel-boundary.ts';
import type { RunEvent } from '../protocol/run-events.ts';
import { createRunFold, type RunFold } from '../protocol/run-state.ts';
import type { RunHandle } from '../runs/client.ts';
import { messageOf } from './messages.ts';

export interface SessionListener {
  events?(events: readonly RunEvent[]): void;
  status?(): void;
}

/** One run as the window knows it: all its events so far, and the process that works on it if there is one. */
export interface RunSession {
  readonly title: string;
  /** Empty until the run has its folder. */
  readonly folder: string;
  readonly liveness: Liveness;
  readonly problem: string | undefined;
  readonly events: readonly RunEvent[];
  readonly state: RunFold['state'];
  readonly isActive: boolean;
  status(): PanelStatus;
  listen(listener: SessionListener): () => void;
  /** A process of this window works on the run from now on. */
  attach(start: (onEvent: (event: RunEvent) => void) => RunHandle): RunHandle;
  /** What another process wrote, and whether it is still at work. */
  follow(events: readonly RunEvent[], atWork: boolean): void;
  pause(): void;
  /** After `pause`, in the same process. */
  proceed(): void;
  stop(): Promise<void>;
  kill(): void;
}

export function createRunSession(initial: {
  readonly title: string;
  readonly folder?: string;
  readonly events?: readonly RunEvent[];
  readonly problem?: string;
}): RunSession {
  const events: RunEvent[] = [];
  const fold = createRunFold();
  const listeners = new Set<SessionListener>();
  let folder = initial.folder ?? '';
  let problem = initial.problem;
  let handle: RunHandle | undefined;
  let opened = false;
  let stopping = false;
  let elsewhere = false;

  const tellStatus = (): void => {
    for (const listener of listeners) listener.status?.();
  };
  const append = (added: readonly RunEvent[]): void => {
    if (added.length === 0) return;
    const before = fold.state.status;
    for (const event of added) {
      events.push(event);
      fold.apply(event);
    }
    for (const listener of listeners) listener.events?.(added);
    if (before !== fold.state.status || fold.state.status === 'paused') tellStatus();
  };
  const liveness = (): Liveness => {
    if (!handle) return elsewhere ? 'elsewhere' : 'idle';
    if (stopping) return 'stopping';
    if (!opened) return 'starting';
    if (fold.state.status === 'paused') return fold.state.running > 0 ? 'pausing' : 'paused';
    return 'running';
  };
  append(initial.events ?? []);

  return {
    get title() {
      return fold.state.started?.search ?? initial.title;
    },
    get folder() {
      return folder;
    },
    get liveness() {
      return liveness();
    },
    get problem() {
      return problem;
    },
    get isActive() {
      return handle !== undefined;
    },
    events,
    state: fold.state,
    status() {
      return {
        folder,
        title: this.title,
        liveness: liveness(),
        ...(problem !== undefined && { problem }),
      };
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    attach: (start) => {
      problem = undefined;
      elsewhere = false;
      opened = false;
      stopping = false;
      const mine = start((event) => append([event]));
      handle = mine;
      mine.opened.then(
        (run) => {
          folder = run.folder;
          opened = true;
          tellStatus();
        },
        () => {
          // `finished` rejects too, with the same reason
        },
      );
      const end = (reason: string | undefined): void => {
        if (handle !== mine) return;
        handle = undefined;
        problem = reason;
        tellStatus();
      };
      mine.finished.then(
        () => end(undefined),
        // why it could not be opened says more than that its process ended
        (error: unknown) =>
          mine.opened.then(
            () => end(messageOf(error)),
            (first: unknown) => end(messageOf(first)),
          ),
      );
      tellStatus();
      return mine;
    },
    follow: (added, atWork) => {
      append(added);
      if (elsewhere === atWork) return;
      elsewhere = atWork;
      tellStatus();
    },
    pause: () => void handle?.pause(),
    proceed: () => void handle?.resume(),
    stop: async () => {
      if (!handle) return;
      stopping = true;
      tellStatus();
      const ending = handle;
      await ending.stop();
      await ending.finished.catch(() => {});
    },
    kill: () => {
      if (handle?.pid === undefined) return;
      try {
        process.kill(handle.pid, 'SIGKILL');
      } catch {
        // it has ended by itself
      }
    },
  };
}
