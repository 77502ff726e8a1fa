import { expect, test } from 'vitest';
import type { RunEvent } from '../protocol/run-events.ts';
import { showProgress } from './progress.ts';
import { fakeTerminal } from './test-terminal.ts';

const ESCAPE = String.fromCharCode(27);
const started: RunEvent = {
  type: 'run.started',
  time: 0,
  format: 1,
  run: 'r',
  search: 'front',
  space: 'Digits',
  file: 'digits.cell',
  strategy: { name: 'random', parameters: {} },
  objectives: [{ measure: 'accuracy', direction: 'maximize' }],
  seed: 1,
  workers: 2,
  engine: 'wasm',
  trials: 3,
  architectures: '15625',
  versions: {},
};
const begin = (trial: number): RunEvent => ({
  type: 'trial.started',
  time: 0,
  trial,
  assignment: {},
  hash: String(trial),
  fidelity: 1,
  seed: 1,
});
const end = (trial: number, accuracy: number, violation = 0): RunEvent => ({
  type: 'trial.finished',
  time: 1000,
  trial,
  metrics: { accuracy },
  objectives: [accuracy],
  violations: [violation],
  seconds: 1.5,
});
const events: RunEvent[] = [
  started,
  begin(0),
  begin(1),
  { type: 'trial.epoch', time: 500, trial: 0, epoch: 1, epochs: 2, metrics: { accuracy: 0.5, loss: 1 } },
  end(0, 0.9),
  { type: 'trial.failed', time: 1500, trial: 1, kind: 'timeout', message: 'It took longer than 10 s.' },
  begin(2),
  { type: 'run.notice', time: 1600, message: 'The log had a torn last line.' },
  end(2, 0.95, 0.1),
];

test('without a terminal: a line for each trial, and which is the best', () => {
  const { terminal, printed } = fakeTerminal();
  const progress = showProgress(terminal);
  events.forEach(progress.show);
  progress.end();
  expect(printed.out).toBe('');
  expect(printed.err.split('\n')).toEqual([
    'front: Digits (15,625 architectures), random, engine wasm, 2 workers',
    '1 of 3  trial 0  accuracy 0.9000  1.5 s  best so far',
    'trial 1  timeout: It took longer than 10 s.',
    'note: The log had a torn last line.',
    '3 of 3  trial 2  accuracy 0.9500  1.5 s  breaks a requirement',
    '',
  ]);
});

test('on a terminal: what was drawn is erased before anything else is printed', () => {
  const { terminal, printed } = fakeTerminal({ live: true, columns: 40 });
  const progress = showProgress(terminal);
  events.forEach(progress.show);
  progress.end();
  // A screen that knows the two control sequences in use: lines up, and erase below.
  const screen: string[] = [''];
  for (const part of printed.err.split(new RegExp(`(${ESCAPE}\\[\\d+[AJ])`))) {
    const up = /\[(\d+)A/.exec(part);
    if (up) screen.splice(screen.length - 1 - Number(up[1]), Number.POSITIVE_INFINITY, '');
    else if (!part.startsWith(ESCAPE)) {
      const [first = '', ...rest] = part.split('\n');
      screen[screen.length - 1] += first;
      screen.push(...rest);
    }
  }
  expect(screen).toEqual([
    'front: Digits (15,625 architectures), random, engine wasm, 2 workers',
    '1 of 3  trial 0  accuracy 0.9000  1.5 s  best so far',
    'trial 1  timeout: It took longer than 10 s.',
    'note: The log had a torn last line.',
    '',
  ]);
});

test('a resumed run counts what was done before', () => {
  const { terminal, printed } = fakeTerminal();
  const progress = showProgress(terminal, events);
  progress.show({ type: 'run.resumed', time: 9000, workers: 1, trials: 5 });
  progress.show(begin(3));
  progress.show(end(3, 0.97));
  progress.end();
  expect(printed.err).toBe('Resumed after 3 trials.\n4 of 5  trial 3  accuracy 0.9700  1.5 s  best so far\n');
});

const fetched = (bytes: number): RunEvent => ({
  type: 'run.download',
  time: 100,
  name: 'cifar10',
  bytes,
  total: 170e6,
});

test('the download of a data set begins and ends with a line', () => {
  const { terminal, printed } = fakeTerminal();
  const progress = showProgress(terminal);
  for (const event of [started, begin(0), fetched(0), fetched(85e6), fetched(170e6), end(0, 0.9)]) progress.show(event);
  progress.end();
  expect(printed.err.split('\n').slice(1, 3)).toEqual([
    'Fetching cifar10, 170M bytes …',
    'cifar10 is there: 170M bytes.',
  ]);
});

test('on a terminal it is drawn while it lasts', () => {
  const { terminal, printed } = fakeTerminal({ live: true, columns: 80 });
  const progress = showProgress(terminal);
  for (const event of [started, begin(0), fetched(42.5e6)]) progress.show(event);
  progress.say('drawn anew');
  progress.end();
  expect(printed.err).toContain('fetching cifar10: 42.5M of 170M bytes (25 %)');
});
