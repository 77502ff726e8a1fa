import { quantity } from '../base/quantity.ts';
import type { RunEvent } from '../protocol/run-events.ts';
import {
  createRunFold,
  preparationOf,
  progressOf,
  type RunState,
  screeningOf,
  type TrialState,
} from '../protocol/run-state.ts';
import { duration, grouped, metric, plural } from './numbers.ts';
import { cut } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Shows a run while it goes on: redrawn in place on a terminal, else as lines, on the error stream. */
export interface Progress {
  show(event: RunEvent): void;
  /** A line of its own, above what is redrawn. */
  say(text: string): void;
  /** Leaves the terminal ready for other output. */
  end(): void;
  readonly state: RunState;
}

const REDRAW_MS = 100;
/** Without a terminal: silence is broken at least this often, with the epochs that the trials are at. */
const LINE_MS = 10_000;

/** `earlier`: events of the run before this session; they are counted, not shown. */
export function showProgress(terminal: Terminal, earlier: Iterable<RunEvent> = []): Progress {
  const { apply, state } = createRunFold();
  for (const event of earlier) apply(event);
  let drawn = 0;
  let lastDraw = 0;
  let lastLine = performance.now();

  const erase = (): void => {
    if (drawn > 0) terminal.err(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const draw = (): void => {
    const lines = panel(state, Date.now(), terminal);
    erase();
    terminal.err(lines.map((line) => `${line}\n`).join(''));
    drawn = lines.length;
    lastDraw = performance.now();
  };
  const say = (text: string): void => {
    erase();
    terminal.err(`${text}\n`);
    lastLine = performance.now();
    if (terminal.live && state.started) draw();
  };
  const timer = setInterval(() => {
    if (!state.started) return;
    if (terminal.live) draw();
    else if (performance.now() - lastLine >= LINE_MS && (state.running > 0 || screeningOf(state)))
      say(statusLine(state, Date.now()));
  }, 500);
  timer.unref();

  return {
    state,
    show: (event) => {
      const best = state.best?.trial;
      const fetching = state.download !== undefined;
      apply(event);
      const line = lineFor(event, state, best, fetching, terminal);
      if (line !== undefined) say(line);
      else if (terminal.live && state.started && performance.now() - lastDraw >= REDRAW_MS) draw();
    },
    say,
    end: () => {
      clearInterval(timer);
      erase();
    },
  };
}

/** What deserves a line that stays: starts, notices, failures, improvements; without a terminal every trial. */
function lineFor(
  event: RunEvent,
  state: RunState,
  bestBefore: number | undefined,
  fetching: boolean,
  terminal: Terminal,
): string | undefined {
  const style = terminal.styleError;
  switch (event.type) {
    case 'run.started': {
      const { search, space, architectures, strategy, engine, workers } = event;
      const size =
        architectures === 'infinite'
          ? 'endless'
          : `${grouped(architectures)} ${architectures === '1' ? 'architecture' : 'architectures'}`;
      return `${style('bold', search)}: ${space} (${size}), ${strategy.name}, engine ${engine}, ${plural(workers, 'worker')}`;
    }
    case 'run.resumed':
      return `Resumed after ${plural(state.done + state.failed, 'trial')}.`;
    case 'candidate.scored':
      return state.screened?.scored === event.of
        ? `${plural(event.of, 'architecture')} scored without training.`
        : undefined;
    case 'run.paused':
      return 'Paused.';
    case 'run.notice':
      return `${style('yellow', 'note:')} ${event.message}`;
    case 'trial.failed':
      if (event.kind === 'infeasible' && terminal.live) return undefined;
      return `trial ${event.trial}  ${style('red', event.kind)}: ${event.message}`;
    case 'trial.finished': {
      const improved = state.best?.trial === event.trial && bestBefore !== event.trial;
      if (terminal.live && !improved) return undefined;
      const count = state.trialLimit === undefined ? '' : ` of ${grouped(state.trialLimit)}`;
      const how = event.reused ? 'known already' : duration(event.seconds);
      const broken = event.violations.some((violation) => violation > 0) ? '  breaks a requirement' : '';
      const text = `${grouped(state.done + state.failed)}${count}  trial ${event.trial}  ${objectiveText(event.objectives, state)}  ${how}${broken}`;
      return improved ? `${text}  ${style('green', 'best so far')}` : text;
    }
    case 'run.download':
      // Redrawn on a terminal; else it begins and ends with a line.
      if (event.bytes >= event.total) return `${event.name} is there: ${quantity(event.total)} bytes.`;
      return terminal.live || fetching ? undefined : `Fetching ${event.name}, ${quantity(event.total)} bytes …`;
    default:
      return undefined;
  }
}

const objectiveText = (objectives: readonly number[], { started }: RunState): string =>
  (started?.objectives ?? []).map(({ measure }, i) => `${measure} ${metric(objectives[i] ?? Number.NaN)}`).join('  ');

const inTraining = (state: RunState): TrialState[] =>
  [...state.trials.values()].filter(({ status }) => status === 'running');

const downloadText = ({ name, bytes, total }: NonNullable<RunState['download']>): string =>
  `fetching ${name}: ${quantity(bytes)} of ${quantity(total)} bytes (${Math.floor((100 * bytes) / total)} %)`;

const epochText = ({ epochs, epochsTotal }: TrialState): string =>
  epochsTotal > 0 ? `epoch ${epochs.length} of ${epochsTotal}` : 'starting';

const screenedText = ({ scored, of }: NonNullable<RunState['screened']>): string =>
  `scored without training: ${grouped(scored)} of ${plural(of, 'architecture')}`;

function statusLine(state: RunState, now: number): string {
  if (state.download) return `${amountText(state, now)}; ${downloadText(state.download)}`;
  const screened = screeningOf(state);
  if (screened) return `${amountText(state, now)}; ${screenedText(screened)}`;
  const trials = inTraining(state).map((trial) => `trial ${trial.trial} (${epochText(trial)})`);
  return `${amountText(state, now)}; in training: ${trials.join(', ')}`;
}

/** `5 of 12 trials, 1 min 02 s, about 2 min 10 s left`. */
function amountText(state: RunState, now: number): string {
  const { done, total, secondsLeft } = progressOf(state, now);
  const active = state.activeSeconds + (state.status === 'running' ? Math.max(0, now - state.lastTime) / 1000 : 0);
  const amount = total === undefined ? plural(done, 'trial') : `${grouped(done)} of ${plural(total, 'trial')}`;
  return `${amount}, ${duration(active)}${secondsLeft === undefined ? '' : `, about ${duration(secondsLeft)} left`}`;
}

/** The lines that are redrawn. */
function panel(state: RunState, now: number, terminal: Terminal): string[] {
  const fraction = preparationOf(state) ?? progressOf(state, now).fraction;
  const lines = [`${fraction === undefined ? '' : `${drawBar(fraction)}  `}${amountText(state, now)}`];
  const { best } = state;
  if (best) lines.push(`best      trial ${best.trial}  ${objectiveText(best.objectives, state)}`);
  const screened = screeningOf(state);
  if (screened) lines.push(screenedText(screened));
  if (state.download) lines.push(downloadText(state.download));
  for (const trial of inTraining(state).slice(0, 8)) {
    const metrics = trial.epochs.at(-1) ?? {};
    const values = ['accuracy', 'loss'].flatMap((name) => {
      const value = metrics[name];
      return value === undefined ? [] : [`${name} ${metric(value)}`];
    });
    lines.push([`training  trial ${trial.trial}`, epochText(trial), ...values].join('  '));
  }
  return lines.map((line) => terminal.styleError('dim', cut(line, terminal.columns)));
}

export const drawBar = (fraction: number, width = 24): string => {
  const full = Math.round(fraction * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
};
