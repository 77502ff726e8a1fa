/** Folding: a folded group is drawn as one node; edges that end inside it end at it. Pure. */
import type { Diagram, DiagramEdge, DiagramNode } from '../../src/protocol/diagram.ts';

/** More nodes than this are drawn with their outermost groups folded first: a layout of 500 takes a second. */
export const foldAbove = 400;

/** Parents by id; a parent that does not exist or that is its own ancestor counts as none. */
export function parents(nodes: readonly DiagramNode[]): ReadonlyMap<string, string> {
  const groups = new Set(nodes.filter((node) => node.kind === 'group').map((node) => node.id));
  const result = new Map<string, string>();
  for (const node of nodes) {
    if (node.parent === undefined || !groups.has(node.parent) || result.has(node.id)) continue;
    let above: string | undefined = node.parent;
    while (above !== undefined && above !== node.id) above = result.get(above);
    if (above === undefined) result.set(node.id, node.parent);
  }
  return result;
}

export function fold(diagram: Diagram, folded: ReadonlySet<string>): Diagram {
  const parentOf = parents(diagram.nodes);
  const standIn = (id: string): string => {
    let shown = id;
    for (let above = parentOf.get(id); above !== undefined; above = parentOf.get(above)) {
      if (folded.has(above)) shown = above;
    }
    return shown;
  };
  const seen = new Set<string>();
  const edges: DiagramEdge[] = [];
  for (const edge of diagram.edges) {
    const from = standIn(edge.from);
    const to = standIn(edge.to);
    const changed = from !== edge.from || to !== edge.to;
    if (!changed) edges.push(edge);
    else if (from !== to && !seen.has(`${from}\n${to}`)) {
      seen.add(`${from}\n${to}`);
      edges.push({ from, to });
    }
  }
  return { ...diagram, nodes: diagram.nodes.filter((node) => standIn(node.id) === node.id), edges };
}

/** Which groups to fold at first. */
export function initiallyFolded(diagram: Diagram): ReadonlySet<string> {
  const parentOf = parents(diagram.nodes);
  if (diagram.nodes.length <= foldAbove) return new Set();
  return new Set(
    diagram.nodes.filter((node) => node.kind === 'group' && !parentOf.has(node.id)).map((node) => node.id),
  );
}
