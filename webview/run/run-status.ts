/** What the head of the panel says and offers. Pure. */
import type { Liveness, PanelStatus } from '../../src/protocol/panel-boundary.ts';
import type { RunState } from '../../src/protocol/run-state.ts';
import { preparationOf, progressOf, screeningOf } from '../../src/protocol/run-state.ts';
import { summaryOf } from '../../src/protocol/run-summary.ts';

export interface Head {
  readonly label: string;
  readonly summary: string;
  /** Undefined: it is not known how much there is to do. */
  readonly fraction: number | undefined;
  readonly canPause: boolean;
  readonly canResume: boolean;
  readonly canStop: boolean;
  readonly problem: { readonly text: string; readonly isError: boolean } | undefined;
}

export function headOf(status: PanelStatus, state: RunState, now: number): Head {
  const { liveness } = status;
  const isOpen = state.status === 'stopped' || state.status === 'running' || state.status === 'paused';
  const screened = screeningOf(state);
  const progress = progressOf(state, liveness === 'running' ? now : state.lastTime);
  const times = [
    state.started ? `${duration(activeSeconds(state, liveness, now))} at work` : undefined,
    liveness === 'running' && progress.secondsLeft !== undefined && progress.secondsLeft > 0
      ? `about ${duration(progress.secondsLeft)} left`
      : undefined,
    liveness === 'running' && screened && screened.scored > 0 && screened.scored < screened.of
      ? `scored in about ${duration((activeSeconds(state, liveness, now) / screened.scored) * (screened.of - screened.scored))}`
      : undefined,
    state.reused > 0 ? `${state.reused} reused` : undefined,
    state.failed > 0 ? `${state.failed} failed` : undefined,
  ];
  return {
    label: liveness === 'running' && screened ? 'Scoring without training' : label(liveness, state),
    summary: [summaryOf(state), ...times].filter((part) => part !== undefined).join(' · '),
    // While trials wait for something the bar is of that.
    fraction: liveness === 'starting' ? undefined : (preparationOf(state) ?? progress.fraction),
    canPause: liveness === 'running',
    canResume:
      liveness === 'paused' || liveness === 'pausing' || (liveness === 'idle' && isOpen && status.folder !== ''),
    canStop: liveness === 'starting' || liveness === 'running' || liveness === 'pausing' || liveness === 'paused',
    problem: problemOf(status.problem ?? state.stopped?.message, state.notices.at(-1)),
  };
}

function problemOf(error: string | undefined, notice: string | undefined): Head['problem'] {
  if (error !== undefined) return { text: error, isError: true };
  return notice === undefined ? undefined : { text: notice, isError: false };
}

function activeSeconds(state: RunState, liveness: Liveness, now: number): number {
  const isPassing = liveness === 'running' || liveness === 'pausing';
  return state.activeSeconds + (isPassing ? Math.max(0, now - state.lastTime) / 1000 : 0);
}

function label(liveness: Liveness, state: RunState): string {
  switch (liveness) {
    case 'starting':
      return 'Starting';
    case 'running':
      return 'Running';
    case 'pausing':
      return 'Pausing: trials at work end first';
    case 'paused':
      return 'Paused';
    case 'stopping':
      return 'Stopping';
    case 'elsewhere':
      return 'Running in another process';
    case 'idle':
      break;
  }
  switch (state.status) {
    case 'empty':
      return 'Not started';
    case 'finished':
      return 'Finished';
    case 'stopped':
      return state.stopped?.reason === 'error' ? 'Stopped by an error' : 'Stopped';
    case 'running':
    case 'paused':
      return 'Interrupted';
  }
}

/** `0:07`, `12:30`, `1:02:03`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
