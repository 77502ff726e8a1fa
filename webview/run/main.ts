/** The run panel: one run, live or finished. Its state is a fold over the run's events, as everywhere. */
import '../ui/base.css';
import './run.css';
import {
  type PanelHost,
  type PanelMemory,
  type PanelStatus,
  type PanelView,
  panelViewChecks,
} from '../../src/protocol/panel-boundary.ts';
import { connect } from '../../src/protocol/rpc.ts';
import { createRunFold, screeningOf } from '../../src/protocol/run-state.ts';
import { element, skipLink } from '../ui/dom.ts';
import { hostChannel, memory } from '../ui/host.ts';
import { everyFrame } from '../ui/theme.ts';
import { badge, button, progressBar } from '../ui/toolkit.ts';
import { headOf } from './run-status.ts';
import { scatterView } from './scatter.ts';
import { cellText, columnsOf, csvOf, firstOrder, nextOrder, type Order, sorted } from './table-model.ts';
import { trialDetail } from './trial-detail.ts';
import { virtualTable } from './virtual-table.ts';

const fold = createRunFold();
const { state } = fold;
let status: PanelStatus | undefined;
let order: Order | undefined;
/** Undefined: the best so far. */
let selected: number | undefined;

const host = connect<PanelView, PanelHost>(hostChannel, {
  requests: {},
  notices: {
    status: {
      check: panelViewChecks.status,
      handle: (next) => {
        status = next;
        if (next.folder !== '') memory.write({ folder: next.folder } satisfies PanelMemory);
        update();
      },
    },
    events: {
      check: panelViewChecks.events,
      handle: (events) => {
        for (const event of events) fold.apply(event);
        update();
      },
    },
  },
  rejected: (message) => report(message),
});
const report = (message: string): void => host.notify('report', { message });
const control = (action: 'pause' | 'resume' | 'stop') => () => host.notify('control', { action });

const title = element('h1', { class: 'title', 'data-testid': 'run-title' });
const stateBadge = badge('run-state');
const summary = element('div', { class: 'muted subtitle summary', 'data-testid': 'run-summary' });
const announcement = element('div', { class: 'visually-hidden', role: 'status', 'data-testid': 'run-announcement' });
const pause = button({ text: 'Pause', testId: 'run-pause', press: control('pause') });
const resume = button({ text: 'Resume', testId: 'run-resume', appearance: 'primary', press: control('resume') });
const stop = button({ text: 'Stop', testId: 'run-stop', press: control('stop') });
const source = button({
  text: 'Source',
  label: 'Show the source that this run searches',
  testId: 'run-source',
  press: () => host.notify('openSource', {}),
});
const save = button({
  text: 'Save CSV',
  testId: 'run-save',
  press: () => {
    const name = `${status?.title ?? 'run'}.csv`;
    host.request('save', { name, text: csvOf(state) }).catch((error: unknown) => report(String(error)));
  },
});
const progress = progressBar('Progress of the search', 'run-progress');
const problem = element('div', { class: 'banner error', role: 'alert', hidden: true, 'data-testid': 'run-problem' });
const waiting = element('div', { class: 'empty' }, 'The first trials are on their way.');

const select = (trial: number | undefined): void => {
  selected = trial;
  update();
};
const scatter = scatterView({ select });
const table = virtualTable('Trials', {
  select,
  sort: (column) => {
    order = nextOrder(order ?? firstOrder(state), column, state);
    update();
  },
});
const detail = trialDetail(host, { followBest: () => select(undefined), report });
const main = element(
  'main',
  { class: 'run' },
  element('div', { class: 'overview' }, scatter.element, table.element),
  detail.element,
);
document.body.append(
  element(
    'div',
    { class: 'page' },
    skipLink('Skip to the architecture', 'run-skip', () => detail.focus()),
    element(
      'header',
      { class: 'toolbar' },
      element('div', { class: 'grow' }, element('div', { class: 'title-line' }, title, stateBadge.element), summary),
      pause.element,
      resume.element,
      stop.element,
      source.element,
      save.element,
    ),
    progress.element,
    problem,
    announcement,
    waiting,
    main,
  ),
);

const update = everyFrame(() => {
  if (!status) return;
  showHead(status);
  const hasTrials = state.trials.size > 0;
  waiting.hidden = hasTrials;
  main.hidden = !hasTrials;
  if (!hasTrials) return;
  scatter.show(state);
  showTable();
  const shown = selected === undefined ? (state.best ?? [...state.trials.values()][0]) : state.trials.get(selected);
  scatter.select(shown?.trial);
  table.select(shown?.trial);
  detail.show(shown, state, shown !== undefined && shown.trial === state.best?.trial);
});

function showHead(current: PanelStatus): void {
  const head = headOf(current, state, Date.now());
  title.textContent = current.title;
  stateBadge.setText(head.label);
  document.body.dataset.state = head.label;
  summary.textContent = head.summary;
  progress.set(head.fraction, head.summary);
  pause.setShown(head.canPause);
  resume.setShown(head.canResume);
  stop.setShown(head.canStop);
  source.setDisabled(current.folder === '');
  save.setDisabled(state.trials.size === 0);
  problem.hidden = head.problem === undefined;
  if (head.problem && problem.textContent !== head.problem.text) {
    problem.textContent = head.problem.text;
    problem.classList.toggle('error', head.problem.isError);
  }
  waiting.textContent =
    current.liveness === 'idle' && state.trials.size === 0
      ? 'This run has no trials.'
      : screeningOf(state)
        ? 'The best of the architectures that are being scored without training are the first trials.'
        : 'The first trials are on their way.';
  announce(head.label);
}

let announced = '';
/** A screen reader hears of a new state and of a new best trial, not of every epoch. */
function announce(label: string): void {
  const best = state.best;
  const key = `${label} ${best?.trial}`;
  if (key === announced) return;
  announced = key;
  announcement.textContent = best ? `${label}. Best so far: trial ${best.trial}. ${summary.textContent}` : label;
}

function showTable(): void {
  const current = order ?? firstOrder(state);
  const trials = sorted(state, current);
  const columns = columnsOf(state);
  const front = new Set(state.front.map(({ trial }) => trial));
  table.show({
    columns,
    order: current,
    count: trials.length,
    row: (index) => {
      const trial = trials[index];
      if (!trial) return { id: -1, cells: [], marks: [] };
      const cells = columns.map((column) => cellText(trial, column, state, status?.liveness !== 'idle'));
      // a star and not a colour alone
      if (front.has(trial.trial)) cells[0] = `★ ${cells[0]}`;
      return { id: trial.trial, cells, marks: [trial.status, ...(front.has(trial.trial) ? ['front'] : [])] };
    },
    indexOf: (id) => trials.findIndex(({ trial }) => trial === id),
  });
}

// the clock in the head goes on between events
setInterval(() => {
  if (status?.liveness === 'running') showHead(status);
}, 1000);
window.addEventListener('error', (event) => report(event.message));
document.addEventListener('securitypolicyviolation', (event) =>
  report(
    `The content security policy refused ${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
  ),
);
host.request('ready', {}).catch((error: unknown) => report(String(error)));
