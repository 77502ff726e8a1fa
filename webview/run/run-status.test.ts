import { expect, test } from 'vitest';
import type { Liveness } from '../../src/protocol/panel-boundary.ts';
import type { RunEvent } from '../../src/protocol/run-events.ts';
import { foldEvents } from '../../src/protocol/run-state.ts';
import { runEvents } from '../test/run-events.ts';
import { duration, headOf } from './run-status.ts';

const head = (liveness: Liveness, events: readonly RunEvent[], problem?: string) =>
  headOf(
    { folder: '/run', title: 'front', liveness, ...(problem !== undefined && { problem }) },
    foldEvents(events),
    0,
  );
const half = runEvents(10).slice(0, 30);

test('only what makes sense is offered', () => {
  expect(head('running', half)).toMatchObject({ label: 'Running', canPause: true, canResume: false, canStop: true });
  expect(head('paused', half)).toMatchObject({ label: 'Paused', canPause: false, canResume: true, canStop: true });
  expect(head('stopping', half)).toMatchObject({ canPause: false, canResume: false, canStop: false });
  expect(head('elsewhere', half)).toMatchObject({ canPause: false, canResume: false, canStop: false });
});

test('a run whose process is gone was interrupted and can be resumed, unless it has finished', () => {
  expect(head('idle', half)).toMatchObject({ label: 'Interrupted', canResume: true });
  const finished: RunEvent = {
    type: 'run.finished',
    time: 1_700_000_900_000,
    reason: 'trials',
    best: [],
    front: [],
    trials: 10,
    failed: 1,
    reused: 0,
    seconds: 30,
  };
  expect(head('idle', [...runEvents(10), finished])).toMatchObject({
    label: 'Finished',
    canResume: false,
    fraction: 1,
  });
  const { summary } = head('idle', [...runEvents(10), { ...finished, reason: 'exhausted' }]);
  expect(summary).toContain('nothing left to try');
});

test('a problem outside of the run is told', () => {
  expect(head('idle', [], 'The data file is missing.')).toMatchObject({
    label: 'Not started',
    canResume: false,
    problem: { text: 'The data file is missing.', isError: true },
  });
});

test('durations', () => {
  expect([7.4, 750, 3723].map(duration)).toEqual(['0:07', '12:30', '1:02:03']);
});

test('what the trials wait for is told until it is there', () => {
  const at = (bytes: number): RunEvent => ({ type: 'run.download', time: 1, name: 'cifar10', bytes, total: 200 });
  expect(head('running', [...half, at(50)]).summary).toContain('fetching cifar10: 25 % of 200 bytes');
  expect(head('running', [...half, at(50), at(200)]).summary).not.toContain('fetching');
  const scored = (candidate: number): RunEvent => ({
    type: 'candidate.scored',
    time: 1,
    candidate,
    of: 9,
    metrics: {},
  });
  const [started] = half;
  if (!started) throw new Error('a run starts');
  expect(head('running', [started, scored(1), scored(2)])).toMatchObject({
    label: 'Scoring without training',
    summary: expect.stringContaining('2 of 9 architectures scored'),
    fraction: 2 / 9,
  });
  expect(head('running', [...half, at(50)]).fraction).toBe(0.25);
  expect(head('running', [started, scored(1), ...half.slice(1)]).summary).not.toContain('scored');
});
