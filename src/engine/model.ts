import * as tf from '@tensorflow/tfjs-core';
import { random } from '../base/random.ts';
import type { Network, NetworkNode, NodeId } from '../network/network.ts';
import { EngineError } from './engine-error.ts';
import type { Forward, LayerContext, Mode } from './layers/layer.ts';
import { layers } from './layers/table.ts';

/** A trainable variable of a model. */
export interface ModelVariable {
  readonly tensor: tf.Variable;
  /** Node and role: `12 conv/kernel`. */
  readonly name: string;
  /** Weight decay applies. */
  readonly decays: boolean;
}

/** A network made ready to run. Not thread-safe: batch norm and dropout keep state between calls. */
export interface Model {
  readonly variables: readonly ModelVariable[];
  /** [N, …input] -> what the output node gives for each example. */
  forward(x: tf.Tensor, mode: Mode): tf.Tensor;
  /** The same, but without a softmax at the end: what cross entropy needs. */
  logits(x: tf.Tensor, mode: Mode): tf.Tensor;
  dispose(): void;
}

/**
 * Why the engine can't train a network (primitives only), in the user's words; undefined if it can. Nodes that the
 * output does not need don't matter.
 */
export function canTrain(network: Network): string | undefined {
  const [input, ...others] = network.inputs;
  if (input === undefined || others.length > 0) {
    return `The engine trains networks with one input, but this one has ${network.inputs.length}.`;
  }
  const live = neededNodes(network);
  if (!live.has(input)) return 'The output of the network does not depend on its input.';
  for (const id of live) {
    const node = nodeOf(network, id);
    if (node.op !== 'input' && !layers.has(node.op)) {
      return `The engine can't train \`${node.op}\` yet (${place(node)}).`;
    }
  }
  return undefined;
}

const place = (node: NetworkNode): string =>
  node.provenance.scope.length > 0 ? `in ${node.provenance.scope.join('/')}` : `node ${node.id}`;

/** Builds a network of primitives; the seed decides its weights and its dropout masks. Throws an `EngineError`. */
export function buildModel(network: Network, seed: number | string): Model {
  const problem = canTrain(network);
  if (problem !== undefined) throw new EngineError('untrainable', problem);
  const source = random(seed);
  const live = [...neededNodes(network)].sort((a, b) => a - b).map((id) => nodeOf(network, id));
  const variables: ModelVariable[] = [];
  const built = live
    .filter((node) => node.op !== 'input')
    .map((node) => {
      const own = source.fork(`node ${node.id}`);
      const context: LayerContext = {
        node,
        inputs: node.inputs.map((id) => nodeOf(network, id).type),
        weight: (name, shape, initialise, decays) => {
          const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
          initialise(values, own.fork(name));
          const tensor = tf.tidy(() => tf.variable(tf.tensor(values, [...shape])));
          variables.push({ tensor, name: `${node.id} ${node.op}/${name}`, decays: decays === 'decays' });
          return tensor;
        },
        state: (_name, size, value) => new Float32Array(size).fill(value),
        random: own.fork('masks'),
      };
      const builder = layers.get(node.op);
      if (!builder) throw new EngineError('untrainable', `The engine does not know \`${node.op}\`.`);
      return { node, forward: builder(context) };
    });
  const run = (x: tf.Tensor, mode: Mode, last: NodeId): tf.Tensor =>
    tf.tidy(() => evaluate(built, network, x, mode, last));
  return {
    variables,
    forward: (x, mode) => run(x, mode, network.output),
    logits: (x, mode) => run(x, mode, logitsOf(network)),
    dispose: () => {
      for (const { tensor } of variables) tensor.dispose();
    },
  };
}

function evaluate(
  built: readonly { readonly node: NetworkNode; readonly forward: Forward }[],
  network: Network,
  x: tf.Tensor,
  mode: Mode,
  last: NodeId,
): tf.Tensor {
  const values = new Map<NodeId, tf.Tensor>(network.inputs.map((id) => [id, x]));
  for (const { node, forward } of built) {
    if (node.id > last) break;
    const inputs = node.inputs.map((id) => values.get(id) as tf.Tensor);
    values.set(node.id, forward(inputs, mode));
  }
  const result = values.get(last) as tf.Tensor;
  // The caller disposes what it gave and what it got; they must not be the same tensor.
  return result === x ? tf.clone(x) : result;
}

function logitsOf(network: Network): NodeId {
  let node = nodeOf(network, network.output);
  while (node.op === 'skip' || node.op === 'identity') node = nodeOf(network, node.inputs[0] as NodeId);
  return node.op === 'softmax' ? (node.inputs[0] as NodeId) : network.output;
}

/** The nodes that the output depends on, itself included. */
function neededNodes(network: Network): Set<NodeId> {
  const needed = new Set<NodeId>([network.output]);
  // Nodes read only earlier ones, so one pass from the back finds all.
  for (let id = network.output; id >= 0; id--) {
    if (needed.has(id)) for (const input of nodeOf(network, id).inputs) needed.add(input);
  }
  return needed;
}

function nodeOf(network: Network, id: NodeId): NetworkNode {
  const node = network.nodes[id];
  if (!node) throw new Error(`The network has no node ${id}.`);
  return node;
}
