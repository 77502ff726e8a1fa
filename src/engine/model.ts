import * as tf from '@tensorflow/tfjs-core';
import { type Random, random } from '../base/random.ts';
import { isNetwork } from '../network/attributes.ts';
import { neededNodes } from '../network/needed.ts';
import type { Network, NetworkNode, NodeId } from '../network/network.ts';
import { elements } from '../network/tensor-type.ts';
import { EngineError } from './engine-error.ts';
import type { Forward, Mode } from './layers/layer.ts';
import { layers } from './layers/table.ts';

/** A trainable variable of a model. */
export interface ModelVariable {
  readonly tensor: tf.Variable;
  /** Node and role: `12 conv/kernel`; in a body the node around it first: `3 rnn/5 dense/kernel`. */
  readonly name: string;
  /** Weight decay applies. */
  readonly decays: boolean;
}

/** Stands between a node (none of a body) and what reads it: what it returns takes the place of `compute()`. */
export type See = (node: NetworkNode, inputs: readonly tf.Tensor[], compute: () => tf.Tensor) => tf.Tensor;

/** A network made ready to run. Batch norm and dropout keep state between calls. */
export interface Model {
  readonly variables: readonly ModelVariable[];
  /** What training keeps up to date without gradients, such as running means; changed in place. */
  readonly states: readonly Float32Array[];
  /** [N, …input], one for each input of the network -> what the output node gives for each example. */
  forward(x: tf.Tensor | readonly tf.Tensor[], mode: Mode): tf.Tensor;
  /** The same, but without a softmax, or a sigmoid of one value, at the end: what cross entropy needs. */
  logits(x: tf.Tensor, mode: Mode, see?: See): tf.Tensor;
  dispose(): void;
}

/**
 * Why the engine can't train a network (primitives only), in the user's words; undefined if it can. Nodes that the
 * output does not need don't matter.
 */
export function canTrain(network: Network): string | undefined {
  if (network.inputs.length !== 1) {
    return `The engine trains networks with one input, but this one has ${network.inputs.length}.`;
  }
  return unknownOperation(network);
}

function unknownOperation(network: Network): string | undefined {
  for (const id of neededNodes(network)) {
    const node = nodeOf(network, id);
    if (node.op === 'input') continue;
    if (!layers.has(node.op)) {
      const { scope } = node.provenance;
      return `The engine can't train \`${node.op}\` (${scope.length > 0 ? `in ${scope.join('/')}` : `node ${id}`}).`;
    }
    for (const value of Object.values(node.attributes)) {
      const problem = isNetwork(value) ? unknownOperation(value) : undefined;
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

/**
 * Builds a network of primitives, of any number of inputs; the seed decides its weights and its dropout masks. Throws an
 * `EngineError`.
 */
export function buildModel(network: Network, seed: number | string): Model {
  const problem = unknownOperation(network);
  if (problem !== undefined) throw new EngineError('untrainable', problem);
  const parts: Parts = { variables: [], states: [] };
  const { variables, states } = parts;
  const run = assemble(network, random(seed), parts, '');
  const logits = logitsOf(network);
  return {
    variables,
    states,
    forward: (x, mode) => tf.tidy(() => run(x instanceof tf.Tensor ? [x] : x, mode, network.output)),
    logits: (x, mode, see) => tf.tidy(() => run([x], mode, logits, see)),
    dispose: () => {
      for (const { tensor } of variables) tensor.dispose();
    },
  };
}

/** What the layers of a model own. */
interface Parts {
  readonly variables: ModelVariable[];
  readonly states: Float32Array[];
}

/** Runs a network up to its node `last`. */
type Assembly = (inputs: readonly tf.Tensor[], mode: Mode, last: NodeId, see?: See) => tf.Tensor;

/** Builds the layers of all needed nodes, those of bodies too; what they own is added to `parts`. */
function assemble(network: Network, source: Random, parts: Parts, within: string): Assembly {
  const built = [...neededNodes(network)]
    .sort((a, b) => a - b)
    .map((id) => nodeOf(network, id))
    .filter((node) => node.op !== 'input')
    .map((node) => ({ node, forward: layerOf(network, node, source.fork(`node ${node.id}`), parts, within) }));
  return (inputs, mode, last, see) => {
    const values = new Map<NodeId, tf.Tensor>(network.inputs.map((id, i) => [id, inputs[i] as tf.Tensor]));
    for (const { node, forward } of built) {
      if (node.id > last) break;
      // Zeros have no need of what they replace, only of the size of the batch.
      const read = node.op === 'none' ? inputs : node.inputs.map((id) => values.get(id) as tf.Tensor);
      values.set(node.id, see ? see(node, read, () => forward(read, mode)) : forward(read, mode));
    }
    const result = values.get(last) as tf.Tensor;
    // The caller disposes what it gave and what it got; they must not be the same tensor.
    return inputs.includes(result) ? tf.clone(result) : result;
  };
}

function layerOf(network: Network, node: NetworkNode, source: Random, parts: Parts, within: string): Forward {
  const builder = layers.get(node.op);
  if (!builder) throw new EngineError('untrainable', `The engine does not know \`${node.op}\`.`);
  return builder({
    node,
    inputs: node.inputs.map((id) => nodeOf(network, id).type),
    weight: (name, shape, initialise, decays) => {
      const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
      initialise(values, source.fork(name));
      const tensor = tf.tidy(() => tf.variable(tf.tensor(values, [...shape])));
      parts.variables.push({ tensor, name: `${within}${node.id} ${node.op}/${name}`, decays: decays === 'decays' });
      return tensor;
    },
    state: (size, value) => {
      const values = new Float32Array(size).fill(value);
      parts.states.push(values);
      return values;
    },
    random: source.fork('masks'),
    body: (body) => {
      const run = assemble(body, source.fork('body'), parts, `${within}${node.id} ${node.op}/`);
      return (inputs, mode) => run(inputs, mode, body.output);
    },
  });
}

/** The node before a softmax, or a sigmoid of one value, at the end, else the output. */
export function logitsOf(network: Network): NodeId {
  let node = nodeOf(network, network.output);
  while (node.op === 'identity') node = nodeOf(network, node.inputs[0] as NodeId);
  const isProbability = node.op === 'softmax' || (node.op === 'sigmoid' && elements(node.type) === 1);
  return isProbability ? (node.inputs[0] as NodeId) : network.output;
}

function nodeOf(network: Network, id: NodeId): NetworkNode {
  const node = network.nodes[id];
  if (!node) throw new Error(`The network has no node ${id}.`);
  return node;
}
