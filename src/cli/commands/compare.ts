import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ComparisonSpec } from '../../runs/compare/contestants.ts';
import type { Command, Invocation } from '../command.ts';
import { fileError, UsageError } from '../errors.ts';
import { plural } from '../numbers.ts';
import { drawBar } from '../progress.ts';
import { engines } from '../run-options.ts';
import type { Terminal } from '../terminal.ts';

/** Exit status after Ctrl-C: 128 + SIGINT, as shells have it. */
const INTERRUPTED = 130;

export const compare: Command = {
  name: 'compare',
  summary: 'run strategies side by side and test which is better',
  usage:
    'FILE --strategies A,B,… [--search NAME | --space NAME] [--seeds N] [--trials N] [--evaluate TABLE] [--by MEASURE] [--csv FILE] [--json]',
  details: `Runs each strategy with each seed as the search does, and prints what they reach (mean ± sd over the seeds), the
regret after so many trials, and whether the differences can be chance: Friedman's test over the seeds, then for each pair
Nemenyi's test and Wilcoxon's signed-rank test with Holm's correction (Demšar 2006). Several objectives are compared by the
hypervolume of the front. Objectives, data and requirements are those of the search; with --evaluate, --maximize,
--minimize and --report they are given here, as they stand in a search block. Ctrl-C keeps the seeds that every strategy
has finished. Nothing is written but what --csv names.`,
  examples: [
    'cellwright compare examples/nasbench201.cell --search cifar10 --strategies random,regularized_evolution,tpe --seeds 50',
    `cellwright compare examples/nasbench201.cell --space NB201 --strategies 'random,genetic(population: 20)' --evaluate 'table("data/nasbench201.csv", key: ops)' --maximize c100_val12 --report c100_test200 --trials 100`,
  ],
  words: { min: 1, max: 1, missing: 'In which file is the space?' },
  options: {
    strategies: {
      type: 'string',
      value: 'A,B',
      doc: 'Strategies, with parameters as in a search: random,tpe(startup: 20).',
    },
    search: { type: 'string', value: 'NAME', doc: 'The search whose clauses hold, if the file has several.' },
    space: { type: 'string', value: 'NAME', doc: 'A space instead of a search; needs objectives and --trials.' },
    seeds: { type: 'string', value: 'N', doc: 'How many seeds each strategy has (20).' },
    seed: { type: 'string', value: 'N', doc: 'The first seed (0).' },
    trials: { type: 'string', value: 'N', doc: 'Trials of a run (the search says).' },
    evaluate: { type: 'string', value: 'TABLE', doc: 'table("results.csv", key: ops); the path starts at the file.' },
    maximize: { type: 'string', value: 'M,…', doc: 'Objectives in place of those of the search.' },
    minimize: { type: 'string', value: 'M,…', doc: 'The same.' },
    report: { type: 'string', value: 'M,…', doc: 'Further measures, of what is best by the objective.' },
    by: { type: 'string', value: 'MEASURE', doc: 'What regret and ranks are of: the objective, or a report.' },
    workers: { type: 'string', value: 'N', doc: 'Processes at a time (tables: one a core; training: 1).' },
    engine: { type: 'string', value: 'NAME', doc: 'For training: auto, tensorflow, wasm or cpu.' },
    csv: { type: 'string', value: 'FILE', doc: 'Writes every curve: strategy, seed, trial, value, regret.' },
  },
  run: async (invocation) => {
    const { json, text, integer, word, terminal } = invocation;
    const spec = readSpec(invocation);
    const seeds = integer('seeds', 1, 10_000) ?? 20;
    const first = integer('seed', 0) ?? 0;
    const workers = integer('workers', 1, 256);
    const engine = word('engine', engines) ?? 'auto';
    await stat(spec.file).catch((error: unknown) => {
      throw fileError(error, `Cannot read ${invocation.words[0]}`);
    });
    const { prepareContest } = await import('../../runs/compare/contestants.ts');
    const { compare: run } = await import('../../runs/compare/compare.ts');
    const { measuresToCompare, resultsOf } = await import('../../runs/compare/results.ts');
    const { bestOfTable } = await import('../../runs/compare/best-of-table.ts');
    const { csvOf, jsonOf, printComparison } = await import('../comparison.ts');
    const contest = await prepareContest(spec);
    const [one] = contest.contestants;
    if (!one) return 1;
    const { objectives, report } = one.search;
    const by =
      word('by', measuresToCompare({ objectives, report })) ?? measuresToCompare({ objectives, report })[0] ?? '';
    const csv = text('csv');
    const abort = new AbortController();
    const stop = (): void => {
      if (abort.signal.aborted) process.exit(INTERRUPTED);
      abort.abort();
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, stop);
    const progress = showProgress(json ? undefined : terminal);
    try {
      const { runs, seeds: used } = await run({
        spec,
        contest,
        seeds: Array.from({ length: seeds }, (_, i) => first + i),
        workspace: process.cwd(),
        engine,
        ...(workers !== undefined && { workers }),
        onProgress: progress.show,
        signal: abort.signal,
      });
      progress.end();
      const labels = contest.contestants.map(({ label }) => label);
      const compared = { labels, objectives, report, runs, seeds: used, trials: contest.trials };
      const results = resultsOf(compared, by, bestOfTable(contest, by));
      if (csv !== undefined) {
        const { writeFile } = await import('node:fs/promises');
        await writeFile(csv, csvOf(results)).catch((error: unknown) => {
          throw fileError(error, `Cannot write ${csv}`);
        });
      }
      if (json) terminal.out(`${JSON.stringify(jsonOf(results, one.search, contest.trials))}\n`);
      else printComparison(results, { search: one.search, trials: contest.trials, asked: seeds }, terminal);
      return abort.signal.aborted ? INTERRUPTED : 0;
    } finally {
      progress.end();
      for (const signal of signals) process.off(signal, stop);
    }
  },
};

