import type { RunEvent } from '../protocol/run-events.ts';
import { rankedTrials, resultOf } from '../protocol/run-state.ts';
import { remarksOf } from '../protocol/run-summary.ts';
import type { RunHandle } from '../runs/client.ts';
import { displayPath } from './excerpt.ts';
import { showProgress } from './progress.ts';
import { printResults } from './results.ts';
import { referenceTo } from './run-reference.ts';
import type { RunSource } from './run-source.ts';
import type { Terminal } from './terminal.ts';

/** Exit status of a run that the user stopped: 128 + SIGINT, as shells have it. */
const INTERRUPTED = 130;

interface Session {
  readonly json: boolean;
  readonly terminal: Terminal;
  /** Events of the run before this session. */
  readonly earlier?: readonly RunEvent[];
  /** Asked for once the run is under way, so that it costs no time. */
  source(folder: string): Promise<RunSource>;
}

/**
 * Follows a run to its end and prints what comes of it. The first Ctrl-C (or SIGTERM) stops the run cleanly, the second
 * ends everything at once. Returns the exit status; throws what the coordinator says if the run ended by an error.
 */
export async function followRun(handle: RunHandle, { json, terminal, earlier, source }: Session): Promise<number> {
  const progress = json ? undefined : showProgress(terminal, earlier);
  let stopping = false;
  const interrupt = (): void => {
    if (stopping) {
      progress?.end();
      if (handle.pid !== undefined) process.kill(handle.pid, 'SIGKILL');
      process.exit(INTERRUPTED);
    }
    stopping = true;
    progress?.say('Stopping … (once more ends it at once)');
    void handle.stop();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  // `cellwright search … | head`: nobody reads on, so nobody waits for the rest; the run can be resumed.
  const unread = (): void => {
    if (!stopping) interrupt();
  };
  process.on('SIGPIPE', unread);
  try {
    const { folder } = await handle.opened;
    const meaning = json ? undefined : source(folder);
    // What it throws is thrown where it is awaited; until then it must not end the process.
    meaning?.catch(() => undefined);
    for await (const event of handle.events) {
      if (json) terminal.out(`${JSON.stringify(event)}\n`);
      else progress?.show(event);
    }
    progress?.end();
    const last = await handle.finished;
    if (progress && meaning && progress.state.started) {
      const { state } = progress;
      const { done, failed, reused, activeSeconds: seconds, front } = state;
      const live = { best: rankedTrials(state), front, trials: done + failed, failed, reused, seconds };
      const verb = last.type === 'run.finished' ? 'finished' : 'stopped';
      const summary = { ...live, best: live.best.map(resultOf), front: front.map(resultOf) };
      printResults(progress.state.started, summary, { ...(await meaning), verb, remarks: remarksOf(state) }, terminal);
      terminal.out(nextSteps(last, folder, rankedTrials(state)[0]?.trial));
    }
    return last.type === 'run.finished' ? 0 : INTERRUPTED;
  } finally {
    progress?.end();
    for (const signal of signals) process.off(signal, interrupt);
    process.off('SIGPIPE', unread);
  }
}

function nextSteps(last: RunEvent, folder: string, best: number | undefined): string {
  const where = `The run is in ${displayPath(folder)}.`;
  const run = referenceTo(folder);
  if (last.type !== 'run.finished') return `${where} 'cellwright resume ${run}' goes on with it.\n`;
  return best === undefined
    ? `${where}\n`
    : `${where} 'cellwright show ${run} ${best}' shows the course of its best trial.\n`;
}
