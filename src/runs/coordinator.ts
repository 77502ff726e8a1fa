import type { DataFeatures } from '../base/data-features.ts';
import type { RunEvent, RunStarted, TrialFailed } from '../protocol/run-events.ts';
import {
  activeSecondsAt,
  createRunFold,
  isFinished,
  type RunState,
  rankedTrials,
  resultOf,
  trialsUsed,
} from '../protocol/run-state.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { finishedOutcome, type Plan, type TrialOutcome, type TrialRequest } from './plan.ts';
import { replay } from './replay.ts';
import { messageOf, RunError } from './run-error.ts';
import { candidatesOf, NO_TRIAL } from './screening.ts';
import { TrialError } from './trial-error.ts';

/** Proposals in a row that break a constraint before the run gives up. */
const INFEASIBLE_IN_A_ROW = 1000;
/** Trials that fail before one succeeds until the run gives up: something is wrong with all of them. */
const FAILED_AT_FIRST = 10;

/** What a coordinator does to the world. */
export interface Effects {
  /** Milliseconds since 1970. */
  now(): number;
  /** Writes to the log and tells whoever listens. Throws a `RunError` if it can't be written. */
  append(event: RunEvent): void;
  /** Throws a `TrialError` (this trial fails) or a `RunError` (the run stops). When aborted, it may throw anything. */
  evaluate(trial: TrialRequest, epoch: OnEpoch, signal: AbortSignal, download: OnDownload): Promise<TrialOutcome>;
  /** What the data are like, before anything else; undefined where that can't be said. Throws as `evaluate`. */
  describeData?(signal: AbortSignal, download: OnDownload): Promise<DataFeatures | undefined>;
}
/** How far the download of a data set is, in bytes. */
export type OnDownload = (name: string, bytes: number, total: number) => void;
export type OnEpoch = (epoch: number, epochs: number, metrics: Readonly<Record<string, number>>) => void;

export interface CoordinatorOptions {
  readonly plan: Plan;
  /** What `run.started` says, in a new run. */
  readonly started: Omit<RunStarted, 'time' | 'type'>;
  /** The log so far; empty in a new run. */
  readonly history: readonly RunEvent[];
  /** Trials at a time. */
  readonly workers: number;
  /** New limits of a resumed run. */
  readonly limits?: { readonly trials?: number; readonly seconds?: number };
  readonly notices?: readonly string[];
  /** What the data are like, if that is known already. */
  readonly data?: DataFeatures;
  readonly effects: Effects;
}

export interface Coordinator {
  readonly state: RunState;
  /** Runs to the end, once. `problem` says in the user's words why it ended early, if not by `stop`. */
  run(): Promise<{ readonly problem?: string }>;
  pause(): void;
  proceed(): void;
  stop(): void;
}

