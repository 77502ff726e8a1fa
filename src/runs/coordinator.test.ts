import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashText, random } from '../base/random.ts';
import type { RunEvent, RunFinished } from '../protocol/run-events.ts';
import { foldEvents, rankedTrials, trialsUsed } from '../protocol/run-state.ts';
import { regularizedEvolution } from '../strategies/evolution/regularized-evolution.ts';
import { randomSearch } from '../strategies/random.ts';
import { choice, problemOf, testSpace } from '../strategies/test-space.ts';
import { type CoordinatorOptions, createCoordinator, type Effects } from './coordinator.ts';
import { parseLog } from './event-log.ts';
import type { Plan } from './plan.ts';
import { RunError } from './run-error.ts';
import { TrialError } from './trial-error.ts';

const space = testSpace([choice('a', 3), choice('b', 4), choice('c', 2, [[{ path: 'a', option: 1 }]]), choice('d', 3)]);

function planOf(seed: number, infeasible: (key: string) => boolean = () => false): Plan {
  return {
    objectives: [{ measure: 'accuracy', direction: 'maximize' }],
    measuredConstraints: [],
    createStrategy: () => regularizedEvolution.create(problemOf(space), { population: 5, sample: 2 }, random(seed)),
    key: (assignment) => space.key(assignment),
    describe: (assignment) => {
      const hash = hashText(space.key(assignment));
      const trialSeed = Number.parseInt(hash.slice(0, 7), 16);
      return {
        hash,
        seed: trialSeed,
        measures: { params: trialSeed % 1000 },
        missed: 0,
        ...(infeasible(space.key(assignment)) && { infeasible: 'It breaks params < 1.' }),
      };
    },
  };
}

/** A log in memory that can be filled to its end, and evaluations that end when a seeded source says so. */
function world(options: { seed?: number; events?: number; evaluate?: Effects['evaluate'] } = {}) {
  const log: RunEvent[] = [];
  const source = random(options.seed ?? 0);
  const evaluations: number[] = [];
  let clock = 0;
  let highest = 0;
  let atWork = 0;
  const effects: Effects = {
    now: () => ++clock,
    append: (event) => {
      if (log.length >= (options.events ?? Number.POSITIVE_INFINITY)) throw new RunError('The disk is full.');
      log.push(event);
    },
    async evaluate(request, epoch, signal, download) {
      evaluations.push(request.trial);
      highest = Math.max(highest, ++atWork);
      try {
        if (options.evaluate) return await options.evaluate(request, epoch, signal, download);
        // Fails for some architectures, in the same way each time.
        const draw = random(request.seed);
        for (let ticks = source.integer(4); ticks > 0; ticks--) await Promise.resolve();
        if (draw.next() < 0.15) throw new TrialError('error', 'diverged');
        for (let e = 1; e <= 2; e++) epoch(e, 2, { accuracy: draw.next() });
        await Promise.resolve();
        return { metrics: { accuracy: draw.next() }, seconds: clock };
      } finally {
        atWork--;
      }
    },
  };
  return { log, effects, evaluations, highest: () => highest };
}

const started: CoordinatorOptions['started'] = {
  format: 1,
  run: 'r',
  search: 's',
  space: 'S',
  file: 'f.cell',
  strategy: { name: 'regularized_evolution', parameters: {} },
  objectives: [{ measure: 'accuracy', direction: 'maximize' }],
  seed: 1,
  workers: 1,
  engine: 'wasm',
  trials: 25,
  architectures: '48',
  versions: {},
};
const start = (plan: Plan, effects: Effects, more: Partial<CoordinatorOptions> = {}) =>
  createCoordinator({ plan, started, history: [], workers: 1, effects, ...more });

/** What a run comes to, times left out. */
const outcome = (log: readonly RunEvent[]) =>
  [...foldEvents(log).trials.values()].map(({ seconds: _, epochs: __, ...trial }) => trial);
/** As a new process finds it. */
const stored = (log: readonly RunEvent[]): RunEvent[] =>
  parseLog(log.map((event) => `${JSON.stringify(event)}\n`).join(''), 'log').events;

