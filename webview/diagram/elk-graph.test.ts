import ELK from 'elkjs/lib/elk.bundled.js';
import { expect, test } from 'vitest';
import type { Diagram } from '../../src/protocol/diagram.ts';
import { nasBenchCell } from '../test/diagrams.ts';
import type { MeasureText } from './box.ts';
import { layoutProblem, type PlacedNode, type Placement } from './elk-graph.ts';
import { walk } from './walk.ts';

const measure: MeasureText = (text) => 7 * text.length;

async function layout(diagram: Diagram): Promise<Placement> {
  const problem = layoutProblem(diagram, measure);
  return problem.place(await new ELK().layout(problem.graph));
}
const byId = (placement: Placement, id: string): PlacedNode => {
  const found = placement.nodes.find(({ node }) => node.id === id);
  if (!found) throw new Error(`no node ${id}`);
  return found;
};
const holds = (outer: PlacedNode, inner: PlacedNode): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

test('every node lies inside its group, no two leaves overlap, every edge is drawn', async () => {
  const diagram = nasBenchCell();
  const placement = await layout(diagram);
  expect(placement.nodes).toHaveLength(diagram.nodes.length);
  expect(placement.edges).toHaveLength(diagram.edges.length);
  for (const placed of placement.nodes) {
    if (placed.node.parent !== undefined) expect(holds(byId(placement, placed.node.parent), placed)).toBe(true);
  }
  const leaves = placement.nodes.filter(({ node }) => node.kind !== 'group');
  for (const a of leaves) {
    for (const b of leaves) {
      if (a === b) continue;
      const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      expect(apart, `${a.node.id} and ${b.node.id}`).toBe(true);
    }
  }
});

test('edges start at the lower side of one node and end at the upper side of the next', async () => {
  const placement = await layout(nasBenchCell());
  for (const { edge, points } of placement.edges) {
    const from = byId(placement, edge.from);
    const to = byId(placement, edge.to);
    expect(points[0]?.y).toBeCloseTo(from.y + from.height, 3);
    expect(points.at(-1)?.y).toBeCloseTo(to.y, 3);
  }
});

test('marks of an architecture that keep the sizes ask for no new layout; another topology does', () => {
  const diagram = nasBenchCell();
  const renamed = { ...diagram, title: 'other', nodes: diagram.nodes.map((node) => ({ ...node, decision: 'x' })) };
  expect(layoutProblem(renamed, measure).key).toBe(layoutProblem(diagram, measure).key);
  const cut = { ...diagram, edges: diagram.edges.slice(1) };
  expect(layoutProblem(cut, measure).key).not.toBe(layoutProblem(diagram, measure).key);
});

test('edges without ends, doubled ids, and an edge from a group into itself do not break the layout', async () => {
  const placement = await layout({
    title: '',
    subtitle: '',
    nodes: [
      { id: 'g', kind: 'group', label: 'g' },
      { id: 'a', kind: 'operation', label: 'a', parent: 'g' },
      { id: 'a', kind: 'operation', label: 'again' },
    ],
    edges: [
      { from: 'a', to: 'nowhere' },
      { from: 'g', to: 'a' },
      { from: 'a', to: 'a' },
    ],
  });
  expect(placement.nodes.map(({ node }) => node.id)).toEqual(['g', 'a']);
  expect(placement.edges).toEqual([]);
});

test('the arrow keys reach every node from the first, along edges and between neighbours', async () => {
  const placement = await layout(nasBenchCell());
  const seen = new Set<string>();
  const queue = [walk(placement, undefined, 'first') as string];
  while (queue.length > 0) {
    const at = queue.pop() as string;
    if (seen.has(at)) continue;
    seen.add(at);
    for (const step of ['up', 'down', 'left', 'right', 'in', 'out'] as const) {
      const next = walk(placement, at, step);
      if (next !== undefined) queue.push(next);
    }
  }
  expect([...seen].sort()).toEqual(placement.nodes.map(({ node }) => node.id).sort());
});

test('down goes to what reads this node, up comes back', async () => {
  const placement = await layout(nasBenchCell());
  expect(walk(placement, 'in', 'down')).toBe('stem');
  expect(walk(placement, 'stem', 'down')).toBe('n0');
  expect(walk(placement, 'stem', 'up')).toBe('in');
  expect(walk(placement, 'out', 'up')).toBe('n3');
  expect(walk(placement, 'n0', 'out')).toBe('cell');
});
