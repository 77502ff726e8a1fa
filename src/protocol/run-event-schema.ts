import * as v from 'valibot';
import type { RunEvent, TrialResult } from './run-events.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
// JSON has no NaN or infinity: a loss that diverged arrives as null
export const measured = v.pipe(
  v.nullable(v.number()),
  v.transform((n) => n ?? Number.NaN),
);
/** `v.record` would drop keys such as `prototype`, which are names like any other in a source. */
const recordOf = <T>(value: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, Readonly<Record<string, T>>> =>
  v.pipe(
    v.custom<Record<string, unknown>>((record) => typeof record === 'object' && record !== null, 'Expected an object.'),
    v.transform(Object.entries),
    v.array(v.tuple([v.string(), value])),
    v.transform((entries): Readonly<Record<string, T>> => Object.fromEntries(entries)),
  );
const metrics = recordOf(measured);
export const assignmentSchema = recordOf(v.union([v.number(), v.array(v.number())]));

const result: v.GenericSchema<unknown, TrialResult> = v.object({
  trial: count,
  assignment: assignmentSchema,
  metrics,
  objectives: v.array(measured),
  hash: v.string(),
  fidelity: v.exactOptional(v.number()),
});

/** An event of a run. Fields that this version does not know are left out. */
export const runEventSchema: v.GenericSchema<unknown, RunEvent> = v.variant('type', [
  v.object({
    type: v.literal('run.started'),
    time: v.number(),
    format: v.literal(1),
    run: v.string(),
    search: v.string(),
    space: v.string(),
    file: v.string(),
    strategy: v.object({ name: v.string(), parameters: v.record(v.string(), v.unknown()) }),
    objectives: v.array(v.object({ measure: v.string(), direction: v.picklist(['maximize', 'minimize']) })),
    report: v.exactOptional(v.array(v.string())),
    seed: v.number(),
    workers: count,
    engine: v.string(),
    trials: v.exactOptional(count),
    seconds: v.exactOptional(v.number()),
    architectures: v.string(),
    versions: v.record(v.string(), v.string()),
  }),
  v.object({
    type: v.literal('candidate.scored'),
    time: v.number(),
    candidate: count,
    of: count,
    metrics,
    message: v.exactOptional(v.string()),
  }),
  v.object({
    type: v.literal('trial.started'),
    time: v.number(),
    trial: count,
    assignment: assignmentSchema,
    hash: v.string(),
    fidelity: v.number(),
    seed: v.number(),
  }),
  v.object({
    type: v.literal('trial.epoch'),
    time: v.number(),
    trial: count,
    epoch: count,
    epochs: count,
    metrics,
  }),
  v.object({
    type: v.literal('trial.finished'),
    time: v.number(),
    trial: count,
    metrics,
    objectives: v.array(measured),
    violations: v.array(measured),
    seconds: v.number(),
    reused: v.exactOptional(v.object({ run: v.string(), trial: count })),
  }),
  v.object({
    type: v.literal('trial.failed'),
    time: v.number(),
    trial: count,
    kind: v.picklist(['timeout', 'crash', 'error', 'infeasible']),
    message: v.string(),
  }),
  v.object({ type: v.literal('run.paused'), time: v.number() }),
  v.object({
    type: v.literal('run.resumed'),
    time: v.number(),
    workers: count,
    trials: v.exactOptional(count),
    seconds: v.exactOptional(v.number()),
  }),
  v.object({ type: v.literal('run.notice'), time: v.number(), message: v.string() }),
  v.object({ type: v.literal('run.download'), time: v.number(), name: v.string(), bytes: count, total: count }),
  v.object({
    type: v.literal('run.stopped'),
    time: v.number(),
    reason: v.picklist(['user', 'error']),
    message: v.exactOptional(v.string()),
  }),
  v.object({
    type: v.literal('run.finished'),
    time: v.number(),
    reason: v.picklist(['trials', 'time', 'exhausted']),
    best: v.array(result),
    front: v.array(result),
    trials: count,
    failed: count,
    reused: count,
    seconds: v.number(),
  }),
]);