describe('the coordinator', () => {
  it('resumed after stops at any events, comes to what an uninterrupted run comes to', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1000),
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 6 }),
        async (seed, cuts) => {
          const plan = planOf(seed);
          const whole = world();
          await start(plan, whole.effects).run();

          let history: RunEvent[] = [];
          const evaluated: number[] = [];
          for (const events of [...cuts, Number.POSITIVE_INFINITY]) {
            const part = world({ events });
            await start(plan, part.effects, { history }).run();
            const before = new Set(rankedTrials(foldEvents(history)).map((trial) => trial.trial));
            // Nothing that had finished runs again.
            for (const trial of part.evaluations) expect(before).not.toContain(trial);
            evaluated.push(...part.evaluations);
            history = stored([...history, ...part.log]);
          }
          expect(outcome(history)).toEqual(outcome(stored(whole.log)));
          const result = (log: readonly RunEvent[]) => (log.at(-1) as RunFinished).best;
          expect(result(history)).toEqual(result(stored(whole.log)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('with several workers neither loses nor repeats a finished trial', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1000),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 5 }),
        async (seed, workers, cuts) => {
          const plan = planOf(seed);
          let history: RunEvent[] = [];
          for (const events of [...cuts, Number.POSITIVE_INFINITY]) {
            const part = world({ seed, events });
            await start(plan, part.effects, { history, workers }).run();
            expect(part.highest()).toBeLessThanOrEqual(workers);
            history = stored([...history, ...part.log]);
          }
          const state = foldEvents(history);
          expect(state.status).toBe('finished');
          expect(trialsUsed(state)).toBe(25);
          expect([...state.trials.keys()]).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
          const ends = history.flatMap((e) =>
            e.type === 'trial.finished' || e.type === 'trial.failed' ? [e.trial] : [],
          );
          expect(new Set(ends).size).toBe(ends.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses a log that the search does not give', async () => {
    const { log, effects } = world();
    await start(planOf(1), effects).run();
    expect(() => start(planOf(2), effects, { history: log })).toThrow(/trial \d+ should be .*start a new run/);
  });

  it('tells how far a download is, while trials wait for it', async () => {
    const { log, effects } = world({
      evaluate: async (_request, _epoch, _signal, download) => {
        download('cifar10', 10, 20);
        download('cifar10', 20, 20);
        return { metrics: { accuracy: 1 }, seconds: 1 };
      },
    });
    await start(planOf(1), effects).run();
    const told = log.filter((event) => event.type === 'run.download');
    expect(told.slice(0, 2)).toMatchObject([{ name: 'cifar10', bytes: 10, total: 20 }, { bytes: 20 }]);
  });

  it('ends cleanly when stopped; what was at work runs again', async () => {
    const { log, effects, evaluations } = world({
      evaluate: ({ trial }, _epoch, signal) =>
        trial < 3
          ? Promise.resolve({ metrics: { accuracy: trial }, seconds: 1 })
          : new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    });
    const coordinator = start(planOf(1), effects, { workers: 2 });
    const end = coordinator.run();
    await new Promise((resolve) => setImmediate(resolve));
    coordinator.stop();
    expect(await end).toEqual({});
    expect(log.at(-1)).toMatchObject({ type: 'run.stopped', reason: 'user' });
    expect(log.some((e) => e.type === 'trial.failed')).toBe(false);
    expect(evaluations).toEqual([1, 2, 3, 4]);
    const resumed = world();
    await start(planOf(1), resumed.effects, { history: stored(log) }).run();
    expect(resumed.evaluations.slice(0, 3)).toEqual([3, 4, 5]);
    expect(resumed.log[0]).toMatchObject({ type: 'run.resumed' });
  });

  it('pauses: running trials end, none starts until it proceeds', async () => {
    const ends = new Map<number, () => void>();
    const { log, effects, evaluations } = world({
      evaluate: ({ trial }) =>
        new Promise((resolve) => ends.set(trial, () => resolve({ metrics: { accuracy: trial }, seconds: 1 }))),
    });
    const tick = () => new Promise((resolve) => setImmediate(resolve));
    const coordinator = start({ ...planOf(1) }, effects, { workers: 2, started: { ...started, trials: 3 } });
    const end = coordinator.run();
    await tick();
    coordinator.pause();
    ends.get(1)?.();
    ends.get(2)?.();
    await tick();
    expect(coordinator.state).toMatchObject({ status: 'paused', done: 2, running: 0 });
    expect(evaluations).toEqual([1, 2]);
    coordinator.proceed();
    await tick();
    expect(evaluations).toEqual([1, 2, 3]);
    ends.get(3)?.();
    await end;
    expect(log.map((e) => e.type)).toContain('run.paused');
    expect(log.at(-1)).toMatchObject({ type: 'run.finished', reason: 'trials', trials: 3 });
  });

  it('starts no trial after the limit of time', async () => {
    const { log, effects } = world();
    await start(planOf(1), effects, { started: { ...started, seconds: 0.02 } }).run();
    expect(log.at(-1)).toMatchObject({ type: 'run.finished', reason: 'time' });
    expect(foldEvents(log).done).toBeLessThan(25);
  });

  it('ends when the space is exhausted', async () => {
    const { log, effects } = world();
    const { trials: _, ...unlimited } = started;
    await start(planOf(1), effects, { started: unlimited }).run();
    expect(log.at(-1)).toMatchObject({ type: 'run.finished', reason: 'exhausted' });
    expect(foldEvents(log).trials.size).toBe([...space.enumerate()].length);
  });

  it('does not train what a constraint forbids, and does not count it', async () => {
    const { log, effects, evaluations } = world();
    const plan = planOf(1, (key) => hashText(key) < '8');
    await start(plan, effects, { started: { ...started, trials: 10 } }).run();
    const state = foldEvents(log);
    expect(state.infeasible).toBeGreaterThan(0);
    expect(trialsUsed(state)).toBe(10);
    for (const trial of evaluations) expect(state.trials.get(trial)?.failure?.kind).not.toBe('infeasible');
  });

  it('gives up when every trial fails, and says why', async () => {
    const { log, effects } = world({ evaluate: () => Promise.reject(new TrialError('crash', 'out of memory')) });
    const { problem } = await start(planOf(1), effects).run();
    expect(problem).toMatch(/first 10 trials all failed.*out of memory/);
    expect(log.at(-1)).toMatchObject({ type: 'run.stopped', reason: 'error', message: problem });
  });

  it('tries a trial again whose worker died, once', async () => {
    const whole = world();
    await start(planOf(1), whole.effects).run();
    let deaths = 0;
    const again = world();
    const dying: Effects = {
      ...again.effects,
      evaluate: (request, ...rest) =>
        request.trial === 7 && deaths++ === 0
          ? Promise.reject(new TrialError('crash', 'ended by SIGKILL'))
          : again.effects.evaluate(request, ...rest),
    };
    await start(planOf(1), dying).run();
    expect(outcome(again.log)).toEqual(outcome(whole.log));
    const { log, effects, evaluations } = world({ evaluate: () => Promise.reject(new TrialError('crash', 'again')) });
    await start(planOf(1), effects).run();
    expect(evaluations.slice(0, 4)).toEqual([1, 1, 2, 2]);
    expect(log.find((e) => e.type === 'trial.failed')).toMatchObject({ trial: 1, kind: 'crash' });
  });

  it('calls it an error when nothing came of it', async () => {
    const failing = world({ evaluate: () => Promise.reject(new TrialError('timeout', 'too slow')) });
    const few = { started: { ...started, trials: 3 } };
    expect(await start(planOf(1), failing.effects, few).run()).toEqual({
      problem: 'All 3 trials failed; the last one: too slow',
    });
    const none = {
      ...planOf(1),
      createStrategy: () => randomSearch.create(problemOf(space, { feasible: () => false }), {}, random(1)),
    };
    expect((await start(none, world().effects).run()).problem).toMatch(/No architecture was found.*Loosen/);
  });

  it('stops at an error that every trial would have', async () => {
    const { log, effects } = world({ evaluate: () => Promise.reject(new RunError('mnist.idx does not exist.')) });
    expect(await start(planOf(1), effects).run()).toEqual({ problem: 'mnist.idx does not exist.' });
    expect(log.map((e) => e.type)).toEqual(['run.started', 'trial.started', 'run.stopped']);
  });

  it('fails a trial whose result lacks the objective or is no number', async () => {
    for (const metrics of [{ loss: 1 }, { accuracy: Number.NaN }]) {
      const { log, effects } = world({ evaluate: () => Promise.resolve({ metrics, seconds: 1 }) });
      await start(planOf(1), effects).run();
      expect(log.find((e) => e.type === 'trial.failed')).toMatchObject({
        message: expect.stringContaining("'accuracy'"),
      });
    }
  });
});
