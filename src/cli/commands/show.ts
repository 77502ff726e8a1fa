import type { TrialState } from '../../protocol/run-state.ts';
import type { Command } from '../command.ts';
import { UsageError, UserError } from '../errors.ts';
import { duration, grouped, metric, plural } from '../numbers.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export const show: Command = {
  name: 'show',
  summary: 'show a run, or one of its trials',
  usage: 'RUN [TRIAL] [--json]',
  details: `RUN is the id of a run, the start of one, a run's folder, or 'last'. Without TRIAL: how the run stands, its best
trials or its front, and the best architecture. With TRIAL: its decisions, its metrics, and their course over the epochs.
With --json: {id, folder, status, search, file, started, trials, done, failed, reused, seconds, best, front}, or
{trial, status, assignment, hash, metrics, objectives, violations, seconds, epochs, failure}.`,
  examples: [
    'cellwright show last',
    'cellwright show last 7',
    'cellwright show 2026-11-21-1745-digits_search 7 --json',
  ],
  words: { min: 1, max: 2, missing: "Which run should be shown? 'cellwright runs' lists them; 'last' is the newest." },
  options: {},
  run: async ({ words, json, terminal }) => {
    const [reference = '', trialWord] = words;
    if (trialWord !== undefined && !/^\d+$/.test(trialWord))
      throw new UsageError(`'${trialWord}' is not the number of a trial.`, 'Trials are numbered from 1.');
    const { referenceTo, runFolderOf } = await import('../run-reference.ts');
    const { readRun } = await import('../../runs/store.ts');
    const { rankedTrials, resultOf, trialsUsed } = await import('../../protocol/run-state.ts');
    const { remarksOf } = await import('../../protocol/run-summary.ts');
    const run = readRun(runFolderOf(reference));
    const { state, manifest, status } = run;

    if (trialWord !== undefined) {
      const trial = state.trials.get(Number(trialWord));
      if (!trial) throw new UserError(`${run.id} has no trial ${trialWord}.`, trialRange([...state.trials.keys()]));
      if (json) terminal.out(`${JSON.stringify(trial, null, 2)}\n`);
      else {
        const { sourceOf } = await import('../run-source.ts');
        const { assignmentLines } = await import('../assignment.ts');
        printTrial(trial, terminal);
        terminal.out(`\n${assignmentLines((await sourceOf(run)).decisions, trial.assignment, '  ')}`);
        printCourse(trial, terminal);
      }
      return 0;
    }

    const best = rankedTrials(state).map(resultOf);
    const front = state.front.map(resultOf);
    const { id, folder } = run;
    const { done, failed, reused, activeSeconds: seconds } = state;
    if (json) {
      const { search, file } = manifest;
      const trials = trialsUsed(state);
      const started = state.started?.time;
      const out = { id, folder, status, search, file, started, trials, done, failed, reused, seconds, best, front };
      terminal.out(`${JSON.stringify(out, null, 2)}\n`);
      return 0;
    }
    if (!state.started) {
      terminal.out(`${id}: ${status}, before its first trial.\n`);
      return 0;
    }
    const { printResults } = await import('../results.ts');
    const { sourceOf } = await import('../run-source.ts');
    const source = await sourceOf(run);
    printResults(
      state.started,
      { best, front, trials: done + failed, failed, reused, seconds },
      { ...source, verb: status, remarks: remarksOf(state) },
      terminal,
    );
    if (run.torn !== undefined) terminal.err('The last line of its log is torn and was left out.\n');
    if (status === 'stopped' || status === 'interrupted')
      terminal.out(`'cellwright resume ${referenceTo(folder)}' goes on with it.\n`);
    return 0;
  },
};

function trialRange(trials: readonly number[]): string {
  return trials.length === 0
    ? 'It has none yet.'
    : `It has ${plural(trials.length, 'trial')}, the last is ${Math.max(...trials)}.`;
}

function printTrial(trial: TrialState, terminal: Terminal): void {
  const { status, seconds, reused, failure, hash, fidelity, metrics, violations } = trial;
  const facts = [
    status,
    seconds !== undefined && duration(seconds),
    reused && `result of trial ${reused.trial} of ${reused.run}`,
    fidelity < 1 && `${grouped(Math.round(fidelity * 100))} % of a full evaluation`,
    violations?.some((violation) => violation > 0) && 'breaks a requirement',
  ];
  terminal.out(
    `${terminal.style('bold', `Trial ${trial.trial}`)}: ${facts.filter(Boolean).join(', ')}\n  network ${hash}\n`,
  );
  if (failure) terminal.out(`  ${terminal.style('red', failure.kind)}: ${failure.message}\n`);
  const width = Math.max(0, ...Object.keys(metrics ?? {}).map((name) => name.length));
  if (metrics) terminal.out('\n');
  for (const [name, value] of Object.entries(metrics ?? {}))
    terminal.out(`  ${name.padEnd(width)}  ${metric(value)}\n`);
}

/** Metrics of each epoch as a table, with a line that shows the course of the accuracy. */
function printCourse({ epochs }: TrialState, terminal: Terminal): void {
  if (epochs.length === 0) return;
  const names = [...new Set(epochs.flatMap((metrics) => Object.keys(metrics)))];
  const cell = (value: number | undefined): string => (value === undefined ? '' : metric(value));
  const rows = epochs.map((metrics, i) => [String(i + 1), ...names.map((name) => cell(metrics[name]))]);
  const heading = (text: string): string => terminal.style('dim', text);
  terminal.out(`\n${table(['epoch', ...names], rows, { columns: terminal.columns, indent: '  ', heading })}`);
  const measure = names.includes('accuracy') ? 'accuracy' : names[0];
  if (measure !== undefined && epochs.length > 1)
    terminal.out(`\n  ${measure} ${sparkline(epochs.map((metrics) => metrics[measure] ?? Number.NaN))}\n`);
}

/** One block a value, from the least (▁) to the most (█). */
function sparkline(values: readonly number[]): string {
  const finite = values.filter(Number.isFinite);
  const min = Math.min(...finite);
  const span = Math.max(...finite) - min || 1;
  return values
    .map((value) => (Number.isFinite(value) ? '▁▂▃▄▅▆▇█'[Math.round(((value - min) / span) * 7)] : ' '))
    .join('');
}
