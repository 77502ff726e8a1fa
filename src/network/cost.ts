import { isNetwork } from './attributes.ts';
import { expansionOf } from './draft.ts';
import { energyOf } from './energy.ts';
import { lower } from './lower.ts';
import type { Network, NetworkNode } from './network.ts';
import { isComposite, type Primitive } from './operation.ts';
import { operations } from './operations.ts';
import { peakValues, views } from './peak-memory.ts';
import { places } from './shapes.ts';
import { elements, type TensorType } from './tensor-type.ts';

/** What is known of a network before training, for one example. Every node counts, those that nobody reads too. */
export interface Measures {
  /** Trainable parameters. */
  readonly params: number;
  /** Multiply-accumulates; docs/decisions/macs.md says what counts. */
  readonly macs: number;
  /** Layers with weights (convolutions, dense, recurrent, attention) on the longest path. */
  readonly depth: number;
  /** Peak bytes of live activations at inference, in the best order of the operations, float32. */
  readonly memory: number;
  /** Bytes for a training step with Adam: all activations, and weights with gradient and two moments. */
  readonly training_memory: number;
  /** Side of the square of input pixels that one value sees, before any global pooling (the largest over all paths). */
  readonly receptive_field: number;
  /** Bytes of the weights, float32. */
  readonly size: number;
  /** Microjoules of one inference by a model: each weight is fetched once, each tensor written once and read by each reader. */
  readonly energy_model: number;
}

const bytesPerValue = 4;
/** Weight, gradient, first and second moment. */
const copiesInTraining = 4;
const weightFamilies: ReadonlySet<string> = new Set(['convolution', 'dense', 'recurrent', 'attention']);
export function costOf(network: Network): Measures {
  const { nodes, output } = lower(network);
  let params = 0;
  let macs = 0;
  let depth = 0;
  let stored = 0;
  let moved = 0;
  const depths: number[] = [];
  const fields: Field[] = [];
  for (const node of nodes) {
    const { own, weights } = costOfNode(
      node,
      node.inputs.map((id) => nodes[id]!.type),
    );
    params += own.params;
    macs += own.macs;
    stored += elements(node.type);
    if (!views.has(node.op)) {
      moved += elements(node.type);
      for (const input of node.inputs) moved += elements(nodes[input]!.type);
    }
    let above = 0;
    for (const input of node.inputs) above = Math.max(above, depths[input]!);
    depths.push(above + weights);
    depth = Math.max(depth, above + weights);
    fields.push(fieldOf(node, fields));
  }
  return {
    params,
    macs,
    depth,
    // Only where it is read: looking for the best order takes longer than all the rest.
    get memory() {
      return peakValues({ nodes, output }) * bytesPerValue;
    },
    training_memory: (stored + params * copiesInTraining) * bytesPerValue,
    receptive_field: fields.reduce((widest, { size }) => Math.max(widest, size), 1),
    size: params * bytesPerValue,
    energy_model: energyOf(macs, params + moved),
  };
}

/** What requirements before training are judged by: all that `costOf` knows, and `edges(cell)` of each cell. */
export function structureOf(network: Network): Measures & Readonly<Record<string, number>> {
  const edges = Object.entries(network.edges ?? {}).map(([cell, n]) => [`edges(${cell})`, n] as const);
  // Added to what there is: a copy would read the memory, which is costly and seldom asked for.
  return Object.assign(costOf(network), Object.fromEntries(edges));
}

/** What a node of a network adds to the params and macs of `costOf`; of a composite, all that it stands for. `types` of its inputs. */
export function addedCosts(node: CostedNode, types: readonly TensorType[]): AddedCosts {
  const operation = operations.get(node.op);
  const [source] = types;
  if (!operation || !isComposite(operation) || !source) return costOfNode(node, types).own;
  const expansion = expansionOf(operation, source, node.attributes, node.provenance);
  const known = ofExpansions.get(expansion);
  if (known) return known;
  const { params, macs } = costOf(expansion);
  ofExpansions.set(expansion, { params, macs });
  return { params, macs };
}

export type AddedCosts = Pick<Measures, 'params' | 'macs'>;
type CostedNode = Pick<NetworkNode, 'op' | 'attributes' | 'type' | 'provenance'>;
// Expansions are shared and never change.
const ofExpansions = new WeakMap<Network, AddedCosts>();

const primitiveOf = (node: Pick<NetworkNode, 'op'>): Primitive | undefined => {
  const operation = operations.get(node.op);
  return operation && !isComposite(operation) ? operation : undefined;
};

function costOfNode(node: CostedNode, types: readonly TensorType[]) {
  const operation = primitiveOf(node);
  if (!operation) return { own: { params: 0, macs: 0 }, weights: 0 };
  let own = operation.cost(types, node.type, node.attributes);
  let weights = weightFamilies.has(operation.family) ? 1 : 0;
  for (const name in node.attributes) {
    const body = node.attributes[name];
    if (!isNetwork(body)) continue;
    // A body runs once a step with the same weights (`rnn`).
    const inner = costOf(body);
    own = { params: own.params + inner.params, macs: own.macs + inner.macs * places(node.type) };
    weights = inner.depth;
  }
  return { own, weights };
}

/** Receptive field of a value and the distance of neighbours, in pixels of the input: r ← r + (k − 1)·d·j, j ← j·s. */
interface Field {
  readonly size: number;
  readonly step: number;
}

function fieldOf(node: NetworkNode, fields: readonly Field[]): Field {
  let size = 1;
  let step = 1;
  for (const input of node.inputs) {
    size = Math.max(size, fields[input]!.size);
    step = Math.max(step, fields[input]!.step);
  }
  const window = primitiveOf(node)?.window?.(node.attributes);
  if (!window) return { size, step };
  return { size: size + (window.kernel - 1) * window.dilation * step, step: step * window.stride };
}