function readSpec({ words, text, integer }: Invocation): ComparisonSpec {
  const strategies = splitOutside(text('strategies') ?? '');
  if (strategies.length === 0)
    throw new UsageError('Which strategies are compared?', 'For example: --strategies random,tpe');
  const optional = {
    search: text('search'),
    space: text('space'),
    trials: integer('trials', 1),
    evaluate: text('evaluate'),
  };
  if (optional.search !== undefined && optional.space !== undefined)
    throw new UsageError("'--search' and '--space' exclude each other.", 'Leave one of them out.');
  return {
    file: resolve(words[0] as string),
    strategies,
    ...(optional.search !== undefined && { search: optional.search }),
    ...(optional.space !== undefined && { space: optional.space }),
    ...(optional.trials !== undefined && { trials: optional.trials }),
    ...(optional.evaluate !== undefined && { evaluate: optional.evaluate }),
    maximize: splitOutside(text('maximize') ?? ''),
    minimize: splitOutside(text('minimize') ?? ''),
    report: splitOutside(text('report') ?? ''),
  };
}

/** The parts between commas that stand in no brackets. */
function splitOutside(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const c of text) {
    if (c === '(') depth++;
    if (c === ')') depth--;
    if (c === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += c;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

const REDRAW_MS = 100;
/** Without a terminal that can be redrawn, a line this often. */
const LINE_MS = 10_000;

/** A bar on the error stream; nothing without a terminal (JSON). */
function showProgress(terminal: Terminal | undefined) {
  let last = performance.now() - LINE_MS + 1000;
  let drawn = false;
  return {
    show({ runs, of, trials }: { runs: number; of: number; trials: number }): void {
      if (!terminal || performance.now() - last < (terminal.live ? REDRAW_MS : LINE_MS)) return;
      last = performance.now();
      const amount = `${runs} of ${plural(of, 'run')}, ${plural(trials, 'trial')}`;
      terminal.err(terminal.live ? `\r\u001b[0K${drawBar(runs / of)}  ${amount}` : `${amount}\n`);
      drawn = terminal.live;
    },
    end(): void {
      if (drawn) terminal?.err('\r\u001b[0K');
      drawn = false;
    },
  };
}
