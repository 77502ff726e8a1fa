import type { NodeId } from '../network/network.ts';
import type { Building, EdgeCounts, Frame } from './building.ts';

/**
 * Counts the edges of a cell that was just built: pairs of its tensors (parameters, nodes, output) of which the later one
 * reads the earlier one, not through another of them and not through `none`. Nodes that the output does not depend on
 * have no edges, as in NAS-Bench-101. Uses of a cell may differ where its inputs are the same tensor: the most count.
 */
export function noteEdges(building: Building, cell: string, frame: Frame, output: NodeId | undefined): void {
  if (!building.edges) return;
  const { counts, nodeAt } = building.edges;
  const edges = output === undefined ? 0 : countEdges(nodeAt, tensorsOf(frame), output);
  counts.set(cell, Math.max(counts.get(cell) ?? 0, edges));
}

/** Whether each is a node; a `let` is only a name for a part of a node. */
function tensorsOf(frame: Frame): ReadonlyMap<NodeId, boolean> {
  const tensors = new Map<NodeId, boolean>();
  for (const [slot, tensor] of frame.slots) {
    if (tensor && slot.role !== 'let' && !tensors.has(tensor.node)) tensors.set(tensor.node, slot.role === 'node');
  }
  return tensors;
}

function countEdges(nodeAt: EdgeCounts['nodeAt'], tensors: ReadonlyMap<NodeId, boolean>, output: NodeId): number {
  let edges = 0;
  const met = new Set([output]);
  for (const reader of met) {
    const seen = new Set<NodeId>();
    const below = [...nodeAt(reader).inputs];
    for (let id = below.pop(); id !== undefined; id = below.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const isNode = tensors.get(id);
      if (isNode === undefined) {
        const { op, inputs } = nodeAt(id);
        if (op !== 'none') below.push(...inputs);
        continue;
      }
      edges++;
      if (isNode) met.add(id);
    }
  }
  return edges;
}
