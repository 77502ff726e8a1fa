import { isNetwork } from './attributes.ts';
import { expansionOf, fromComposite } from './draft.ts';
import type { Attributes, AttributeValue, Network, NetworkNode, NodeId } from './network.ts';
import { isComposite } from './operation.ts';
import { operations } from './operations.ts';

/**
 * The same network of primitives alone: composites are replaced by what they stand for, bodies of `residual` too.
 * Nodes keep their provenance; those that a composite wrote have the composite's. Bodies that an engine runs (`rnn`)
 * stay attributes and are lowered themselves.
 */
export function lower(network: Network): Network {
  if (isLow(network)) return network;
  const nodes: NetworkNode[] = [];
  const at: NodeId[] = [];
  for (const node of network.nodes) at.push(write(nodes, node, at));
  return { nodes, inputs: network.inputs.map((id) => at[id]!), output: at[network.output]! };
}

const isLow = (network: Network): boolean =>
  network.nodes.every((node) => {
    const operation = operations.get(node.op);
    return !(operation && isComposite(operation)) && bodiesOf(node.attributes).every(isLow);
  });

const bodiesOf = (attributes: Attributes): Network[] => Object.values(attributes).filter(isNetwork);

/** Appends what a node stands for and returns where its output is. */
function write(nodes: NetworkNode[], node: NetworkNode, at: readonly NodeId[]): NodeId {
  const inputs = node.inputs.map((id) => at[id]!);
  const operation = operations.get(node.op);
  if (!operation || !isComposite(operation)) {
    return nodes.push({ ...node, id: nodes.length, inputs, attributes: lowerBodies(node.attributes) }) - 1;
  }
  const source = nodes[inputs[0]!]!;
  const body = lowExpansion(expansionOf(operation, source.type, node.attributes, node.provenance));
  const within: NodeId[] = [];
  for (const part of body.nodes) {
    if (part.op === 'input') {
      within.push(inputs[body.inputs.indexOf(part.id)]!);
      continue;
    }
    const provenance = part.provenance === fromComposite ? node.provenance : part.provenance;
    const id = nodes.length;
    nodes.push({ ...part, id, inputs: part.inputs.map((input) => within[input]!), provenance });
    within.push(id);
  }
  return within[body.output]!;
}

// Expansions are shared and never change, so each is lowered once.
const lowered = new WeakMap<Network, Network>();

function lowExpansion(expansion: Network): Network {
  let low = lowered.get(expansion);
  if (!low) {
    low = lower(expansion);
    lowered.set(expansion, low);
  }
  return low;
}

function lowerBodies(attributes: Attributes): Attributes {
  if (bodiesOf(attributes).length === 0) return attributes;
  const lowBodies = Object.entries(attributes).map(([name, value]): [string, AttributeValue] => [
    name,
    isNetwork(value) ? lower(value) : value,
  ]);
  return Object.fromEntries(lowBodies);
}
