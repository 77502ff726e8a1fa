import { bestFirst, compareSingle, type Direction } from '../base/dominance.ts';
import { createFront, type Front } from '../base/front.ts';
import type {
  AssignmentRecord,
  MetricsRecord,
  RunEvent,
  RunFinished,
  RunStarted,
  RunStopped,
  TrialFailed,
  TrialFinished,
  TrialResult,
} from './run-events.ts';

export interface TrialState {
  readonly trial: number;
  readonly assignment: AssignmentRecord;
  readonly hash: string;
  readonly fidelity: number;
  readonly seed: number;
  /** `interrupted`: it was running when the run stopped, and runs again when the run is resumed. */
  readonly status: 'running' | 'interrupted' | 'finished' | 'failed';
  /** Metrics of each epoch that is done. */
  readonly epochs: readonly MetricsRecord[];
  /** How many epochs it will have; 0 until the first is done. */
  readonly epochsTotal: number;
  /** If finished. */
  readonly metrics?: MetricsRecord;
  readonly objectives?: readonly number[];
  readonly violations?: readonly number[];
  readonly seconds?: number;
  readonly reused?: NonNullable<TrialFinished['reused']>;
  /** If failed. */
  readonly failure?: { readonly kind: TrialFailed['kind']; readonly message: string };
}
export type FinishedTrial = TrialState &
  Required<Pick<TrialState, 'metrics' | 'objectives' | 'violations' | 'seconds'>>;

export interface RunState {
  /** `empty`: no event yet. */
  readonly status: 'empty' | 'running' | 'paused' | 'stopped' | 'finished';
  readonly started?: RunStarted;
  readonly stopped?: RunStopped;
  readonly finished?: RunFinished;
  /** By number; trial 1 is first. */
  readonly trials: ReadonlyMap<number, TrialState>;
  /** The best finished trial among those of the highest fidelity so far: a short training is no match for a full one. */
  readonly best?: FinishedTrial;
  /** Finished trials of that fidelity that no other dominates. */
  readonly front: readonly FinishedTrial[];
  readonly running: number;
  readonly done: number;
  readonly failed: number;
  readonly reused: number;
  /** Failed before training because a constraint is broken; not counted against the limit of trials. */
  readonly infeasible: number;
  readonly workers: number;
  /** The limit of trials that holds now; undefined: none. */
  readonly trialLimit?: number;
  /** The limit of `activeSeconds` that holds now; undefined: none. */
  readonly secondsLimit?: number;
  readonly notices: readonly string[];
  /** Architectures that were scored without training, before the first trial. */
  readonly screened?: { readonly scored: number; readonly of: number };
  /** What the trials wait for: a data set that is being fetched. */
  readonly download?: { readonly name: string; readonly bytes: number; readonly total: number };
  /** Seconds that the run was at work, pauses and stops left out. */
  readonly activeSeconds: number;
  /** When the last event came, ms since 1970. */
  readonly lastTime: number;
}

export interface RunFold {
  apply(event: RunEvent): void;
  /** A live view: it changes with the next event. */
  readonly state: RunState;
}

type Draft = { -readonly [K in keyof RunState]: RunState[K] } & { trials: Map<number, TrialState>; notices: string[] };

