import * as tf from '@tensorflow/tfjs-core';
import { neededNodes } from '../../network/needed.ts';
import type { Network, NodeId } from '../../network/network.ts';
import { dimensions } from '../../network/tensor-type.ts';
import { logitsOf } from '../model.ts';
import { copyWeights, setWeights } from '../weights.ts';
import { joined, kernelsOf, needsNumbers, norms, rectifiers, type ZeroCostProxy } from './proxy.ts';

/** Activations that the flow passes unchanged: with weights and inputs that are not negative, a rectifier does. */
const activations: ReadonlySet<string> = new Set([...rectifiers, 'sigmoid', 'tanh', 'softmax']);

/**
 * ln Σ θ·∂R/∂θ with every weight replaced by its size, no norms, an input of ones and R = Σ outputs (Tanaka et al. 2020).
 * The flow outgrows 32-bit numbers, so it is divided by its largest value wherever all paths meet, which scales R alone,
 * and the logarithms are added up. If nothing flows, the logarithm of the smallest double.
 */
export const synflow: ZeroCostProxy = (untrained) => {
  needsNumbers('synflow', untrained);
  const { network, model, input } = untrained;
  const kernels = kernelsOf(model).map(({ tensor }) => tensor);
  const meeting = meetingNodes(network);
  const saved = copyWeights(model);
  let logScale = 0;
  const flow = tf.tidy(() => {
    for (const { tensor, name } of model.variables)
      tensor.assign(name.endsWith('/bias') ? tf.zerosLike(tensor) : tf.abs(tensor));
    if (kernels.length === 0) return 0;
    const { grads } = tf.variableGrads(() => {
      const ones = tf.ones([1, ...dimensions(input)]);
      const output = model.logits(ones, 'inference', (node, inputs, compute) => {
        const passes = norms.has(node.op) || activations.has(node.op);
        const y = passes ? tf.clone(inputs[0] as tf.Tensor) : compute();
        if (!meeting.has(node.id)) return y;
        const largest = tf.max(y).dataSync<'float32'>()[0] as number;
        if (!(largest > 0)) return y;
        logScale += Math.log(largest);
        return tf.div(y, largest);
      });
      return joined(tf.sum(output), kernels[0] as tf.Tensor);
    }, kernels);
    return kernels.reduce((sum, kernel) => {
      const gradient = grads[kernel.name];
      return gradient ? sum + (tf.sum(tf.mul(kernel, gradient)).dataSync<'float32'>()[0] as number) : sum;
    }, 0);
  });
  setWeights(model, saved);
  return Math.log(Math.max(flow, Number.MIN_VALUE)) + (flow > 0 ? logScale : 0);
};

/** Nodes that lie on every path from the input to the logits: no edge leads past them. */
function meetingNodes(network: Network): ReadonlySet<NodeId> {
  const last = logitsOf(network);
  const needed = [...neededNodes(network)].filter((id) => id <= last).sort((a, b) => a - b);
  const meeting = new Set<NodeId>();
  let farthest = 0;
  for (const id of [...needed].reverse()) {
    // Edges from later nodes back to earlier ones than this.
    const node = network.nodes[id];
    if (id === last || farthest >= id) meeting.add(id);
    const sources = node && node.op !== 'none' ? node.inputs : [];
    farthest = Math.min(id === last ? Number.POSITIVE_INFINITY : farthest, ...sources);
  }
  return meeting;
}
