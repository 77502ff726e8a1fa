/** Draws a placement as SVG. Colours come from the style sheet, texts are text nodes. */
import { svgElement } from '../ui/dom.ts';
import { metrics } from './box.ts';
import type { PlacedEdge, PlacedNode, Placement, Point } from './elk-graph.ts';
import { spoken } from './source-map.ts';

export interface Drawing {
  readonly root: SVGGElement;
  readonly nodes: ReadonlyMap<string, SVGGElement>;
}

export function draw(placement: Placement, folded: ReadonlySet<string>): Drawing {
  const nodes = new Map<string, SVGGElement>();
  const groups: SVGGElement[] = [];
  const leaves: SVGGElement[] = [];
  for (const placed of placement.nodes) {
    const made = placed.node.kind === 'group' ? drawGroup(placed, folded.has(placed.node.id)) : drawNode(placed);
    nodes.set(placed.node.id, made);
    (placed.node.kind === 'group' ? groups : leaves).push(made);
  }
  const root = svgElement('g', { class: 'drawing' }, ...groups, ...placement.edges.map(drawEdge), ...leaves);
  return { root, nodes };
}

function frame(placed: PlacedNode, classes: string, label: string): SVGGElement {
  return svgElement('g', {
    class: `node ${classes}`,
    transform: `translate(${placed.x} ${placed.y})`,
    role: 'button',
    tabindex: -1,
    'aria-label': label,
    'data-testid': 'preview-node',
    'data-id': placed.node.id,
    'data-kind': placed.node.kind,
  });
}

function drawNode(placed: PlacedNode): SVGGElement {
  const { node, box, width, height } = placed;
  const group = frame(placed, `kind-${node.kind}`, spoken(node, { folded: false }));
  const round = node.kind === 'input' || node.kind === 'output' || node.kind === 'combine' ? height / 2 : 5;
  group.append(svgElement('rect', { class: 'shape', width, height, rx: Math.min(round, 18) }));
  group.append(text('label', box.label, node.label, width / 2, metrics.paddingY + 13, 'middle'));
  if (box.detail !== undefined) {
    const y = metrics.paddingY + metrics.labelHeight + 11;
    group.append(text('detail', box.detail, node.detail ?? '', width / 2, y, 'middle'));
  }
  for (const chip of box.chips) {
    group.append(
      svgElement(
        'g',
        { class: `chip ${chip.state}`, transform: `translate(${chip.x} ${chip.y})`, 'data-testid': 'preview-option' },
        svgElement('rect', { width: chip.width, height: metrics.chipHeight, rx: metrics.chipHeight / 2 }),
        text('chip-text', chip.text, chip.full, chip.width / 2, 14, 'middle'),
      ),
    );
  }
  return group;
}

function drawGroup(placed: PlacedNode, isFolded: boolean): SVGGElement {
  const { node, box, width, height, depth } = placed;
  const group = frame(placed, `kind-group depth-${depth % 2}`, spoken(node, { folded: isFolded }));
  group.setAttribute('aria-expanded', String(!isFolded));
  const label = text('label', box.label, node.label, metrics.paddingX + 16, 20, 'start');
  if (box.detail !== undefined) {
    label.append(svgElement('tspan', { class: 'detail', dx: 8 }, box.detail));
  }
  group.append(
    svgElement('rect', { class: 'shape', width, height, rx: 7 }),
    svgElement(
      'g',
      { class: 'fold', transform: `translate(${metrics.paddingX - 4} 7)`, 'data-testid': 'preview-fold' },
      svgElement('rect', { class: 'fold-target', width: 18, height: 18, rx: 3 }),
      svgElement('path', { d: isFolded ? 'M7 5 L11 9 L7 13' : 'M5 7 L9 11 L13 7' }),
    ),
    label,
  );
  return group;
}

function text(kind: string, shown: string, full: string, x: number, y: number, anchor: string): SVGTextElement {
  const made = svgElement('text', { class: kind, x, y, 'text-anchor': anchor }, shown);
  if (full !== shown && !shown.endsWith(full)) made.append(svgElement('title', {}, full));
  return made;
}

function drawEdge(placed: PlacedEdge): SVGGElement {
  const { edge, points, label } = placed;
  const group = svgElement('g', { class: edge.optional === true ? 'edge optional' : 'edge', 'aria-hidden': 'true' });
  group.append(svgElement('path', { class: 'line', d: rounded(points, 6) }), arrow(points));
  if (label && edge.label !== undefined) {
    group.append(
      svgElement('text', { class: 'edge-label', x: label.x, y: label.y + 4, 'text-anchor': 'middle' }, edge.label),
    );
  }
  return group;
}

/** A polyline whose corners are rounded. */
function rounded(points: readonly Point[], radius: number): string {
  const [first] = points;
  if (!first) return '';
  const parts = [`M${first.x} ${first.y}`];
  for (let i = 1; i < points.length; i++) {
    const before = points[i - 1] as Point;
    const at = points[i] as Point;
    const after = points[i + 1];
    if (!after) {
      parts.push(`L${at.x} ${at.y}`);
      continue;
    }
    const start = towards(at, before, radius);
    const end = towards(at, after, radius);
    parts.push(`L${start.x} ${start.y}`, `Q${at.x} ${at.y} ${end.x} ${end.y}`);
  }
  return parts.join(' ');
}

/** The point at most `distance` (and at most half the way) from `from` towards `to`. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return from;
  const share = Math.min(distance, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** A path of its own and not a marker: an exported drawing keeps its colour everywhere. */
function arrow(points: readonly Point[]): SVGPathElement {
  const tip = points.at(-1) ?? { x: 0, y: 0 };
  const before = points.at(-2) ?? tip;
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const ux = (tip.x - before.x) / length;
  const uy = (tip.y - before.y) / length;
  const at = (back: number, side: number): string =>
    `${tip.x - ux * back - uy * side} ${tip.y - uy * back + ux * side}`;
  return svgElement('path', { class: 'arrow', d: `M${at(0, 0)} L${at(7, 3.5)} L${at(7, -3.5)} Z` });
}