/** State of a run, event by event. Every prefix of a log is a valid state; an event about an unknown trial is ignored. */
export function createRunFold(): RunFold {
  const state: Draft = {
    status: 'empty',
    trials: new Map(),
    front: [],
    running: 0,
    done: 0,
    failed: 0,
    reused: 0,
    infeasible: 0,
    workers: 0,
    notices: [],
    activeSeconds: 0,
    lastTime: 0,
  };

  /** The highest fidelity of a finished trial, and the front of the trials that have it. */
  let fullest = 0;
  let archive: Front<FinishedTrial> | undefined;
  /** Changes a trial that has not ended yet; undefined if there is none. */
  const change = (trial: number, changes: Partial<TrialState>): TrialState | undefined => {
    const old = state.trials.get(trial);
    if (!old || old.status === 'finished' || old.status === 'failed') return undefined;
    const changed: TrialState = { ...old, ...changes };
    state.trials.set(trial, changed);
    if (old.status === 'running' && changed.status !== 'running') state.running--;
    if (old.status !== 'running' && changed.status === 'running') state.running++;
    return changed;
  };
  const changeAll = (from: TrialState['status'], to: TrialState['status']): void => {
    for (const trial of state.trials.values()) if (trial.status === from) change(trial.trial, { status: to });
  };

  const apply = (event: RunEvent): void => {
    if (isActive(state) && event.type !== 'run.resumed') {
      state.activeSeconds += Math.max(0, event.time - state.lastTime) / 1000;
    }
    state.lastTime = Math.max(state.lastTime, event.time);
    switch (event.type) {
      case 'run.started':
        state.started = event;
        state.status = 'running';
        state.workers = event.workers;
        if (event.trials !== undefined) state.trialLimit = event.trials;
        if (event.seconds !== undefined) state.secondsLimit = event.seconds;
        return;
      case 'trial.started': {
        if (state.trials.has(event.trial)) return;
        const { trial, assignment, hash, fidelity, seed } = event;
        state.trials.set(trial, {
          trial,
          assignment,
          hash,
          fidelity,
          seed,
          status: 'running',
          epochs: [],
          epochsTotal: 0,
        });
        state.running++;
        return;
      }
      case 'trial.epoch': {
        // A trial that was interrupted starts again at its first epoch.
        const before = state.trials.get(event.trial)?.epochs.slice(0, Math.max(0, event.epoch - 1)) ?? [];
        change(event.trial, { status: 'running', epochs: [...before, event.metrics], epochsTotal: event.epochs });
        return;
      }
      case 'trial.finished': {
        const { metrics, objectives, violations, seconds, reused } = event;
        const trial = change(event.trial, {
          status: 'finished',
          metrics,
          objectives,
          violations,
          seconds,
          ...(reused && { reused }),
        });
        if (!trial) return;
        state.done++;
        if (reused) state.reused++;
        if (trial.fidelity < fullest) return;
        if (!archive || trial.fidelity > fullest) archive = createFront(directionsOf(state));
        fullest = trial.fidelity;
        if (!archive.add(trial as FinishedTrial)) return;
        state.front = archive.members;
        state.best = state.front.reduce((best, other) => (betterOnFront(other, best, state) ? other : best));
        return;
      }
      case 'trial.failed': {
        if (!change(event.trial, { status: 'failed', failure: { kind: event.kind, message: event.message } })) return;
        state.failed++;
        if (event.kind === 'infeasible') state.infeasible++;
        return;
      }
      case 'run.paused':
        state.status = 'paused';
        return;
      case 'run.resumed':
        state.status = 'running';
        state.workers = event.workers;
        if (event.trials !== undefined) state.trialLimit = event.trials;
        if (event.seconds !== undefined) state.secondsLimit = event.seconds;
        delete state.stopped;
        delete state.finished;
        changeAll('interrupted', 'running');
        return;
      case 'run.download': {
        const { name, bytes, total } = event;
        if (bytes < total) state.download = { name, bytes, total };
        else delete state.download;
        return;
      }
      case 'candidate.scored':
        state.screened = { scored: (state.screened?.scored ?? 0) + 1, of: event.of };
        return;
      case 'run.notice':
        state.notices = [...state.notices, event.message];
        return;
      case 'run.stopped':
        delete state.download;
        state.status = 'stopped';
        state.stopped = event;
        changeAll('running', 'interrupted');
        return;
      case 'run.finished':
        state.status = 'finished';
        state.finished = event;
        changeAll('running', 'interrupted');
        return;
      default:
        event satisfies never;
    }
  };
  return { apply, state };
}

export function foldEvents(events: Iterable<RunEvent>): RunState {
  const fold = createRunFold();
  for (const event of events) fold.apply(event);
  return fold.state;
}

