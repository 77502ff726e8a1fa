import type { Command } from '../command.ts';
import { displayPath } from '../excerpt.ts';
import { metric } from '../numbers.ts';
import { table } from '../table.ts';

export const runs: Command = {
  name: 'runs',
  summary: 'list the runs of this folder',
  usage: '[--json]',
  details: `Lists the runs below .cellwright/runs of the current folder, newest first. A run is running, paused, stopped,
finished, interrupted (its process died; it can be resumed) or damaged.
With --json: [{id, folder, status, search, file, started, trials, trialLimit, best, objectives}].`,
  examples: ['cellwright runs', 'cellwright runs --json'],
  words: { min: 0, max: 0, missing: '' },
  options: {},
  run: async ({ json, terminal }) => {
    const { listRuns } = await import('../../runs/store.ts');
    const list = listRuns(process.cwd());
    if (json) {
      terminal.out(`${JSON.stringify(list, null, 2)}\n`);
      return 0;
    }
    if (list.length === 0) {
      terminal.out("There is no run in this folder yet. 'cellwright search FILE' makes one.\n");
      return 0;
    }
    const rows = list.map(({ id, status, trials, trialLimit, best, objectives, file }) => [
      id,
      status,
      trialLimit === undefined ? String(trials) : `${trials} of ${trialLimit}`,
      objectives
        .map(({ measure }, i) => (best ? `${measure} ${metric(best.objectives[i] ?? Number.NaN)}` : ''))
        .join(' '),
      displayPath(file),
    ]);
    const heading = (text: string): string => terminal.style('dim', text);
    terminal.out(table(['run', 'status', 'trials', 'best', 'file'], rows, { columns: terminal.columns, heading }));
    for (const { id, problem } of list) if (problem) terminal.err(`${id}: ${problem}\n`);
    return 0;
  },
};
