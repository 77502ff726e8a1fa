/** A drawing that can be moved, zoomed, searched, folded and walked through; both panels show their networks with it. */
import './diagram.css';
import type { Diagram, DiagramNode, DiagramRange } from '../../src/protocol/diagram.ts';
import { element, svgElement } from '../ui/dom.ts';
import { type Drawing, draw } from './draw.ts';
import { type LayoutProblem, layoutProblem, type Placement } from './elk-graph.ts';
import { exportSvg } from './export-svg.ts';
import { fold, initiallyFolded } from './fold.ts';
import { listenForGestures } from './gestures.ts';
import type { Layouter } from './layouter.ts';
import { measureInPage } from './measure.ts';
import { find, nodesAt } from './source-map.ts';
import { bringIntoView, fitReadable, pan, type Viewport, zoom } from './viewport.ts';
import { stepOf, walk } from './walk.ts';

export interface DiagramView {
  readonly element: HTMLElement;
  /** The viewport stays if the picture is another version of the one that is shown (`subject` is equal). */
  show(diagram: Diagram, subject: string): Promise<void>;
  /** Marks what the source at this place is drawn as. */
  highlight(selection: DiagramRange | undefined): void;
  /** Marks what matches and goes to the next match; returns how many there are. */
  find(words: string, move: 'first' | 'next'): number;
  zoomBy(factor: number): void;
  fit(): void;
  focus(): void;
  /** The drawing as a file; undefined while there is none. */
  toSvg(): string | undefined;
}

export interface DiagramEvents {
  /** The user clicked a node, or pressed Enter on it (`keyboard`). */
  activate(node: DiagramNode, by: 'mouse' | 'keyboard'): void;
  failed(message: string): void;
}

