/** The runs of the workspace, read from their event logs as any other program would. */
import * as vscode from 'vscode';
import type { RunEvent } from '../../src/protocol/run-events.ts';
import { eventually, folder } from './workspace.ts';

const runsFolder = (): vscode.Uri => vscode.Uri.joinPath(folder(), '.cellwright', 'runs');

/** Ids of the runs that have a log, oldest first. */
export async function runIds(): Promise<string[]> {
  const entries = await Promise.resolve(vscode.workspace.fs.readDirectory(runsFolder())).catch(() => []);
  return entries.map(([name]) => name).sort();
}

/** As commands take it and print it. */
export const folderOf = (run: string): string => vscode.Uri.joinPath(runsFolder(), run).fsPath;

export async function eventsOf(run: string): Promise<RunEvent[]> {
  const log = vscode.Uri.joinPath(runsFolder(), run, 'events.jsonl');
  const bytes = await Promise.resolve(vscode.workspace.fs.readFile(log)).catch(() => new Uint8Array());
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  // The last piece is empty, or a line that is being written.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as RunEvent);
}

/** Does something that starts a run; returns the id of the run that appears. */
export async function newRun(start: () => unknown): Promise<string> {
  const before = new Set(await runIds());
  await start();
  return eventually('a new run', async () => (await runIds()).find((run) => !before.has(run)), 30);
}

export const ofType = <T extends RunEvent['type']>(
  events: readonly RunEvent[],
  type: T,
): Extract<RunEvent, { type: T }>[] =>
  events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);

/** Waits until the run has at least that many events of the type; returns all of its events. */
export function untilEvents(run: string, type: RunEvent['type'], count: number, seconds: number): Promise<RunEvent[]> {
  return eventually(
    `${count} times '${type}' in run ${run}`,
    async () => {
      const events = await eventsOf(run);
      const stopped = ofType(events, 'run.stopped').find(({ reason }) => reason === 'error');
      if (stopped) throw new Error(`The run stopped: ${stopped.message}`);
      return ofType(events, type).length >= count && events;
    },
    seconds,
  );
}
