import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dominates } from '../base/dominance.ts';
import type { RunEvent, RunStarted } from './run-events.ts';
import {
  createRunFold,
  foldEvents,
  progressOf,
  type RunState,
  rankedTrials,
  resultOf,
  trialsUsed,
} from './run-state.ts';

const started: RunStarted = {
  type: 'run.started',
  time: 0,
  format: 1,
  run: 'r',
  search: 's',
  space: 'S',
  file: 'f.cell',
  strategy: { name: 'random', parameters: {} },
  objectives: [
    { measure: 'accuracy', direction: 'maximize' },
    { measure: 'params', direction: 'minimize' },
  ],
  seed: 1,
  workers: 2,
  engine: 'wasm',
  trials: 20,
  architectures: '100',
  versions: {},
};

/** Any events in any order: a log has a better order, but a fold must survive every one. */
const trial = fc.integer({ min: 1, max: 8 });
const event = fc.oneof(
  fc.record({ type: fc.constant('trial.started' as const), trial }),
  fc.record({ type: fc.constant('trial.epoch' as const), trial, epoch: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    type: fc.constant('trial.finished' as const),
    trial,
    objectives: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })),
    violations: fc.array(fc.constantFrom(0, 0, 1), { maxLength: 1 }),
  }),
  fc.record({
    type: fc.constant('trial.failed' as const),
    trial,
    kind: fc.constantFrom('crash' as const, 'infeasible' as const),
  }),
  fc.record({ type: fc.constantFrom('run.paused' as const, 'run.resumed' as const, 'run.stopped' as const) }),
);
const events = fc
  .array(fc.tuple(event, fc.integer({ min: 0, max: 5000 })), { maxLength: 60 })
  .map((list): RunEvent[] => {
    let time = 0;
    const all: RunEvent[] = [started];
    for (const [e, wait] of list) {
      time += wait;
      all.push(complete(e, time));
    }
    return all;
  });

function complete(e: { type: RunEvent['type'] } & Record<string, unknown>, time: number): RunEvent {
  const more: Partial<Record<RunEvent['type'], object>> = {
    'trial.started': { assignment: {}, hash: 'h', fidelity: 1, seed: 1 },
    'trial.epoch': { epochs: 3, metrics: { accuracy: 0.5 } },
    'trial.finished': { metrics: {}, seconds: 1 },
    'trial.failed': { message: 'no' },
    'run.resumed': { workers: 1 },
    'run.stopped': { reason: 'user' },
  };
  return { ...more[e.type], ...e, time } as RunEvent; // complete by the table above
}

const directions = ['maximize', 'minimize'] as const;

function checkValid(state: RunState): void {
  const trials = [...state.trials.values()];
  const count = (status: string): number => trials.filter((t) => t.status === status).length;
  expect(state.running).toBe(count('running'));
  expect(state.done).toBe(count('finished'));
  expect(state.failed).toBe(count('failed'));
  const ranked = rankedTrials(state);
  expect(ranked).toHaveLength(state.done);
  expect(state.best).toEqual(ranked[0]);
  const front = ranked.filter((a) => !ranked.some((b) => dominates(b, a, directions)));
  expect(new Set(state.front)).toEqual(new Set(front));
  const { fraction } = progressOf(state);
  expect(fraction === undefined || (fraction >= 0 && fraction <= 1)).toBe(true);
  expect(state.activeSeconds * 1000).toBeLessThanOrEqual(state.lastTime + 1e-6);
}

describe('the fold of run events', () => {
  it('gives a valid state for every prefix of every log', () => {
    fc.assert(
      fc.property(events, (log) => {
        const fold = createRunFold();
        for (const e of log) {
          fold.apply(e);
          checkValid(fold.state);
        }
      }),
    );
  });

  it('gives the same state in pieces as at once', () => {
    fc.assert(
      fc.property(events, fc.nat(), (log, cut) => {
        const fold = createRunFold();
        const at = cut % (log.length + 1);
        for (const e of log.slice(0, at)) fold.apply(e);
        for (const e of log.slice(at)) fold.apply(e);
        expect(fold.state).toEqual(foldEvents(log));
      }),
    );
  });

  it('never changes a trial that has ended', () => {
    fc.assert(
      fc.property(events, (log) => {
        const fold = createRunFold();
        for (const e of log) {
          const ended = [...fold.state.trials].filter(([, t]) => t.status === 'finished' || t.status === 'failed');
          fold.apply(e);
          for (const [number, t] of ended) expect(fold.state.trials.get(number)).toBe(t);
        }
      }),
    );
  });

  it('takes up an interrupted trial at its first epoch', () => {
    const epoch = (n: number, accuracy: number): RunEvent =>
      ({
        ...complete({ type: 'trial.epoch', trial: 1, epoch: n }, 1),
        ...({ metrics: { accuracy } } as object),
      }) as RunEvent;
    const log = [
      started,
      complete({ type: 'trial.started', trial: 1 }, 1),
      epoch(1, 0.1),
      epoch(2, 0.2),
      complete({ type: 'run.stopped' }, 2),
      complete({ type: 'run.resumed' }, 3),
      epoch(1, 0.3),
    ];
    expect(foldEvents(log.slice(0, 5)).trials.get(1)?.status).toBe('interrupted');
    const state = foldEvents(log);
    expect(state.trials.get(1)?.status).toBe('running');
    expect(state.trials.get(1)?.epochs).toEqual([{ accuracy: 0.3 }]);
  });

  it('counts neither stops nor infeasible trials', () => {
    const state = foldEvents([
      started,
      complete({ type: 'trial.started', trial: 1 }, 1000),
      complete({ type: 'run.stopped' }, 2000),
      complete({ type: 'run.resumed' }, 1_000_000),
      complete({ type: 'trial.finished', trial: 1, objectives: [1, 1], violations: [] }, 1_003_000),
      complete({ type: 'trial.started', trial: 2 }, 1_003_000),
      complete({ type: 'trial.failed', trial: 2, kind: 'infeasible' }, 1_003_000),
    ]);
    expect(state.activeSeconds).toBeCloseTo(5);
    expect(trialsUsed(state)).toBe(1);
    expect(progressOf(state)).toMatchObject({ done: 1, total: 20, fraction: 0.05, secondsLeft: 95 });
  });

  it('ranks a full training above short ones, whatever they reached', () => {
    const finished = (trial: number, fidelity: number, accuracy: number): RunEvent[] => [
      { ...(complete({ type: 'trial.started', trial }, 1) as Extract<RunEvent, { type: 'trial.started' }>), fidelity },
      complete({ type: 'trial.finished', trial, objectives: [accuracy, 1], violations: [] }, 2),
    ];
    const log = [started, ...finished(1, 1 / 3, 0.9), ...finished(2, 1, 0.8), ...finished(3, 1 / 3, 0.95)];
    const state = foldEvents(log);
    expect(state.best?.trial).toBe(2);
    expect(state.front.map(({ trial }) => trial)).toEqual([2]);
    expect(rankedTrials(state).map(({ trial }) => trial)).toEqual([2, 3, 1]);
    expect(rankedTrials(state).map((trial) => resultOf(trial).fidelity)).toEqual([undefined, 1 / 3, 1 / 3]);
    expect(foldEvents(log.slice(0, 3)).best?.trial).toBe(1);
  });
});
