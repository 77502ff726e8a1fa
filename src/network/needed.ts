import type { Network, NodeId } from './network.ts';

/** The nodes that the output depends on, itself included; what only `none` reads is not needed. No engine computes others. */
export function neededNodes({ nodes, output }: Pick<Network, 'nodes' | 'output'>): Set<NodeId> {
  const needed = new Set<NodeId>([output]);
  // Nodes read only earlier ones, so one pass from the back finds all.
  for (let id = output; id >= 0; id--) {
    const node = nodes[id];
    if (node && needed.has(id) && node.op !== 'none') for (const input of node.inputs) needed.add(input);
  }
  return needed;
}
