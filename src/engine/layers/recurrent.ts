import * as tf from '@tensorflow/tfjs-core';
import { bodyOf, numberOf } from '../../network/attributes.ts';
import { channelsOf } from '../../network/tensor-type.ts';
import { product } from './dense.ts';
import { glorot, type Initialiser, zeros } from './initialisers.ts';
import { inputType, type LayerBuilder, only } from './layer.ts';

/** Runs a step over a sequence [N, L, C], from zeros; gives the states of all steps, [N, L, units]. */
function overTime(
  parts: readonly tf.Tensor[],
  units: number,
  step: (x: tf.Tensor, h: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  let h: tf.Tensor = tf.zeros([parts[0]?.shape[0] ?? 1, units]);
  const states = parts.map((x) => {
    h = step(x, h);
    return h;
  });
  return tf.stack(states, 1);
}

/** Inputs, forget, output gates and candidate side by side; the forget gate starts open (Jozefowicz et al. 2015). */
const openForgetGate =
  (units: number): Initialiser =>
  (values) => {
    values.fill(1, units, 2 * units);
  };

/** Long short-term memory (Hochreiter and Schmidhuber 1997). */
export const lstm: LayerBuilder = (context) => {
  const features = channelsOf(inputType(context));
  const units = numberOf(context.node.attributes, 'units');
  const width = 4 * units;
  const kernel = context.weight('kernel', [features, width], glorot(features, units), 'decays') as tf.Tensor;
  const recurrent = context.weight('recurrent', [units, width], glorot(units, units), 'decays') as tf.Tensor;
  const bias = context.weight('bias', [width], openForgetGate(units));
  return (inputs) => {
    // The inputs' share of all steps in one product; only the states' share has to wait for the step before.
    const shares = tf.unstack(product(only(inputs), kernel as tf.Tensor2D, bias as tf.Tensor1D), 1);
    let c: tf.Tensor = tf.zeros([shares[0]?.shape[0] ?? 1, units]);
    return overTime(shares, units, (x, h) => {
      const gates = tf.split(tf.add(x, tf.matMul(h, recurrent)), 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const [input, forget, output, candidate] = gates;
      c = tf.add(tf.mul(tf.sigmoid(forget), c), tf.mul(tf.sigmoid(input), tf.tanh(candidate)));
      return tf.mul(tf.sigmoid(output), tf.tanh(c));
    });
  };
};

/** Gated recurrent unit (Cho et al. 2014): h ← (1 − z)·n + z·h, the reset gate acting on the state before its product. */
export const gru: LayerBuilder = (context) => {
  const features = channelsOf(inputType(context));
  const units = numberOf(context.node.attributes, 'units');
  const kernel = context.weight('kernel', [features, 3 * units], glorot(features, units), 'decays') as tf.Tensor2D;
  const gateKernel = context.weight('recurrent gates', [units, 2 * units], glorot(units, units), 'decays');
  const newKernel = context.weight('recurrent candidate', [units, units], glorot(units, units), 'decays');
  const bias = context.weight('bias', [3 * units], zeros);
  return (inputs) => {
    const shares = tf.unstack(product(only(inputs), kernel, bias as tf.Tensor1D), 1);
    return overTime(shares, units, (x, h) => {
      const [gateShare, newShare] = tf.split(x, [2 * units, units], 1) as [tf.Tensor, tf.Tensor];
      const gates = tf.sigmoid(tf.add(gateShare, tf.matMul(h, gateKernel as tf.Tensor)));
      const [update, reset] = tf.split(gates, 2, 1) as [tf.Tensor, tf.Tensor];
      const candidate = tf.tanh(tf.add(newShare, tf.matMul(tf.mul(reset, h), newKernel as tf.Tensor)));
      return tf.add(candidate, tf.mul(update, tf.sub(h, candidate)));
    });
  };
};

/** A cell of the user's own, (x, h) → h, with the same weights at every step. */
export const rnn: LayerBuilder = (context) => {
  const units = numberOf(context.node.attributes, 'units');
  const cell = context.body(bodyOf(context.node.attributes));
  return (inputs, mode) => overTime(tf.unstack(only(inputs), 1), units, (x, h) => cell([x, h], mode));
};
