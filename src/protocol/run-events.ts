/**
 * The events of a run, one JSON object a line in `.cellwright/runs/<id>/events.jsonl`. State is a fold over them; the
 * coordinator, the command line, the panels and the tests read the same stream. New fields may be added, none removed.
 */
export type AssignmentRecord = Readonly<Record<string, number | readonly number[]>>;
export type MetricsRecord = Readonly<Record<string, number>>;

interface EventBase {
  /** Milliseconds since 1970. Never read by anything that decides what a run does. */
  readonly time: number;
}

export interface RunStarted extends EventBase {
  readonly type: 'run.started';
  readonly format: 1;
  readonly run: string;
  readonly search: string;
  readonly space: string;
  /** The file that was searched, relative to the workspace folder if it is inside. */
  readonly file: string;
  readonly strategy: { readonly name: string; readonly parameters: Readonly<Record<string, unknown>> };
  readonly objectives: readonly { readonly measure: string; readonly direction: 'maximize' | 'minimize' }[];
  /** Measures that are shown with each result. */
  readonly report?: readonly string[];
  readonly seed: number;
  readonly workers: number;
  readonly engine: string;
  /** Limits; undefined: none. */
  readonly trials?: number;
  readonly seconds?: number;
  /** Exact, in digits; `infinite` if a real decision makes it so. */
  readonly architectures: string;
  /** Versions of the product, of Node and of the engine. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Before the first trial, for a strategy that asks for it: an architecture was scored without training. It is no trial. */
export interface CandidateScored extends EventBase {
  readonly type: 'candidate.scored';
  /** From 1, of so many. */
  readonly candidate: number;
  readonly of: number;
  /** Empty if it has no score; `message` then says why. */
  readonly metrics: MetricsRecord;
  readonly message?: string;
}
/** The strategy proposed an architecture; its training starts when a worker is free. */
export interface TrialStarted extends EventBase {
  readonly type: 'trial.started';
  readonly trial: number;
  readonly assignment: AssignmentRecord;
  /** Canonical hash of the network. */
  readonly hash: string;
  readonly fidelity: number;
  readonly seed: number;
}
export interface TrialEpoch extends EventBase {
  readonly type: 'trial.epoch';
  readonly trial: number;
  readonly epoch: number;
  readonly epochs: number;
  readonly metrics: MetricsRecord;
}
export interface TrialFinished extends EventBase {
  readonly type: 'trial.finished';
  readonly trial: number;
  readonly metrics: MetricsRecord;
  /** In the order of `RunStarted.objectives`. */
  readonly objectives: readonly number[];
  /** One a measured constraint: how far it is missed, 0 if kept. */
  readonly violations: readonly number[];
  readonly seconds: number;
  /** The result was had before: of this trial of this run, or of another run. */
  readonly reused?: { readonly run: string; readonly trial: number };
}
export interface TrialFailed extends EventBase {
  readonly type: 'trial.failed';
  readonly trial: number;
  /** `timeout`, `crash` (the worker died, and so did a second one), `error` (training threw), `infeasible` (a constraint that needs no training). */
  readonly kind: 'timeout' | 'crash' | 'error' | 'infeasible';
  readonly message: string;
}
export interface RunPaused extends EventBase {
  readonly type: 'run.paused';
}
/** After a pause, or by a new coordinator after a stop or a crash. */
export interface RunResumed extends EventBase {
  readonly type: 'run.resumed';
  readonly workers: number;
  /** New limits, if they changed. */
  readonly trials?: number;
  readonly seconds?: number;
}
/** Something the user should know; the run goes on. */
export interface RunNotice extends EventBase {
  readonly type: 'run.notice';
  readonly message: string;
}
/** How far the download of a data set is, which the trials wait for; the last one has all bytes. */
export interface RunDownload extends EventBase {
  readonly type: 'run.download';
  readonly name: string;
  readonly bytes: number;
  readonly total: number;
}
/** Ended before its budget: by the user (`stopped`) or by an error. It can be resumed. */
export interface RunStopped extends EventBase {
  readonly type: 'run.stopped';
  readonly reason: 'user' | 'error';
  readonly message?: string;
}
export interface TrialResult {
  readonly trial: number;
  readonly assignment: AssignmentRecord;
  readonly metrics: MetricsRecord;
  readonly objectives: readonly number[];
  readonly hash: string;
  /** Share of a full evaluation, where it is less. */
  readonly fidelity?: number;
}
export interface RunFinished extends EventBase {
  readonly type: 'run.finished';
  readonly reason: 'trials' | 'time' | 'exhausted';
  /** Finished trials, best first (several objectives: by front, then by the first objective). */
  readonly best: readonly TrialResult[];
  /** Trials that no other one dominates. */
  readonly front: readonly TrialResult[];
  readonly trials: number;
  readonly failed: number;
  readonly reused: number;
  readonly seconds: number;
}

export type RunEvent =
  | RunStarted
  | CandidateScored
  | TrialStarted
  | TrialEpoch
  | TrialFinished
  | TrialFailed
  | RunPaused
  | RunResumed
  | RunNotice
  | RunDownload
  | RunStopped
  | RunFinished;
