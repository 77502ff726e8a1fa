import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashText, random } from '../base/random.ts';
import { trainingWords } from '../engine/vocabulary.ts';
import type { RunEvent } from '../protocol/run-events.ts';
import { foldEvents } from '../protocol/run-state.ts';
import type { Assignment } from '../space/decision.ts';
import { screeningMeasures, zeroCost } from '../strategies/reductions/zero-cost.ts';
import { withDefaults } from '../strategies/registry.ts';
import { choice, problemOf, testSpace } from '../strategies/test-space.ts';
import { createCoordinator, type Effects } from './coordinator.ts';
import { parseLog } from './event-log.ts';
import type { Plan } from './plan.ts';
import { RunError } from './run-error.ts';
import { rank } from './screening.ts';
import { TrialError } from './trial-error.ts';

const space = testSpace([choice('a', 4), choice('b', 4), choice('c', 4)]);
const assignments = [...space.enumerate()].filter((_, i) => i % 3 === 0);
const scoreOf = (assignment: Assignment): number => random(`score of ${space.key(assignment)}`).next();

function planOf(by = 'synflow'): Plan {
  const parameters = withDefaults(zeroCost, { by, keep: 5, samples: assignments.length });
  const screening = zeroCost.screening?.(parameters);
  if (!screening) throw new Error('zero_cost asks for scores.');
  return {
    objectives: [{ measure: 'accuracy', direction: 'maximize' }],
    measuredConstraints: [],
    screening: () => ({ screening, assignments }),
    createStrategy: (candidates = []) => zeroCost.create(problemOf(space, { candidates }), parameters, random(1)),
    key: (assignment) => space.key(assignment),
    describe: (assignment) => ({
      hash: hashText(space.key(assignment)),
      seed: 1,
      measures: { params: Number(assignment.a) },
      missed: 0,
    }),
  };
}

/** Every fifth architecture fails to be scored; training gives accuracies. */
function world(events = Number.POSITIVE_INFINITY) {
  const log: RunEvent[] = [];
  const scored: string[] = [];
  let clock = 0;
  const effects: Effects = {
    now: () => ++clock,
    append: (event) => {
      if (log.length >= events) throw new RunError('The disk is full.');
      log.push(event);
    },
    async evaluate({ assignment, measures }) {
      const value = scoreOf(assignment);
      for (let ticks = Math.floor(value * 4); ticks > 0; ticks--) await Promise.resolve();
      if (!measures) return { metrics: { accuracy: value }, seconds: 0 };
      scored.push(space.key(assignment));
      if (value < 0.2) throw new TrialError('error', 'It can not be scored.');
      return { metrics: Object.fromEntries(measures.map((name) => [name, value])), seconds: 0 };
    },
  };
  return { log, scored, effects };
}

const run = (effects: Effects, more: object = {}, plan = planOf()) =>
  createCoordinator({
    plan,
    started: {
      format: 1,
      run: 'r',
      search: 's',
      space: 'S',
      file: 'f.cell',
      strategy: { name: 'zero_cost', parameters: {} },
      objectives: [{ measure: 'accuracy', direction: 'maximize' }],
      seed: 1,
      workers: 1,
      engine: 'wasm',
      trials: 12,
      architectures: '64',
      versions: {},
    },
    history: [],
    workers: 1,
    effects,
    ...more,
  }).run();
const trialsOf = (log: readonly RunEvent[]) => log.flatMap((e) => (e.type === 'trial.started' ? [e.assignment] : []));
const stored = (log: readonly RunEvent[]): RunEvent[] =>
  parseLog(log.map((event) => `${JSON.stringify(event)}\n`).join(''), 'log').events;

it('trains the best by their scores first; what has no score is left out; scores are no trials', async () => {
  const { log, effects, scored } = world();
  expect(await run(effects, { workers: 3 })).toEqual({});
  expect(scored).toHaveLength(assignments.length);
  const best = [...assignments].sort((a, b) => scoreOf(b) - scoreOf(a)).slice(0, 5);
  expect(trialsOf(log).slice(0, 5)).toEqual(best);
  const state = foldEvents(log);
  expect(state.screened).toEqual({ scored: assignments.length, of: assignments.length });
  expect(state.done).toBe(12);
});

it('resumed after stops at any events, trains what an uninterrupted run trains and scores nothing twice', async () => {
  const whole = world();
  await run(whole.effects);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 5 }), async (cuts) => {
      let history: RunEvent[] = [];
      for (const events of [...cuts, Number.POSITIVE_INFINITY]) {
        const part = world(events);
        await run(part.effects, { history });
        const known = history.filter((event) => event.type === 'candidate.scored').length;
        expect(part.scored.length).toBeLessThanOrEqual(assignments.length - known);
        history = stored([...history, ...part.log]);
      }
      expect(trialsOf(history)).toEqual(trialsOf(whole.log));
      expect(foldEvents(history).status).toBe('finished');
    }),
    { numRuns: 30 },
  );
});

it('asks nobody for what is known of a network', async () => {
  const { log, effects, scored } = world();
  await run(effects, {}, planOf('params'));
  expect(scored).toEqual([]);
  expect(
    trialsOf(log)
      .slice(0, 5)
      .map(({ a }) => a),
  ).toEqual([3, 3, 3, 3, 3]);
});

it('says why nothing can be scored, and stops', async () => {
  const { effects } = world();
  const lacking = { ...effects, evaluate: async () => ({ metrics: { accuracy: 1 }, seconds: 0 }) };
  expect((await run(lacking)).problem).toContain("needs 'synflow' before training, which this search can't give");
  const failing: Effects = { ...effects, evaluate: () => Promise.reject(new TrialError('error', 'Tokens.')) };
  expect((await run(failing)).problem).toContain('could be scored without training; the last one: Tokens.');
});

it('ranks by the larger, of equals by the earlier, without those that are no numbers', () => {
  const screening = { samples: 4, measures: ['m'], merit: (scores: readonly (readonly number[])[]) => scores[0] ?? [] };
  expect(rank(screening, [{ m: 1 }, { m: Number.NaN }, { m: 2 }, {}, { m: 2 }])).toEqual([2, 4, 0]);
});

it('offers every proxy that there is', () => {
  const names = trainingWords.flatMap(({ name, doc }) => (doc.startsWith('Zero-cost proxy') ? [name] : []));
  expect([...screeningMeasures].sort()).toEqual([...names, 'params', 'macs'].sort());
});
