import type { ChildProcess } from 'node:child_process';
import type { DataFeatures } from '../base/data-features.ts';
import type { EngineName, TrialJob, TrialReport } from '../engine/types.ts';
import { connect, type Peer, RemoteError } from '../protocol/rpc.ts';
import type { OnDownload, OnEpoch } from './coordinator.ts';
import { crashLine, keepTail, processChannel } from './process-channel.ts';
import { messageOf, RunError } from './run-error.ts';
import {
  checkDataFeatures,
  checkDownload,
  checkEpoch,
  checkReport,
  checkStarted,
  type DataJob,
  type WorkerBoundary,
  type WorkerClientBoundary,
  type WorkerStarted,
} from './trial-boundary.ts';
import { TrialError } from './trial-error.ts';

/** Trials that a worker trains before a new one takes its place: long trainings leak (tfjs #8326, #8238). */
const TRIALS_A_WORKER = 50;

export interface WorkerPool {
  /** Starts a first worker, which settles the engine. Throws a `RunError` if it can't. */
  start(engine: EngineName | 'auto'): Promise<WorkerStarted>;
  /**
   * Trains one network on a free worker, or on a new one; `seconds` count from when its data are there. Throws a `TrialError` if the trial fails, runs out of time or
   * takes its worker down; a `RunError` if no trial could succeed (no engine, no data).
   */
  evaluate(
    job: TrialJob,
    options: {
      readonly seconds?: number;
      readonly epoch: OnEpoch;
      readonly download?: OnDownload;
      readonly signal: AbortSignal;
    },
  ): Promise<TrialReport>;
  /** What can be said of the data without training; undefined where that fails. Throws a `RunError` if there are none. */
  describe(
    data: DataJob,
    options: { readonly download: OnDownload; readonly signal: AbortSignal },
  ): Promise<DataFeatures | undefined>;
  /** Ends all workers. */
  close(): void;
}

interface Worker {
  readonly child: ChildProcess;
  readonly peer: Peer<WorkerBoundary>;
  trials: number;
  epoch: OnEpoch | undefined;
  download: OnDownload | undefined;
  /** How the process ended, once it has. */
  end: string | undefined;
}

/** The same for every architecture: without data or engine there is nothing to search. */
const hopeless = new Set(['engine-unavailable', 'data-missing', 'data-malformed', 'recipe']);

export function createWorkerPool(fork: () => ChildProcess): WorkerPool {
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  let engineName: EngineName | 'auto' = 'auto';

  const spawn = async (): Promise<{ worker: Worker; started: WorkerStarted }> => {
    const child = fork();
    const tail = keepTail(child.stderr);
    const peer = connect<WorkerClientBoundary, WorkerBoundary>(processChannel(child), {
      requests: {},
      notices: {
        epoch: { check: checkEpoch, handle: ({ epoch, epochs, metrics }) => worker.epoch?.(epoch, epochs, metrics) },
        download: { check: checkDownload, handle: ({ name, bytes, total }) => worker.download?.(name, bytes, total) },
      },
    });
    const worker: Worker = { child, peer, trials: 0, epoch: undefined, download: undefined, end: undefined };
    all.add(worker);
    const ended = (how: string): void => {
      worker.end ??= `${how}${crashLine(tail()) ? ` (${crashLine(tail())})` : ''}`;
      all.delete(worker);
      const index = idle.indexOf(worker);
      if (index >= 0) idle.splice(index, 1);
      peer.close(worker.end);
    };
    child.once('error', (error) => ended(`could not start: ${error.message}`));
    child.once('close', (code, signal) => {
      const memory = signal === 'SIGKILL' ? ', perhaps because memory ran out' : '';
      ended(signal ? `ended by ${signal}${memory}` : `ended with status ${code}`);
    });
    try {
      const started = checkStarted(await peer.request('start', { engine: engineName }));
      return { worker, started };
    } catch (error) {
      retire(worker);
      throw new RunError(
        worker.end === undefined ? messageOf(error) : `A trial worker ${worker.end} before its first trial.`,
      );
    }
  };

  const retire = (worker: Worker): void => {
    all.delete(worker);
    worker.peer.close();
    worker.child.kill('SIGKILL');
  };

  /** The caller kills a worker whose trial was given up: in the middle of a long computation it would not hear. */
  const run = async (worker: Worker, job: TrialJob, signal: AbortSignal, seconds: number | undefined) => {
    try {
      // Without a limit: every trial wants the data, and they say nothing of this one.
      const { dataset, folder } = job;
      await worker.peer.request('load', { dataset, folder }, { signal });
      return checkReport(
        await worker.peer.request('run', job, { signal, ...(seconds !== undefined && { timeoutMs: seconds * 1000 }) }),
      );
    } catch (error) {
      if (signal.aborted) throw error;
      if (worker.end !== undefined) throw new TrialError('crash', `The trial's process ${worker.end}.`);
      if (error instanceof RemoteError && error.code === 'timeout') {
        throw new TrialError('timeout', `It took more than ${seconds} seconds, the limit of one trial.`);
      }
      if (error instanceof RemoteError && hopeless.has(error.code)) throw new RunError(error.message);
      throw new TrialError('error', messageOf(error));
    }
  };

  return {
    async start(engine) {
      engineName = engine;
      const { worker, started } = await spawn();
      engineName = started.engine;
      idle.push(worker);
      return started;
    },
    async evaluate(job, { seconds, epoch, download, signal }) {
      const worker = idle.pop() ?? (await spawn()).worker;
      worker.epoch = epoch;
      worker.download = download;
      let healthy = false;
      try {
        const report = await run(worker, job, signal, seconds);
        worker.trials++;
        healthy = report.leakedTensors <= 0 && worker.trials < TRIALS_A_WORKER;
        return report;
      } catch (error) {
        healthy = error instanceof TrialError && error.kind === 'error';
        throw error;
      } finally {
        worker.epoch = undefined;
        worker.download = undefined;
        if (healthy && worker.end === undefined) idle.push(worker);
        else retire(worker);
      }
    },
    async describe(data, { download, signal }) {
      const worker = idle.pop() ?? (await spawn()).worker;
      worker.download = download;
      let healthy = true;
      try {
        return checkDataFeatures(await worker.peer.request('describe', data, { signal }));
      } catch (error) {
        if (!signal.aborted && error instanceof RemoteError && hopeless.has(error.code))
          throw new RunError(error.message);
        healthy = !signal.aborted;
        return undefined;
      } finally {
        worker.download = undefined;
        if (healthy && worker.end === undefined) idle.push(worker);
        else retire(worker);
      }
    },
    close() {
      for (const worker of all) retire(worker);
    },
  };
}
