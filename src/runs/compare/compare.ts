import { availableParallelism } from 'node:os';
import { connect, type Peer } from '../../protocol/rpc.ts';
import { forkProgram } from '../fork-program.ts';
import { crashLine, keepTail, processChannel } from '../process-channel.ts';
import { messageOf, RunError } from '../run-error.ts';
import {
  type ComparerBoundary,
  type ComparerClientBoundary,
  checkComparedRun,
  checkPrepared,
  checkProgress,
} from './boundary.ts';
import type { ComparisonSpec, Contest } from './contestants.ts';
import type { ComparedRun } from './one-run.ts';

export interface CompareOptions {
  readonly spec: ComparisonSpec;
  readonly contest: Contest;
  readonly seeds: readonly number[];
  /** Absolute: results of trainings are cached in it. */
  readonly workspace: string;
  readonly engine: string;
  /** Processes at a time; undefined: as many as pay. */
  readonly workers?: number;
  readonly onProgress: (progress: { readonly runs: number; readonly of: number; readonly trials: number }) => void;
  /** Ends it; what is finished is kept. */
  readonly signal: AbortSignal;
}

/** `runs[contestant][i]`: the run with the i-th seed, undefined if it was not finished. */
export interface Comparison {
  readonly runs: readonly (readonly (ComparedRun | undefined)[])[];
  readonly seeds: readonly number[];
}

/** Looking up a table takes a process a core; training does that itself. */
function processesFor({ contest, workers, seeds }: CompareOptions): number {
  const jobs = contest.contestants.length * seeds.length;
  const table = contest.contestants[0]?.search.evaluate.kind === 'table';
  return Math.min(jobs, workers ?? (table ? availableParallelism() : 1));
}

/**
 * Runs every contestant with every seed, seeds first, so that what is cut short is a comparison of fewer seeds. Throws the
 * `RunError` of the first run that can't be done.
 */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const { contest, seeds, signal, onProgress } = options;
  const jobs = seeds.flatMap((seed, at) => contest.contestants.map((_, contestant) => ({ contestant, seed, at })));
  const runs = contest.contestants.map(() => new Array<ComparedRun | undefined>(seeds.length).fill(undefined));
  let [finished, trials] = [0, 0];
  const tell = (more: number): void => {
    trials += more;
    onProgress({ runs: finished, of: jobs.length, trials });
  };
  const failed = new AbortController();
  const ended = AbortSignal.any([signal, failed.signal]);
  let next = 0;

  const work = async (): Promise<void> => {
    const comparer = startComparer(tell);
    const kill = (): void => comparer.end();
    ended.addEventListener('abort', kill);
    try {
      const { spec, workspace, engine } = options;
      checkPrepared(await comparer.peer.request('prepare', { spec, workspace, engine }));
      for (let job = jobs[next++]; job && !ended.aborted; job = jobs[next++]) {
        const { contestant, seed, at } = job;
        const run = checkComparedRun(await comparer.peer.request('run', { contestant, seed }));
        const row = runs[contestant];
        if (row) row[at] = run;
        finished++;
        tell(0);
      }
    } catch (error) {
      if (ended.aborted) return;
      failed.abort();
      throw new RunError(messageOf(error));
    } finally {
      ended.removeEventListener('abort', kill);
      comparer.end();
    }
  };
  await Promise.all(Array.from({ length: processesFor(options) }, work));
  return { runs, seeds };
}

function startComparer(onTrials: (trials: number) => void): { peer: Peer<ComparerBoundary>; end(): void } {
  const child = forkProgram('compare');
  const tail = keepTail(child.stderr);
  const peer = connect<ComparerClientBoundary, ComparerBoundary>(processChannel(child), {
    requests: {},
    notices: { progress: { check: checkProgress, handle: ({ trials }) => onTrials(trials) } },
  });
  const close = (how: string): void => {
    const reason = crashLine(tail());
    peer.close(`A process of the comparison ended ${how}${reason ? ` (${reason})` : ''}.`);
  };
  child.once('error', (error) => close(`(${error.message})`));
  child.once('close', (code, signal) => close(signal ? `by ${signal}` : `with status ${code}`));
  return {
    peer,
    end() {
      peer.close('The comparison has ended.');
      // It ends its workers first.
      if (child.connected) child.disconnect();
    },
  };
}