export function createDiagramView(layouter: Layouter, label: string, events: DiagramEvents): DiagramView {
  const surface = svgElement('svg', {
    class: 'surface',
    role: 'application',
    'aria-roledescription': 'network diagram',
    'aria-label': label,
    'aria-describedby': 'diagram-keys',
    tabindex: 0,
    'data-testid': 'preview-svg',
  });
  const keys = element(
    'div',
    { id: 'diagram-keys', class: 'visually-hidden' },
    'Arrow keys walk along the edges, Shift with up or down leaves or enters a group, space folds it, Enter goes to the source, plus and minus zoom, 0 fits.',
  );
  const frame = element('div', { class: 'diagram' }, surface, keys);

  let diagram: Diagram | undefined;
  let subject = '';
  let folded: ReadonlySet<string> = new Set();
  let laidOut: { key: string; result: Parameters<LayoutProblem['place']>[0] } | undefined;
  let placement: Placement | undefined;
  let drawing: Drawing | undefined;
  let viewport: Viewport = { x: 0, y: 0, scale: 1 };
  /** Until the user moves it, the drawing is kept fitted. */
  let moved = false;
  let current: string | undefined;
  let highlighted: DiagramRange | undefined;
  let matches: readonly string[] = [];
  const measure = measureInPage();

  const size = (): { width: number; height: number } => ({ width: frame.clientWidth, height: frame.clientHeight });
  const setViewport = (next: Viewport): void => {
    viewport = next;
    drawing?.root.setAttribute('transform', `translate(${next.x} ${next.y}) scale(${next.scale})`);
  };
  const refit = (): void => {
    moved = false;
    if (placement) setViewport(fitReadable(placement, size()));
  };
  const userMoved = (next: Viewport): void => {
    moved = true;
    setViewport(next);
  };
  const placed = (id: string | undefined) => placement?.nodes.find(({ node }) => node.id === id);
  const scrollTo = (id: string): void => {
    const target = placed(id);
    if (!target) return;
    const box = { x: target.x, y: target.y, width: target.width, height: Math.min(target.height, 80) };
    const next = bringIntoView(viewport, box, size());
    if (next.x !== viewport.x || next.y !== viewport.y) userMoved(next);
  };
  const mark = (): void => {
    if (!diagram || !drawing) return;
    const atSource = highlighted ? nodesAt(diagram, highlighted) : new Set<string>();
    for (const [id, shape] of drawing.nodes) {
      shape.classList.toggle('highlighted', atSource.has(id));
      shape.classList.toggle('match', matches.includes(id));
      shape.setAttribute('tabindex', id === current ? '0' : '-1');
    }
    surface.setAttribute('tabindex', current !== undefined && drawing.nodes.has(current) ? '-1' : '0');
  };
  const goTo = (id: string | undefined): void => {
    if (id === undefined || !drawing?.nodes.has(id)) return;
    current = id;
    mark();
    drawing.nodes.get(id)?.focus({ preventScroll: true });
    scrollTo(id);
  };

  const render = async (): Promise<void> => {
    if (!diagram) return;
    const problem = layoutProblem(fold(diagram, folded), measure);
    if (laidOut?.key !== problem.key) {
      frame.setAttribute('aria-busy', 'true');
      const result = await layouter.layout(problem.graph);
      if (!result) return; // a newer picture is on its way
      laidOut = { key: problem.key, result };
      frame.removeAttribute('aria-busy');
    }
    const anchor = moved ? (placed(current) ?? nearestToCentre()) : undefined;
    placement = problem.place(laidOut.result);
    // an element that takes the focus takes it from the workbench too: only if the keyboard is here
    const hadFocus =
      document.hasFocus() && surface.contains(document.activeElement) && document.activeElement !== surface;
    drawing = draw(placement, folded);
    surface.replaceChildren(drawing.root);
    const now = anchor && placed(anchor.node.id);
    if (!moved) refit();
    // what the user looks at stays where it is on the screen
    else if (anchor && now)
      setViewport(pan(viewport, (anchor.x - now.x) * viewport.scale, (anchor.y - now.y) * viewport.scale));
    else setViewport(viewport);
    if (current !== undefined && !drawing.nodes.has(current)) current = undefined;
    mark();
    if (hadFocus) (drawing.nodes.get(current ?? '') ?? surface).focus({ preventScroll: true });
  };
  const nearestToCentre = () => {
    const { width, height } = size();
    const x = (width / 2 - viewport.x) / viewport.scale;
    const y = (height / 2 - viewport.y) / viewport.scale;
    const distance = (node: Placement['nodes'][number]): number =>
      Math.hypot(node.x + node.width / 2 - x, node.y + node.height / 2 - y);
    return placement?.nodes.reduce((best, node) => (distance(node) < distance(best) ? node : best));
  };
  const redraw = (): void => {
    render().catch((error: unknown) => events.failed(error instanceof Error ? error.message : String(error)));
  };
  const toggleFold = (id: string): void => {
    const next = new Set(folded);
    if (!next.delete(id)) next.add(id);
    folded = next;
    moved = true;
    current = id;
    redraw();
  };

  surface.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target.closest<SVGGElement>('.node') : null;
    const node = placed(target?.dataset.id)?.node;
    if (!node) return;
    if (event.target instanceof Element && event.target.closest('.fold')) return toggleFold(node.id);
    goTo(node.id);
    events.activate(node, 'mouse');
  });
  surface.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = stepOf(event);
    const node = placed(current)?.node;
    if (step && placement) goTo(walk(placement, current, step));
    else if (event.key === 'Enter' && node) events.activate(node, 'keyboard');
    else if (event.key === ' ' && node?.kind === 'group') toggleFold(node.id);
    else if (event.key === '+' || event.key === '=') zoomBy(1.25);
    else if (event.key === '-') zoomBy(0.8);
    else if (event.key === '0') refit();
    else return;
    event.preventDefault();
  });
  listenForGestures(surface, { viewport: () => viewport, move: userMoved });
  new ResizeObserver(() => {
    if (!moved) refit();
  }).observe(frame);
  const zoomBy = (factor: number): void => {
    const { width, height } = size();
    userMoved(zoom(viewport, factor, { x: width / 2, y: height / 2 }));
  };

  return {
    element: frame,
    show: (next, nextSubject) => {
      if (nextSubject !== subject) {
        folded = initiallyFolded(next);
        moved = false;
        current = undefined;
        matches = [];
      }
      diagram = next;
      subject = nextSubject;
      return render();
    },
    highlight: (selection) => {
      const isSame =
        selection?.uri === highlighted?.uri &&
        selection?.offset === highlighted?.offset &&
        selection?.end === highlighted?.end;
      highlighted = selection;
      mark();
      if (isSame) return; // the user may have moved away from it since
      const [first] = diagram && selection ? nodesAt(diagram, selection) : [];
      if (first !== undefined) scrollTo(first);
    },
    find: (words, move) => {
      matches = diagram ? find(fold(diagram, folded), words) : [];
      const at = current === undefined ? -1 : matches.indexOf(current);
      const target = move === 'first' ? matches[0] : matches[(at + 1) % Math.max(1, matches.length)];
      if (target !== undefined) {
        current = target;
        scrollTo(target);
      }
      mark();
      return matches.length;
    },
    zoomBy,
    fit: refit,
    focus: () => {
      if (current === undefined && placement) goTo(walk(placement, undefined, 'first'));
      (drawing?.nodes.get(current ?? '') ?? surface).focus({ preventScroll: true });
    },
    toSvg: () => (drawing && placement && diagram ? exportSvg(drawing.root, placement, diagram.title) : undefined),
  };
}
