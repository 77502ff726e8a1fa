/** The boundary between whoever starts a run (command line, editor) and its coordinator, a child process. */
import * as v from 'valibot';
import { checkBy, type Nothing } from './check.ts';
import type { Check } from './rpc.ts';
import { runEventSchema } from './run-event-schema.ts';
import type { RunEvent } from './run-events.ts';

const whole = (min: number) => v.pipe(v.number(), v.integer(), v.minValue(min));

const overrides = v.object({
  seed: v.exactOptional(whole(0)),
  workers: v.exactOptional(v.pipe(whole(1), v.maxValue(256))),
  /** `auto`, `tensorflow`, `wasm` or `cpu`. */
  engine: v.exactOptional(v.picklist(['auto', 'tensorflow', 'wasm', 'cpu'])),
  trials: v.exactOptional(whole(1)),
  /** Limit of working time. */
  seconds: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
});
/** What a user sets for one run instead of what the source says. */
export type RunOverrides = v.InferOutput<typeof overrides>;

const start = v.object({
  /** Absolute path of the `.cell` file. */
  file: v.pipe(v.string(), v.minLength(1)),
  /** Name of the search; may be left out if the file has only one. */
  search: v.exactOptional(v.string()),
  /** Absolute path of the workspace folder: `.cellwright` lies in it. */
  workspace: v.pipe(v.string(), v.minLength(1)),
  /** Absolute path of the run's folder; made under the workspace if left out. */
  folder: v.exactOptional(v.string()),
  overrides,
});
export type StartParams = v.InferOutput<typeof start>;

const resume = v.object({ folder: v.pipe(v.string(), v.minLength(1)), overrides });
export type ResumeParams = v.InferOutput<typeof resume>;

const opened = v.object({ run: v.string(), folder: v.string() });
export type OpenedRun = v.InferOutput<typeof opened>;

export const checkStart: Check<StartParams> = checkBy(start);
export const checkResume: Check<ResumeParams> = checkBy(resume);
export const checkOpened: Check<OpenedRun> = checkBy(opened);
export const checkEvent: Check<RunEvent> = checkBy(runEventSchema);

/** What the coordinator is asked. */
export interface CoordinatorBoundary {
  readonly requests: {
    start: { params: StartParams; result: OpenedRun };
    resume: { params: ResumeParams; result: OpenedRun };
    /** Running trials go on to their end, none starts. */
    pause: { params: Nothing; result: Nothing };
    /** After `pause`. */
    proceed: { params: Nothing; result: Nothing };
    /** Running trials are given up (they run again on resume), the run ends. */
    stop: { params: Nothing; result: Nothing };
  };
  readonly notices: Record<never, never>;
}

/** What the coordinator tells. */
export interface ClientBoundary {
  readonly requests: Record<never, never>;
  readonly notices: {
    event: RunEvent;
    /** The last message; `problem` in words for the user if the run ended by one. */
    ended: { readonly problem?: string };
  };
}

export const checkEnded: Check<ClientBoundary['notices']['ended']> = checkBy(
  v.object({ problem: v.exactOptional(v.string()) }),
);
