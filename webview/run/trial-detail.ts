/** One trial: its architecture drawn, its curves, its decisions. */
import type { PanelHost } from '../../src/protocol/panel-boundary.ts';
import { panelViewChecks } from '../../src/protocol/panel-boundary.ts';
import type { Peer } from '../../src/protocol/rpc.ts';
import type { RunState, TrialState } from '../../src/protocol/run-state.ts';
import { bestOf, formatNumber } from '../../src/protocol/run-summary.ts';
import { createDiagramView } from '../diagram/diagram-view.ts';
import { createLayouter } from '../diagram/layouter.ts';
import { element } from '../ui/dom.ts';
import { pageData } from '../ui/host.ts';
import { button, tabs } from '../ui/toolkit.ts';
import { chosenOptions } from './chosen-options.ts';
import { curvesView } from './curves.ts';
import { stateText } from './table-model.ts';

export interface TrialDetail {
  readonly element: HTMLElement;
  /** `isBest`: it is shown because it is the best so far. */
  show(trial: TrialState | undefined, state: RunState, isBest: boolean): void;
  /** Puts the keyboard into the drawing, if that is the page on show. */
  focus(): void;
}

export function trialDetail(
  host: Peer<PanelHost>,
  events: { followBest(): void; report(message: string): void },
): TrialDetail {
  const title = element('h2', { class: 'title', 'data-testid': 'run-trial-title' });
  const best = button({ text: 'Show Best', testId: 'run-show-best', press: () => events.followBest() });
  const problem = element('div', { class: 'banner', hidden: true, role: 'status' });
  const failure = element('div', { class: 'banner error', hidden: true, 'data-testid': 'run-failure' });
  const view = createDiagramView(createLayouter(pageData('elkWorker')), 'Architecture', {
    activate: (node, by) => {
      if (node.range) host.notify('reveal', { range: node.range, focus: by === 'keyboard' });
    },
    failed: (message) => tellProblem(message),
  });
  const curves = curvesView();
  const decisions = element('dl', { class: 'decisions', 'data-testid': 'run-decisions' });
  const pages = tabs('Trial', [
    {
      id: 'architecture',
      title: 'Architecture',
      content: element('div', { class: 'architecture' }, problem, view.element),
    },
    { id: 'curves', title: 'Curves', content: curves.element },
    { id: 'decisions', title: 'Decisions', content: decisions },
  ]);
  const section = element(
    'section',
    { class: 'detail', 'aria-label': 'Trial', 'data-testid': 'run-best' },
    element('div', { class: 'section-head' }, title, element('span', { class: 'grow' }), best.element),
    failure,
    pages.element,
  );
  let drawn: number | undefined;
  let named: { trial: number; options: ReadonlyMap<string, string> } | undefined;
  let abort = new AbortController();
  /** What is asked for; `told` is what title, pages and drawing are of: they change together. */
  let wanted: { trial: TrialState; state: RunState; isBest: boolean } | undefined;
  let told: number | undefined;

  const tellProblem = (message: string): void => {
    problem.textContent = message;
    problem.hidden = message === '';
  };
  const drawArchitecture = async (trial: TrialState): Promise<void> => {
    if (drawn === trial.trial) return;
    drawn = trial.trial;
    abort.abort();
    abort = new AbortController();
    try {
      const answer = await host.request('diagram', { assignment: trial.assignment }, { signal: abort.signal });
      if (drawn !== trial.trial) return;
      const result = panelViewChecks.diagram(answer);
      if (result.kind === 'diagram') {
        named = { trial: trial.trial, options: chosenOptions(result.diagram) };
        view.element.hidden = false;
        await view.show(result.diagram, 'architecture');
        if (drawn !== trial.trial) return;
        section.dataset.trial = String(trial.trial);
      }
      tellProblem(result.kind === 'problem' ? result.message : '');
      // what is drawn is of another trial
      view.element.hidden = result.kind === 'problem';
      tell();
    } catch (error) {
      if (drawn !== trial.trial) return; // a newer one is on its way
      drawn = undefined;
      tell();
      tellProblem(error instanceof Error ? error.message : String(error));
      events.report(String(error));
    }
  };
  const tell = (): void => {
    if (!wanted) return;
    const { trial, state, isBest } = wanted;
    told = trial.trial;
    title.textContent = titleOf(trial, state, isBest);
    best.setShown(!isBest && state.best !== undefined);
    curves.show(trial);
    fillDecisions(decisions, trial, named?.trial === trial.trial ? named.options : new Map());
    failure.textContent = trial.failure?.message ?? '';
    failure.hidden = trial.failure === undefined;
  };
  pages.onShow(() => {
    if (told !== undefined) tell();
  });

  return {
    element: section,
    focus: () => view.focus(),
    show: (trial, state, isBest) => {
      section.hidden = trial === undefined;
      if (!trial) return;
      wanted = { trial, state, isBest };
      if (told === undefined || told === trial.trial) tell();
      void drawArchitecture(trial);
    },
  };
}

function titleOf(trial: TrialState, state: RunState, isBest: boolean): string {
  const objectives = state.started?.objectives ?? [];
  const numbers = trial.objectives ? bestOf(objectives, { objectives: trial.objectives }) : stateText(trial);
  return `${isBest ? 'Best: trial' : 'Trial'} ${trial.trial} · ${numbers ?? ''}`;
}

/** `options`: the names of what was chosen, by path; a number that was decided needs none. */
function fillDecisions(list: HTMLElement, trial: TrialState, options: ReadonlyMap<string, string>): void {
  const entries = Object.entries(trial.assignment).flatMap(([path, value]) => [
    element('dt', {}, path),
    element('dd', {}, options.get(path) ?? (typeof value === 'number' ? formatNumber(value) : value.join(', '))),
  ]);
  const facts: [string, string | undefined][] = [
    ['state', stateText(trial)],
    ['network', trial.hash],
    ['seed', String(trial.seed)],
    ['reused from', trial.reused && `trial ${trial.reused.trial} of ${trial.reused.run}`],
  ];
  const about = facts.flatMap(([name, text]) =>
    text === undefined ? [] : [element('dt', { class: 'muted' }, name), element('dd', { class: 'muted' }, text)],
  );
  list.replaceChildren(...entries, ...about);
}
