import * as tf from '@tensorflow/tfjs-core';
import { random } from '../../base/random.ts';
import type { See } from '../model.ts';
import { copyWeights, setWeights } from '../weights.ts';
import { kernelGradients, kernelsOf, type ZeroCostProxy } from './proxy.ts';

/** Σ over kernels of the Euclidean norm of ∂L/∂W (Abdelfattah et al. 2021). */
export const gradNorm: ZeroCostProxy = (untrained) =>
  kernelGradients(untrained).reduce((sum, gradient) => sum + Math.sqrt(dot(gradient, gradient)), 0);

/** Σ |θ·∂L/∂θ| (Lee et al. 2019). */
export const snip: ZeroCostProxy = (untrained) => {
  const gradients = kernelGradients(untrained);
  const weights = valuesOf(untrained);
  let sum = 0;
  for (const [k, gradient] of gradients.entries()) {
    const theta = weights[k] as Float32Array;
    for (let i = 0; i < gradient.length; i++) sum += Math.abs((theta[i] as number) * (gradient[i] as number));
  }
  return sum;
};

/**
 * Wang et al. 2020, of kernels drawn evenly within ±1/√(values that an output reads), as PyTorch draws them and so every
 * published figure: how the parts of the layers weigh against each other depends on it. He's and Glorot's weights make the
 * gradients of normalised kernels smaller and the outputs larger.
 */
export const grasp: ZeroCostProxy = (untrained) => {
  const { model, seed } = untrained;
  const source = random(seed).fork('grasp');
  const saved = copyWeights(model);
  tf.tidy(() => {
    for (const { tensor, name } of kernelsOf(model)) {
      const [before = 1, last = 1] = tensor.shape.slice(-2);
      const fanIn = tensor.size / last / (name.includes('dw_conv/') ? before : 1);
      const drawn = Float32Array.from({ length: tensor.size }, () => (2 * source.next() - 1) / Math.sqrt(fanIn));
      tensor.assign(tf.tensor(drawn, tensor.shape));
    }
  });
  const score = graspOfWeights(untrained);
  setWeights(model, saved);
  return score;
};

/** How much the weights are scaled. */
const STEP = 0.01;

/**
 * −Σ θ·(H g) with the weights of the model, g = ∂L/∂θ held fixed. H is symmetric, so that is −Σ g·(H θ), with H θ by central differences
 * of the gradient while all kernels grow and shrink by 1%: a second derivative of a convolution is not on every backend.
 * Rectifiers keep the slopes that they have at θ, as a second derivative has it: differences across their kinks would count
 * each sign that flips, and there are enough of these, however small the step, to change the order of architectures.
 */
export const graspOfWeights: ZeroCostProxy = (untrained) => {
  const { model } = untrained;
  const saved = copyWeights(model);
  const slopes = new Map<number, tf.Tensor>();
  const variables = kernelsOf(model);
  const scaled = (by: number): Float32Array[] => {
    tf.tidy(() => {
      for (const { tensor } of variables) tensor.assign(tf.mul(tensor, by));
    });
    const found = kernelGradients(untrained, withSlopes(slopes));
    setWeights(model, saved);
    return found;
  };
  try {
    const gradients = kernelGradients(untrained, keepingSlopes(slopes));
    const [after, before] = [scaled(1 + STEP), scaled(1 - STEP)];
    let sum = 0;
    for (const [k, gradient] of gradients.entries())
      sum += dot(gradient, after[k] as Float32Array) - dot(gradient, before[k] as Float32Array);
    return -sum / (2 * STEP);
  } finally {
    tf.dispose([...slopes.values()]);
  }
};

/** Rectifiers of straight pieces that meet at 0. */
const BENT: ReadonlySet<string> = new Set(['relu', 'leaky_relu']);

/** Notes the slope of each rectifier at what it reads. */
const keepingSlopes =
  (slopes: Map<number, tf.Tensor>): See =>
  (node, [read], compute) => {
    const value = compute();
    if (BENT.has(node.op) && read) slopes.set(node.id, tf.keep(tf.divNoNan(value, read)));
    return value;
  };

/** Rectifiers multiply by the slopes that were noted. */
const withSlopes =
  (slopes: ReadonlyMap<number, tf.Tensor>): See =>
  (node, [read], compute) => {
    const slope = slopes.get(node.id);
    return slope && read ? tf.mul(read, slope) : compute();
  };

const valuesOf = ({ model }: Parameters<ZeroCostProxy>[0]): Float32Array[] =>
  kernelsOf(model).map(({ tensor }) => tensor.dataSync<'float32'>().slice());

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
