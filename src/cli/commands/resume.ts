import type { Command } from '../command.ts';
import { runOptions, runOverrides } from '../run-options.ts';

export const resume: Command = {
  name: 'resume',
  summary: 'go on with a run that was stopped, or give it more trials',
  usage: 'RUN [--trials N] [--time TIME] [--workers N] [--json]',
  details: `RUN is the id of a run, the start of one, a run's folder, or 'last'. Finished trials are kept; the strategy goes
on as if never stopped, with the source that the run began with. A finished run goes on if --trials is more than it has.
With --json: the events of this session, one a line.`,
  examples: ['cellwright resume last', 'cellwright resume last --trials 50'],
  words: { min: 1, max: 1, missing: "Which run should go on? 'cellwright runs' lists them; 'last' is the newest." },
  options: { ...runOptions },
  run: async (invocation) => {
    const { words, json, terminal } = invocation;
    const overrides = runOverrides(invocation);
    const { runFolderOf } = await import('../run-reference.ts');
    const { readRun } = await import('../../runs/store.ts');
    const { resumeRun } = await import('../../runs/client.ts');
    const { sourceOf } = await import('../run-source.ts');
    const { followRun } = await import('../run-session.ts');
    const folder = runFolderOf(words[0] as string);
    const run = readRun(folder);
    const handle = resumeRun(folder, { overrides });
    return followRun(handle, { json, terminal, earlier: run.events, source: () => sourceOf(run) });
  },
};
