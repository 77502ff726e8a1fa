import type { RunFinished, RunStarted, TrialResult } from '../protocol/run-events.ts';
import type { Decision } from '../space/decision.ts';
import { assignmentLines } from './assignment.ts';
import { duration, metric, plural } from './numbers.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Measures that are worth a column beside the objectives, if a trial has them. */
const FURTHER = ['test_accuracy', 'test_loss', 'params', 'macs'];

/** Columns of a table of trials: objectives, what the search reports, and a few that always interest. */
function columnsOf(started: RunStarted, results: readonly TrialResult[], report: readonly string[]): string[] {
  const names = [...started.objectives.map(({ measure }) => measure), ...report, ...FURTHER];
  return [...new Set(names)].filter((name) => results.some(({ metrics }) => name in metrics));
}

function trialTable(results: readonly TrialResult[], columns: readonly string[], terminal: Terminal): string {
  // A column of fractions keeps its decimals where one of them is 0 or 1.
  const fractions = columns.map((name) => {
    const values = results.flatMap(({ metrics }) => metrics[name] ?? []);
    return values.every((value) => value >= 0 && value <= 1) && values.some((value) => value % 1 !== 0);
  });
  const cell = (value: number | undefined, fraction: boolean | undefined): string => {
    if (value === undefined) return '';
    return fraction && value >= 1e-3 ? value.toFixed(4) : metric(value);
  };
  // A short evaluation is no match for a full one, whatever it gave.
  const short = results.some(({ fidelity = 1 }) => fidelity < 1);
  const rows = results.map(({ trial, metrics, fidelity = 1 }) => [
    String(trial),
    ...(short ? [`${Math.round(fidelity * 100)} %`] : []),
    ...columns.map((name, i) => cell(metrics[name], fractions[i])),
  ]);
  const heading = (text: string): string => terminal.style('dim', text);
  return table(['trial', ...(short ? ['of full'] : []), ...columns], rows, {
    columns: terminal.columns,
    indent: '  ',
    heading,
  });
}

/** The end of a run: what it did, the best trials, the best architecture, and the front of several objectives. */
export function printResults(
  started: RunStarted,
  finished: Pick<RunFinished, 'best' | 'front' | 'trials' | 'failed' | 'reused' | 'seconds'>,
  from: {
    readonly decisions: readonly Decision[];
    readonly report: readonly string[];
    readonly verb: string;
    readonly remarks: readonly string[];
  },
  terminal: Terminal,
): void {
  const { best, front, failed, reused } = finished;
  const asides = [failed && `${failed} failed`, reused && `${reused} known already`].filter(Boolean).join(', ');
  const heading = (text: string): string => terminal.style('bold', text);
  terminal.out(
    `${heading(started.search)} ${from.verb}: ${plural(finished.trials, 'trial')} in ${duration(finished.seconds)}${asides && ` (${asides})`}\n${from.remarks.map((remark) => `${remark}\n`).join('')}\n`,
  );
  const [first] = best;
  if (!first) {
    terminal.out('No trial was finished.\n');
    return;
  }
  const columns = columnsOf(started, best, from.report);
  if (started.objectives.length > 1) {
    terminal.out(`${heading('Front')}: ${plural(front.length, 'trial')} that no other one beats in every objective\n`);
    terminal.out(`${trialTable(front.slice(0, 20), columns, terminal)}\n`);
    if (front.length > 20) terminal.out(`  … and ${front.length - 20} more: see --json\n\n`);
  } else terminal.out(`${heading('Best trials')}\n${trialTable(best.slice(0, 5), columns, terminal)}\n`);
  terminal.out(
    `${heading(`Best architecture: trial ${first.trial}`)}\n${assignmentLines(from.decisions, first.assignment, '  ')}\n`,
  );
}
