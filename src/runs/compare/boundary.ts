/** The boundary between a comparison and its processes, each of which runs one strategy with one seed at a time. */
import * as v from 'valibot';
import { checkBy } from '../../protocol/check.ts';
import type { Check } from '../../protocol/rpc.ts';
import type { ComparisonSpec } from './contestants.ts';
import type { ComparedRun } from './one-run.ts';

const texts = v.array(v.string());
const spec = v.object({
  file: v.string(),
  search: v.exactOptional(v.string()),
  space: v.exactOptional(v.string()),
  strategies: texts,
  trials: v.exactOptional(v.number()),
  evaluate: v.exactOptional(v.string()),
  maximize: texts,
  minimize: texts,
  report: texts,
});
const prepare = v.object({ spec, workspace: v.string(), engine: v.string() });
const job = v.object({ contestant: v.number(), seed: v.number() });
// JSON has no NaN, infinity or undefined.
const numbers = v.array(
  v.pipe(
    v.nullable(v.number()),
    v.transform((n) => n ?? Number.NaN),
  ),
);
const trial = v.pipe(
  v.nullable(v.object({ objectives: numbers, violation: v.number(), report: numbers })),
  v.transform((t) => t ?? undefined),
);
const run = v.object({ trials: v.array(trial), seconds: v.number() });
const prepared = v.object({ engine: v.string() });
const progress = v.object({ trials: v.number() });

export type PrepareParams = { readonly spec: ComparisonSpec; readonly workspace: string; readonly engine: string };
export type ComparisonJob = v.InferOutput<typeof job>;
export type Prepared = v.InferOutput<typeof prepared>;
type Progress = v.InferOutput<typeof progress>;

export const checkPrepare: Check<PrepareParams> = checkBy(prepare);
export const checkPrepared: Check<Prepared> = checkBy(prepared);
export const checkComparisonJob: Check<ComparisonJob> = checkBy(job);
export const checkComparedRun: Check<ComparedRun> = checkBy(run);
export const checkProgress: Check<Progress> = checkBy(progress);

export interface ComparerBoundary {
  readonly requests: {
    /** First, once. */
    prepare: { params: PrepareParams; result: Prepared };
    run: { params: ComparisonJob; result: ComparedRun };
  };
  readonly notices: Record<never, never>;
}
export interface ComparerClientBoundary {
  readonly requests: Record<never, never>;
  /** Trials since the last notice. */
  readonly notices: { progress: Progress };
}