/** Time passes for it: it runs, or it was paused and its last trials are still at work. */
const isActive = (state: RunState): boolean =>
  state.status === 'running' || (state.status === 'paused' && state.running > 0);

/** Seconds of work until `now` (ms since 1970). */
export const activeSecondsAt = (state: RunState, now: number): number =>
  state.activeSeconds + (isActive(state) ? Math.max(0, now - state.lastTime) / 1000 : 0);

const directionsOf = (state: RunState): Direction[] => state.started?.objectives.map((o) => o.direction) ?? [];

/** Members of a front dominate each other nowhere, so what `bestFirst` would sort by is simple. */
function betterOnFront(a: FinishedTrial, b: FinishedTrial, state: RunState): boolean {
  const order = compareSingle(a, b, directionsOf(state)[0] ?? 'maximize');
  return order < 0 || (order === 0 && a.trial < b.trial);
}

export const isFinished = (trial: TrialState): trial is FinishedTrial => trial.status === 'finished';

/** Finished trials, best first: by fidelity, by violation of constraints, by front, by the first objective, by number. */
export function rankedTrials(state: RunState): FinishedTrial[] {
  const finished = [...state.trials.values()].filter(isFinished).sort((a, b) => a.trial - b.trial);
  return bestFirst(finished, directionsOf(state)).sort((a, b) => b.fidelity - a.fidelity);
}

export const resultOf = ({ trial, assignment, metrics, objectives, hash, fidelity }: FinishedTrial): TrialResult => ({
  trial,
  assignment,
  metrics,
  objectives,
  hash,
  ...(fidelity < 1 && { fidelity }),
});

/** Trials that count against the limit: all that ended, except those that a constraint kept from training. */
export const trialsUsed = (state: RunState): number => state.done + state.failed - state.infeasible;

/** What is scored without training before the first trial; undefined once there is one. */
export const screeningOf = ({ screened, trials }: RunState): RunState['screened'] =>
  trials.size === 0 ? screened : undefined;

/** What the trials wait for, from 0 to 1 when it is done: a download, or scores without training. */
export function preparationOf(state: RunState): number | undefined {
  const { download } = state;
  if (download) return download.bytes / Math.max(1, download.total);
  const screened = screeningOf(state);
  return screened && screened.scored / Math.max(1, screened.of);
}

export interface Progress {
  /** Trials that ended. */
  readonly done: number;
  /** Absent: no limit of trials. */
  readonly total?: number;
  /** 0 to 1: the nearer of the limits of trials and of time; absent without a limit. */
  readonly fraction?: number;
  /** Seconds left at the present pace; absent while nothing has ended or there is no limit. */
  readonly secondsLeft?: number;
}

/** How far the run is; `now` (ms since 1970) lets time pass between events. */
export function progressOf(state: RunState, now = state.lastTime): Progress {
  const done = trialsUsed(state);
  const active = activeSecondsAt(state, now);
  const limit = state.secondsLimit;
  const byTrials = state.trialLimit === undefined ? undefined : done / Math.max(1, state.trialLimit);
  const byTime = limit === undefined ? undefined : active / Math.max(1e-9, limit);
  const fractions = [byTrials, byTime].filter((f) => f !== undefined).map((f) => Math.min(1, f));
  const fraction = state.status === 'finished' ? 1 : fractions.length > 0 ? Math.max(...fractions) : undefined;
  const left: number[] = [];
  if (state.trialLimit !== undefined && done > 0) left.push((active / done) * Math.max(0, state.trialLimit - done));
  if (limit !== undefined) left.push(Math.max(0, limit - active));
  const secondsLeft = state.status === 'finished' ? 0 : left.length > 0 ? Math.min(...left) : undefined;
  return {
    done,
    ...(state.trialLimit !== undefined && { total: state.trialLimit }),
    ...(fraction !== undefined && { fraction }),
    ...(secondsLeft !== undefined && { secondsLeft }),
  };
}
