import { closest } from '../base/closest.ts';
import { completeAttributes, isNetwork } from './attributes.ts';
import type { Attributes, Network, NetworkNode, NodeId, Provenance } from './network.ts';
import { NetworkError } from './network-error.ts';
import { type Composite, type Draft, isComposite, isMisfit, type Operation } from './operation.ts';
import { operations } from './operations.ts';
import { describe, type TensorType } from './tensor-type.ts';

/** Takes a network node by node, each checked as it is added. */
export interface NodeBuilder {
  /** What feeds the network; several are allowed. */
  input(type: TensorType, provenance?: Provenance): NodeId;
  /**
   * Applies an operation to earlier nodes. Missing attributes take their defaults. Throws a `NetworkError` that names
   * the operation, what it got and what to do, at the range of the provenance.
   */
  add(op: string, inputs: readonly NodeId[], attributes?: Attributes, provenance?: Provenance): NodeId;
  typeOf(node: NodeId): TensorType;
  /** Number of nodes so far. */
  readonly size: number;
  /** This builder as the place where `align` and composite operations write, all with one provenance. */
  at(provenance: Provenance): Draft;
}

/** Builds a network. */
export interface NetworkBuilder extends NodeBuilder {
  nodeAt(node: NodeId): NetworkNode;
  finish(output: NodeId): Network;
}

const nowhere: Provenance = { scope: [] };

export function createNetworkBuilder(): NetworkBuilder {
  const nodes: NetworkNode[] = [];
  const inputs: NodeId[] = [];

  const nodeAt = (node: NodeId): NetworkNode => {
    const found = nodes[node];
    if (!found) throw new RangeError(`There is no node ${node}: a network is built in order.`);
    return found;
  };
  const typeOf = (node: NodeId): TensorType => nodeAt(node).type;

  const push = (node: Omit<NetworkNode, 'id'>): NodeId => nodes.push({ id: nodes.length, ...node }) - 1;

  const add: NetworkBuilder['add'] = (op, sources, given = {}, provenance = nowhere) => {
    const { attributes, type } = applied(op, sources.map(typeOf), given, provenance);
    return push({ op, attributes, inputs: [...sources], type, provenance });
  };

  return {
    input(type, provenance = nowhere) {
      const id = push({ op: 'input', attributes: {}, inputs: [], type, provenance });
      inputs.push(id);
      return id;
    },
    add,
    typeOf,
    nodeAt,
    get size() {
      return nodes.length;
    },
    at: (provenance) => ({
      add: (op, sources, attributes, own) => add(op, sources, attributes, own ?? provenance),
      typeOf,
      provenance,
    }),
    finish: (output) => ({ nodes: [...nodes], inputs: [...inputs], output }),
  };
}

/** What an operation gives on tensors of these types, and its attributes with their defaults. Throws as `add` does. */
export const applied = (
  op: string,
  types: readonly TensorType[],
  given: Attributes,
  provenance: Provenance,
): { readonly attributes: Attributes; readonly type: TensorType } =>
  check(operationNamed(op, provenance), types, given, provenance);

function operationNamed(op: string, provenance: Provenance): Operation {
  const operation = operations.get(op);
  if (operation) return operation;
  const near = closest(op, operations.keys());
  const advice = near ? `Did you mean '${near}'?` : 'See docs/operations.md for those that there are.';
  throw new NetworkError(`There is no operation '${op}'. ${advice}`, provenance.range);
}

function check(
  operation: Operation,
  types: readonly TensorType[],
  given: Attributes,
  provenance: Provenance,
): { readonly attributes: Attributes; readonly type: TensorType } {
  const { name } = operation;
  if (operation.inputs === 'one' && types.length !== 1) {
    const advice = types.length === 0 ? 'Give it one.' : "Bring them together first, with 'sum' or 'concat'.";
    throw new NetworkError(`'${name}' reads one tensor, but gets ${types.length}. ${advice}`, provenance.range);
  }
  const completed = completeAttributes(operation, given, types[0]);
  if ('misfit' in completed) throw new NetworkError(completed.misfit, provenance.range);
  const { attributes } = completed;
  if (isComposite(operation)) {
    const expanded = expansionOf(operation, types[0]!, attributes, provenance);
    return { attributes, type: expanded.nodes[expanded.output]!.type };
  }
  const type = operation.infer(types, attributes);
  if (isMisfit(type)) throw new NetworkError(type.misfit, provenance.range);
  return { attributes, type };
}

/** The provenance of a node that a composite wrote: whoever inlines the expansion puts the composite's own instead. */
export const fromComposite: Provenance = { scope: [] };

// Networks use few operations many times; the bound only keeps a long-lived process from growing.
const expansions = new Map<string, Network>();
const mostExpansions = 4096;

/**
 * What a composite stands for on an input of this type: a network of one input, perhaps with composites in it.
 * Shared between equal uses, so it must not be changed.
 */
export function expansionOf(
  operation: Composite,
  type: TensorType,
  attributes: Attributes,
  provenance: Provenance,
): Network {
  const key = `${operation.name} ${attributesKey(attributes)} ${type.kind} ${describe(type)}`;
  const known = expansions.get(key);
  if (known) return known;
  if (expansions.size >= mostExpansions) expansions.clear();
  const network = expand(operation, type, attributes, provenance);
  expansions.set(key, network);
  return network;
}

function expand(operation: Composite, type: TensorType, attributes: Attributes, provenance: Provenance): Network {
  const builder = createNetworkBuilder();
  const input = builder.input(type);
  try {
    return builder.finish(operation.expand(builder.at(fromComposite), input, attributes));
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const where = error.message.startsWith(`'${operation.name}'`) ? '' : `In '${operation.name}': `;
    throw new NetworkError(`${where}${error.message}`, error.range ?? provenance.range);
  }
}

const bodies = new WeakMap<Network, number>();
let bodyCount = 0;

/** Equal for equal attributes; a body equals only itself. */
function attributesKey(attributes: Attributes): string {
  let key = '';
  for (const name in attributes) {
    const value = attributes[name];
    if (isNetwork(value)) {
      if (!bodies.has(value)) bodies.set(value, bodyCount++);
      key += `${name}=#${bodies.get(value)};`;
    } else {
      key += `${name}=${value};`;
    }
  }
  return key;
}
