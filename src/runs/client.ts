import { basename } from 'node:path';
import { checkNothing } from '../protocol/check.ts';
import { connect, type Peer } from '../protocol/rpc.ts';
import {
  type ClientBoundary,
  type CoordinatorBoundary,
  checkEnded,
  checkEvent,
  checkOpened,
  type OpenedRun,
  type RunOverrides,
} from '../protocol/run-boundary.ts';
import type { RunEvent } from '../protocol/run-events.ts';
import { createEventQueue } from './event-queue.ts';
import { forkProgram } from './fork-program.ts';
import { crashLine, keepTail, processChannel } from './process-channel.ts';
import { messageOf, RunError } from './run-error.ts';

export interface RunListener {
  readonly onEvent?: (event: RunEvent) => void;
}
export interface StartOptions extends RunListener {
  /** Absolute path of the `.cell` file. */
  readonly file: string;
  /** Name of the search; needed if the file has several. */
  readonly search?: string;
  /** Absolute path of the workspace folder: the run goes to `.cellwright/runs` in it, results are cached in it. */
  readonly workspace: string;
  /** Absolute path of the run's folder, if not in the workspace: must not exist, or be empty. */
  readonly runFolder?: string;
  readonly overrides?: RunOverrides;
}
export interface ResumeOptions extends RunListener {
  readonly overrides?: RunOverrides;
}

export interface RunHandle {
  /** When the run has its folder. Rejects with a `RunError` if it can't start. */
  readonly opened: Promise<OpenedRun>;
  /** The events from now on (of a resumed run: the new ones), for one reader. */
  readonly events: AsyncIterable<RunEvent>;
  /** Running trials go on to their end, none starts. */
  pause(): Promise<void>;
  /** After `pause`. */
  resume(): Promise<void>;
  /** Ends the run cleanly; it can be resumed. */
  stop(): Promise<void>;
  /**
   * When the coordinator has ended: resolves with how (the last event: `run.finished` or `run.stopped` by the user).
   * Rejects with a `RunError` in words for the user if the run can't start, stopped by an error, or crashed.
   */
  readonly finished: Promise<RunEvent>;
  /** Of the coordinator. */
  readonly pid: number | undefined;
}

/** Starts a search in a process of its own. */
export function startRun({ file, search, workspace, runFolder, overrides = {}, onEvent }: StartOptions): RunHandle {
  const params = {
    file,
    workspace,
    ...(search !== undefined && { search }),
    ...(runFolder !== undefined && { folder: runFolder }),
    overrides,
  };
  return launch((peer) => peer.request('start', params), onEvent);
}

/** Goes on with a run that was stopped, killed, or has new limits. */
export function resumeRun(folder: string, { overrides = {}, onEvent }: ResumeOptions = {}): RunHandle {
  return launch((peer) => peer.request('resume', { folder, overrides }), onEvent);
}

function launch(
  open: (peer: Peer<CoordinatorBoundary>) => Promise<OpenedRun>,
  onEvent: RunListener['onEvent'],
): RunHandle {
  const child = forkProgram('coordinator');
  const tail = keepTail(child.stderr);
  const queue = createEventQueue<RunEvent>();
  let last: RunEvent | undefined;
  let ended: { readonly problem?: string } | undefined;
  let run: OpenedRun | undefined;

  const peer = connect<ClientBoundary, CoordinatorBoundary>(processChannel(child), {
    requests: {},
    notices: {
      event: {
        check: checkEvent,
        handle: (event) => {
          last = event;
          queue.push(event);
          onEvent?.(event);
        },
      },
      ended: {
        check: checkEnded,
        handle: (how) => {
          ended = how;
        },
      },
    },
  });
  const opened = open(peer).then(
    (value) => {
      run = checkOpened(value);
      return run;
    },
    (error: unknown) => {
      throw new RunError(messageOf(error));
    },
  );
  const finished = new Promise<RunEvent>((resolve, reject) => {
    const end = (how: string): void => {
      queue.end();
      peer.close(`The coordinator has ended ${how}.`);
      if (ended?.problem !== undefined) reject(new RunError(ended.problem));
      else if (ended && last) resolve(last);
      else reject(new RunError(crashMessage(how, tail(), run)));
    };
    child.once('error', (error) => end(`(${error.message})`));
    // 'close' comes after the last message and the last of stderr.
    child.once('close', (code, signal) => end(signal ? `by ${signal}` : `with status ${code}`));
  });
  // Whoever waits for one of them hears of it; who waits for neither is not to crash.
  opened.catch(() => {});
  finished.catch(() => {});

  const ask = async (name: 'pause' | 'proceed' | 'stop'): Promise<void> => {
    try {
      await opened;
      await peer.request(name, checkNothing({}));
    } catch {
      // It has ended already; `finished` tells how.
    }
  };
  return {
    opened,
    events: queue,
    pause: () => ask('pause'),
    resume: () => ask('proceed'),
    stop: () => ask('stop'),
    finished,
    pid: child.pid,
  };
}

function crashMessage(how: string, tail: string, run: OpenedRun | undefined): string {
  const reason = crashLine(tail);
  const what = `The run's coordinator ended ${how}${reason ? ` (${reason})` : ''}.`;
  return run
    ? `${what} Trials that finished are kept in ${run.folder}: resume run ${basename(run.folder)} to go on.`
    : `${what} The run did not start.`;
}
