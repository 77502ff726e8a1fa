/** The table of trials: columns, order and texts. Pure. */
import type { RunState, TrialState } from '../../src/protocol/run-state.ts';
import { formatNumber } from '../../src/protocol/run-summary.ts';
import { directionOf, measureOf, measuresOf, trialNumber, trialSeconds } from './measures.ts';

export interface Column {
  readonly id: string;
  readonly title: string;
  readonly kind: 'number' | 'text';
  /** Pixels. */
  readonly width: number;
}
export interface Order {
  readonly column: string;
  readonly descending: boolean;
}

const stateColumn = 'state';

export function columnsOf(state: RunState): readonly Column[] {
  const number = (id: string, title = id): Column => ({
    id,
    title,
    kind: 'number',
    width: Math.max(84, 9 * title.length + 26),
  });
  return [
    { id: trialNumber, title: 'Trial', kind: 'number', width: 76 },
    { id: stateColumn, title: 'State', kind: 'text', width: 128 },
    ...measuresOf(state).map((measure) => number(measure)),
    number(trialSeconds),
  ];
}

/** The best first. */
export function firstOrder(state: RunState): Order {
  const [objective] = state.started?.objectives ?? [];
  return objective
    ? { column: objective.measure, descending: objective.direction === 'maximize' }
    : { column: trialNumber, descending: false };
}

/** What a click on a column's title leads to: first the better half on top, then the other way. */
export function nextOrder(order: Order, column: string, state: RunState): Order {
  if (order.column === column) return { column, descending: !order.descending };
  return { column, descending: directionOf(state, column) === 'maximize' };
}

/** Trials without a value come last, whatever the direction; equal ones by number. */
export function sorted(state: RunState, order: Order): readonly TrialState[] {
  const sign = order.descending ? -1 : 1;
  const trials = [...state.trials.values()];
  if (order.column === stateColumn) {
    return trials.sort((a, b) => sign * stateText(a).localeCompare(stateText(b)) || a.trial - b.trial);
  }
  const values = new Map(trials.map((trial) => [trial, measureOf(trial, order.column, state)]));
  return trials.sort((a, b) => {
    const x = values.get(a) ?? Number.NaN;
    const y = values.get(b) ?? Number.NaN;
    if (Number.isNaN(x) || Number.isNaN(y))
      return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a.trial - b.trial;
    return sign * (x - y) || a.trial - b.trial;
  });
}

/** `isAtWork`: a process works on the run; if none does, a trial that has not ended is not running. */
export function stateText(trial: TrialState, isAtWork = true): string {
  switch (trial.status) {
    case 'running':
      if (!isAtWork) return 'interrupted';
      return trial.epochsTotal === 0 ? 'running' : `epoch ${trial.epochs.length} of ${trial.epochsTotal}`;
    case 'interrupted':
      return 'interrupted';
    case 'failed':
      return trial.failure?.kind === 'infeasible' ? 'infeasible' : `failed: ${trial.failure?.kind ?? 'error'}`;
    case 'finished':
      // A short evaluation is no match for a full one.
      return trial.fidelity < 1 ? `${endOf(trial)}, ${Math.round(100 * trial.fidelity)} %` : endOf(trial);
  }
}

const endOf = (trial: TrialState): string =>
  trial.violations?.some((violation) => violation > 0) === true
    ? 'breaks a constraint'
    : trial.reused
      ? 'reused'
      : 'finished';

export function cellText(trial: TrialState, column: Column, state: RunState, isAtWork = true): string {
  if (column.id === stateColumn) return stateText(trial, isAtWork);
  if (column.id === trialNumber) return String(trial.trial);
  const value = measureOf(trial, column.id, state);
  return Number.isNaN(value) ? '' : formatNumber(value);
}

/** All trials with full digits and their decisions, for other programs. */
export function csvOf(state: RunState): string {
  const measures = measuresOf(state);
  const decisions = new Set<string>();
  for (const trial of state.trials.values()) for (const path of Object.keys(trial.assignment)) decisions.add(path);
  const head = [trialNumber, stateColumn, 'fidelity', ...measures, trialSeconds, 'hash', ...decisions];
  const rows = [...state.trials.values()].map((trial) => [
    String(trial.trial),
    trial.status === 'finished' ? endOf(trial) : stateText(trial),
    String(trial.fidelity),
    ...[...measures, trialSeconds].map((measure) => {
      const value = measureOf(trial, measure, state);
      return Number.isNaN(value) ? '' : String(value);
    }),
    trial.hash,
    ...[...decisions].map((path) => {
      const value = trial.assignment[path];
      return value === undefined ? '' : typeof value === 'number' ? String(value) : value.join(' ');
    }),
  ]);
  return `${[head, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`;
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
