/** Walking through a drawing with the arrow keys. Pure. */
import type { PlacedNode, Placement } from './elk-graph.ts';

export type Step = 'up' | 'down' | 'left' | 'right' | 'out' | 'in' | 'first' | 'last';

const centre = (node: PlacedNode): { x: number; y: number } => ({
  x: node.x + node.width / 2,
  y: node.y + node.height / 2,
});

/**
 * Down and up follow the edges to what reads this node and to what it reads (the nearest of several), and else go to
 * the nearest node that lies there; left and right go by position; in and out go between a group and what it contains.
 */
export function walk(placement: Placement, from: string | undefined, step: Step): string | undefined {
  const { nodes } = placement;
  const current = nodes.find(({ node }) => node.id === from);
  const inOrder = nodes.filter(({ node }) => node.kind !== 'group');
  if (!current || step === 'first') return (inOrder[0] ?? nodes[0])?.node.id;
  switch (step) {
    case 'last':
      return (inOrder.at(-1) ?? nodes.at(-1))?.node.id;
    case 'out':
      return nodes.find(({ node }) => node.id === current.node.parent)?.node.id;
    case 'in':
      return nodes.find(({ node }) => node.parent === current.node.id)?.node.id;
    case 'down':
    case 'up': {
      const ends = placement.edges.flatMap(({ edge }) =>
        step === 'down' ? (edge.from === from ? [edge.to] : []) : edge.to === from ? [edge.from] : [],
      );
      const linked = nodes.filter(({ node }) => ends.includes(node.id));
      return nearest(current, linked, 'any') ?? nearest(current, inOrder, step);
    }
    case 'left':
    case 'right':
      return nearest(current, inOrder, step);
  }
}

/** Distance across the direction counts double, so that a walk stays in its row or column. */
function nearest(from: PlacedNode, among: readonly PlacedNode[], way: 'any' | 'up' | 'down' | 'left' | 'right') {
  const here = centre(from);
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const node of among) {
    if (node === from) continue;
    const there = centre(node);
    const dx = there.x - here.x;
    const dy = there.y - here.y;
    const ahead = way === 'down' ? dy : way === 'up' ? -dy : way === 'right' ? dx : way === 'left' ? -dx : 1;
    if (ahead <= 1 && way !== 'any') continue;
    const horizontal = way === 'left' || way === 'right';
    const cost =
      way === 'any' ? Math.hypot(dx, dy) : Math.abs(horizontal ? dx : dy) + 2 * Math.abs(horizontal ? dy : dx);
    if (cost < least) {
      least = cost;
      best = node.node.id;
    }
  }
  return best;
}

/** What a key asks for, if anything. */
export function stepOf(event: { readonly key: string; readonly shiftKey: boolean }): Step | undefined {
  switch (event.key) {
    case 'ArrowUp':
      return event.shiftKey ? 'out' : 'up';
    case 'ArrowDown':
      return event.shiftKey ? 'in' : 'down';
    case 'ArrowLeft':
      return 'left';
    case 'ArrowRight':
      return 'right';
    case 'Home':
      return 'first';
    case 'End':
      return 'last';
    default:
      return undefined;
  }
}
