/** The preview: draws one definition of a file and follows its edits. */
import '../ui/base.css';
import './preview.css';
import {
  type PreviewHost,
  type PreviewMemory,
  type PreviewState,
  type PreviewView,
  previewViewChecks,
  type SourceSelection,
} from '../../src/protocol/preview-boundary.ts';
import { connect } from '../../src/protocol/rpc.ts';
import { createDiagramView } from '../diagram/diagram-view.ts';
import { createLayouter } from '../diagram/layouter.ts';
import { element, skipLink } from '../ui/dom.ts';
import { hostChannel, memory, pageData } from '../ui/host.ts';
import { button, dropdown, textField } from '../ui/toolkit.ts';

let shown: PreviewState | undefined;

const host = connect<PreviewView, PreviewHost>(hostChannel, {
  requests: {},
  notices: {
    show: { check: previewViewChecks.show, handle: (state) => show(state) },
    highlight: { check: previewViewChecks.highlight, handle: (selection) => highlight(selection) },
  },
  rejected: (message) => report(message),
});
const report = (message: string): void => host.notify('report', { message });

const view = createDiagramView(createLayouter(pageData('elkWorker')), 'Preview', {
  activate: (node, by) => {
    if (node.range) host.notify('reveal', { range: node.range, focus: by === 'keyboard' });
  },
  failed: (message) => {
    banner.textContent = `The layout failed: ${message}`;
    banner.hidden = false;
    report(message);
  },
});

const title = element('h1', { class: 'title', 'data-testid': 'preview-title' });
const subtitle = element('div', { class: 'muted subtitle', 'data-testid': 'preview-subtitle' });
const banner = element('div', { class: 'banner', role: 'status', hidden: true, 'data-testid': 'preview-problem' });
const count = element('span', { class: 'muted', role: 'status' });
const definitions = dropdown({
  label: 'Definition to draw',
  testId: 'preview-definitions',
  change: (name) => host.notify('choose', { name }),
});
const search = textField({
  label: 'Find',
  testId: 'preview-find',
  input: (words) => tell(view.find(words, 'first'), words),
  enter: (words) => tell(view.find(words, 'next'), words),
});
const tell = (found: number, words: string): void => {
  count.textContent = words.trim() === '' ? '' : found === 1 ? '1 match' : `${found} matches`;
};
const save = async (): Promise<void> => {
  const text = view.toSvg();
  if (text === undefined || !shown) return;
  await host.request('save', { name: `${shown.name}.svg`, text });
};

const tool = (text: string, label: string, testId: string, press: () => void): HTMLElement =>
  button({ text, label, testId, appearance: 'icon', press }).element;

const picture = element('main', { class: 'picture' }, view.element);
document.body.append(
  element(
    'div',
    { class: 'page' },
    skipLink('Skip to the drawing', 'preview-skip', () => view.focus()),
    element(
      'header',
      { class: 'toolbar' },
      element('div', { class: 'grow' }, title, subtitle),
      element(
        'div',
        { class: 'tools' },
        definitions.element,
        search.element,
        count,
        tool('−', 'Zoom out', 'preview-zoom-out', () => view.zoomBy(0.8)),
        tool('+', 'Zoom in', 'preview-zoom-in', () => view.zoomBy(1.25)),
        tool('Fit', 'Show all of the drawing', 'preview-fit', () => view.fit()),
        tool('SVG', 'Save the drawing as SVG', 'preview-save', () => {
          save().catch((error: unknown) => report(String(error)));
        }),
      ),
    ),
    banner,
    picture,
  ),
);
document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === 'f') {
    event.preventDefault();
    search.focus();
  }
});

/** While the text has errors the drawing is of an older text, in which the same place was something else. */
function highlight(selection: SourceSelection): void {
  if (shown?.content.kind === 'diagram') view.highlight(selection);
}

function show(state: PreviewState): void {
  shown = state;
  memory.write({ uri: state.uri, name: state.name } satisfies PreviewMemory);
  // a definition with errors is not among them
  definitions.setOptions(state.names.includes(state.name) ? state.names : [state.name, ...state.names], state.name);
  definitions.element.hidden = state.names.length < 2;
  const { content } = state;
  picture.classList.toggle('old', content.kind === 'problem');
  if (content.kind === 'problem') {
    if (title.textContent === '') title.textContent = state.name;
    banner.textContent = content.message;
    banner.hidden = false;
    return;
  }
  title.textContent = content.diagram.title;
  subtitle.textContent = content.diagram.subtitle;
  subtitle.title = content.diagram.subtitle;
  banner.hidden = true;
  view
    .show(content.diagram, `${state.uri}#${state.name}`)
    .catch((error: unknown) => report(error instanceof Error ? error.message : String(error)));
}

window.addEventListener('error', (event) => report(event.message));
document.addEventListener('securitypolicyviolation', (event) =>
  report(
    `The content security policy refused ${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
  ),
);
host.request('ready', {}).catch((error: unknown) => report(String(error)));