/** Proposes, evaluates, observes and logs until a limit, the end of the space, or `stop`. */
export function createCoordinator(options: CoordinatorOptions): Coordinator {
  const { plan, history, workers, effects } = options;
  const fold = createRunFold();
  for (const event of history) fold.apply(event);
  const { state } = fold;
  const planned = plan.screening?.();
  const candidates = planned && candidatesOf(plan, planned, history);
  let { data } = options;
  // A run that went on without stays without: its log was made so.
  const unknownData = history.length === 0 && effects.describeData !== undefined;
  const createStrategy = (): Strategy => {
    const created = plan.createStrategy(candidates?.ranked(), data);
    replay(created, history, plan);
    return created;
  };
  /** Not before the data are described and every candidate has its score. */
  let strategy = unknownData || (candidates?.missing().length ?? 0) > 0 ? undefined : createStrategy();

  const running = new Map<number, AbortController>();
  /** Trials that were at work when the run ended: they go first, and are not logged as started again. */
  const again: TrialRequest[] = [...state.trials.values()].filter(
    ({ status }) => status === 'running' || status === 'interrupted',
  );
  let nextTrial = Math.max(0, ...state.trials.keys()) + 1;
  let infeasibleInARow = 0;
  let paused = false;
  let stopped = false;
  let fatal: RunError | undefined;
  let wake = (): void => {};

  const emit = (event: RunEvent): void => {
    effects.append(event);
    fold.apply(event);
  };
  const fail = (error: unknown): void => {
    fatal ??= error instanceof RunError ? error : new RunError(messageOf(error));
  };

  const observe = (request: TrialRequest): void => {
    const trial = state.trials.get(request.trial);
    if (!trial) return;
    const { assignment, fidelity } = trial;
    if (isFinished(trial)) {
      strategy?.observe({ assignment, fidelity, outcome: finishedOutcome(plan, trial) });
    } else {
      const kind = trial.failure?.kind === 'infeasible' ? 'infeasible' : 'failed';
      strategy?.observe({ assignment, fidelity, outcome: { kind } });
    }
  };
  const failTrial = (request: TrialRequest, kind: TrialFailed['kind'], message: string): void => {
    emit({ type: 'trial.failed', time: effects.now(), trial: request.trial, kind, message });
    observe(request);
    if (state.done === 0 && state.failed - state.infeasible >= FAILED_AT_FIRST) {
      throw new RunError(`The first ${FAILED_AT_FIRST} trials all failed; the last one: ${message}`);
    }
  };
  const finishTrial = (request: TrialRequest, outcome: TrialOutcome): void => {
    const metrics = { ...plan.describe(request.assignment).measures, ...outcome.metrics };
    const objectives = plan.objectives.map(({ measure }) => metrics[measure] ?? Number.NaN);
    const missing = plan.objectives.find((_, i) => !Number.isFinite(objectives[i]));
    if (missing) {
      const message =
        missing.measure in metrics
          ? `'${missing.measure}' came out as ${metrics[missing.measure]}: it is no number to compare.`
          : `The result has no '${missing.measure}'. It has: ${Object.keys(metrics).join(', ')}.`;
      failTrial(request, 'error', message);
      return;
    }
    emit({
      type: 'trial.finished',
      time: effects.now(),
      trial: request.trial,
      metrics,
      objectives,
      violations: plan.measuredConstraints.map((constraint) => constraint.violation(metrics)),
      seconds: outcome.seconds,
      ...(outcome.reused && { reused: outcome.reused }),
    });
    observe(request);
  };

  const onDownload: OnDownload = (name, bytes, total) => {
    if (stopped || fatal) return;
    try {
      emit({ type: 'run.download', time: effects.now(), name, bytes, total });
    } catch (error) {
      fail(error);
      wake();
    }
  };

  /** A worker that was killed from outside takes down a trial that is sound: a second one may try. */
  const evaluate = async (request: TrialRequest, epoch: OnEpoch, signal: AbortSignal): Promise<TrialOutcome> => {
    try {
      return await effects.evaluate(request, epoch, signal, onDownload);
    } catch (error) {
      if (!(error instanceof TrialError) || error.kind !== 'crash' || signal.aborted) throw error;
      const message = `Trial ${request.trial} starts again: ${error.message}`;
      emit({ type: 'run.notice', time: effects.now(), message });
      return effects.evaluate(request, epoch, signal, onDownload);
    }
  };

  const launch = async (request: TrialRequest): Promise<void> => {
    const abort = new AbortController();
    running.set(request.trial, abort);
    const onEpoch: OnEpoch = (epoch, epochs, metrics) => {
      // Late news of a trial that is given up would only confuse.
      if (abort.signal.aborted || !running.has(request.trial)) return;
      try {
        emit({ type: 'trial.epoch', time: effects.now(), trial: request.trial, epoch, epochs, metrics });
      } catch (error) {
        fail(error);
        wake();
      }
    };
    try {
      finishTrial(request, await evaluate(request, onEpoch, abort.signal));
    } catch (error) {
      // A trial that was given up has no end in the log: it runs again when the run is resumed.
      if (abort.signal.aborted) return;
      try {
        if (error instanceof TrialError) failTrial(request, error.kind, error.message);
        else fail(error);
      } catch (second) {
        fail(second);
      }
    } finally {
      running.delete(request.trial);
      wake();
    }
  };

  const describeData = async (): Promise<void> => {
    if (!unknownData) return;
    const abort = new AbortController();
    running.set(NO_TRIAL, abort);
    const work = async (): Promise<void> => {
      try {
        data = await effects.describeData?.(abort.signal, onDownload);
      } catch (error) {
        if (!abort.signal.aborted) fail(error);
      } finally {
        running.delete(NO_TRIAL);
        wake();
      }
    };
    void work();
    while (!stopped && !fatal && running.size > 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };

  const scoreOne = async (candidate: number, of: number): Promise<void> => {
    const abort = new AbortController();
    running.set(-candidate, abort);
    try {
      const scored = await candidates?.score(candidate, async (asked) => {
        const request = { ...asked, trial: NO_TRIAL, fidelity: 1 };
        return (await effects.evaluate(request, () => {}, abort.signal, onDownload)).metrics;
      });
      if (!scored || abort.signal.aborted) return;
      emit({ type: 'candidate.scored', time: effects.now(), candidate, of, ...scored });
      candidates?.add(candidate, scored);
    } catch (error) {
      if (!abort.signal.aborted) fail(error);
    } finally {
      running.delete(-candidate);
      wake();
    }
  };

  /** Scores what the strategy is to begin with. */
  const screen = async (): Promise<void> => {
    const left = candidates?.missing() ?? [];
    const of = planned?.assignments.length ?? 0;
    while (!stopped && !fatal && (left.length > 0 || running.size > 0)) {
      if (state.secondsLimit !== undefined && activeSecondsAt(state, effects.now()) >= state.secondsLimit) {
        const scored = of - (candidates?.missing().length ?? 0);
        throw new RunError(`The time was over when ${scored} of ${of} architectures were scored. Raise it and resume.`);
      }
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      while (!paused && left.length > 0 && running.size < workers) void scoreOne(left.shift() as number, of);
      await woken;
    }
    if (!stopped && !fatal) strategy ??= createStrategy();
  };

  /** The next trial to evaluate, or why there is none. */
  const next = (): TrialRequest | 'trials' | 'time' | 'exhausted' => {
    for (;;) {
      let request = again.shift();
      if (!request) {
        if (state.trialLimit !== undefined && trialsUsed(state) + running.size >= state.trialLimit) return 'trials';
        if (state.secondsLimit !== undefined && activeSecondsAt(state, effects.now()) >= state.secondsLimit)
          return 'time';
        const [proposal] = strategy?.propose(1) ?? [];
        if (!proposal) return 'exhausted';
        const { hash, seed } = plan.describe(proposal.assignment);
        const { assignment, fidelity } = proposal;
        request = { trial: nextTrial++, assignment, fidelity, hash, seed };
        emit({ type: 'trial.started', time: effects.now(), ...request });
      }
      const { infeasible } = plan.describe(request.assignment);
      if (infeasible === undefined) {
        infeasibleInARow = 0;
        return request;
      }
      failTrial(request, 'infeasible', infeasible);
      if (++infeasibleInARow >= INFEASIBLE_IN_A_ROW) {
        throw new RunError(
          `${INFEASIBLE_IN_A_ROW} architectures in a row broke a requirement; the last one: ${infeasible} Loosen it, or narrow the space.`,
        );
      }
    }
  };

  const nothingMessage = (): string => {
    const last = [...state.trials.values()].findLast((trial) => trial.failure && trial.failure.kind !== 'infeasible');
    return last?.failure
      ? `All ${trialsUsed(state)} trials failed; the last one: ${last.failure.message}`
      : 'No architecture was found that keeps the requirements of the space and the search. Loosen them, or write "repair on" in the search.';
  };

  const finish = (reason: 'trials' | 'time' | 'exhausted'): void => {
    if (state.done === 0) throw new RunError(nothingMessage());
    const time = effects.now();
    emit({
      type: 'run.finished',
      time,
      reason,
      best: rankedTrials(state).map(resultOf),
      front: state.front.map(resultOf),
      trials: state.done,
      failed: state.failed,
      reused: state.reused,
      seconds: activeSecondsAt(state, time),
    });
  };

  const begin = (): void => {
    const time = effects.now();
    if (state.status === 'empty') emit({ type: 'run.started', time, ...options.started });
    else emit({ type: 'run.resumed', time, workers, ...options.limits });
    for (const message of options.notices ?? []) emit({ type: 'run.notice', time, message });
  };

  const work = async (): Promise<void> => {
    begin();
    await describeData();
    await screen();
    while (!stopped && !fatal) {
      let reason: 'trials' | 'time' | 'exhausted' | undefined;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      while (!paused && reason === undefined && running.size < workers) {
        const request = next();
        if (typeof request === 'string') reason = request;
        else void launch(request);
      }
      if (reason !== undefined && running.size === 0) return finish(reason);
      await woken;
    }
  };

  /** Gives up what is at work and waits for it to let go. */
  const abortAll = async (): Promise<void> => {
    for (const abort of running.values()) abort.abort();
    while (running.size > 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };

  return {
    state,
    async run() {
      try {
        await work();
      } catch (error) {
        fail(error);
      }
      await abortAll();
      if (!fatal && state.status === 'finished') return {};
      try {
        const time = effects.now();
        if (!fatal) emit({ type: 'run.stopped', time, reason: 'user' });
        else emit({ type: 'run.stopped', time, reason: 'error', message: fatal.message });
      } catch (error) {
        fail(error); // a full disk, most likely the reason to stop in the first place
      }
      return fatal ? { problem: fatal.message } : {};
    },
    pause() {
      if (paused || stopped) return;
      paused = true;
      attempt({ type: 'run.paused', time: effects.now() });
    },
    proceed() {
      if (!paused || stopped) return;
      paused = false;
      attempt({ type: 'run.resumed', time: effects.now(), workers });
    },
    stop() {
      stopped = true;
      wake();
    },
  };

  function attempt(event: RunEvent): void {
    try {
      emit(event);
    } catch (error) {
      fail(error);
    }
    wake();
  }
}
