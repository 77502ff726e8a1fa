import * as tf from '@tensorflow/tfjs-core';
import { neededNodes } from '../../network/needed.ts';
import type { NetworkNode } from '../../network/network.ts';
import type { ModelVariable } from '../model.ts';
import { copyWeights, setWeights } from '../weights.ts';
import { kernelGradients, kernelsOf, type Untrained, type ZeroCostProxy } from './proxy.ts';

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

/** How much the weights are scaled. */
const STEP = 0.01;

/**
 * −Σ θ·(H g) (Wang et al. 2020), g = ∂L/∂θ held fixed. H is symmetric, so that is −Σ g·(H θ). Of a kernel that a batch norm
 * follows H θ is −g: its scale changes nothing but the gradient by it, which shrinks as it grows. For all others H θ is a
 * central difference of the gradient while they grow and shrink by 1%: a second derivative of a convolution is not on every
 * backend, and a step along g would cross many kinks of rectifiers. Scaling normalised kernels too would be the same, but for
 * rounding, which flips signs before rectifiers: through dozens of layers that drowns what is left after the parts cancel.
 */
export const grasp: ZeroCostProxy = (untrained) => {
  const { model } = untrained;
  const saved = copyWeights(model);
  const gradients = kernelGradients(untrained);
  const kernels = kernelsOf(model);
  const normalised = normalisedKernels(untrained);
  const others = kernels.filter((kernel) => !normalised.has(kernel));
  const scaled = (by: number): Float32Array[] => {
    tf.tidy(() => {
      for (const { tensor } of others) tensor.assign(tf.mul(tensor, by));
    });
    const found = kernelGradients(untrained);
    setWeights(model, saved);
    return found;
  };
  const [after, before] = others.length > 0 ? [scaled(1 + STEP), scaled(1 - STEP)] : [gradients, gradients];
  let sum = 0;
  for (const [k, gradient] of gradients.entries()) {
    sum += (dot(gradient, before[k] as Float32Array) - dot(gradient, after[k] as Float32Array)) / (2 * STEP);
    if (normalised.has(kernels[k] as ModelVariable)) sum += dot(gradient, gradient);
  }
  return sum;
};

/** Operations whose output grows as their kernel does. */
const LINEAR = new Set(['conv', 'dw_conv', 'dense']);

/** Kernels of nodes that nothing but batch norms read. */
function normalisedKernels({ network, model }: Untrained): Set<ModelVariable> {
  const needed = [...neededNodes(network)].map((id) => network.nodes[id] as NetworkNode);
  return new Set(
    kernelsOf(model).filter(({ name }) => {
      const [, id, op] = /^(\d+) (\w+)\/kernel$/.exec(name) ?? [];
      if (op === undefined || !LINEAR.has(op)) return false;
      const readers = needed.filter(({ inputs }) => inputs.includes(Number(id)));
      return readers.length > 0 && readers.every(({ op }) => op === 'bn');
    }),
  );
}

const valuesOf = ({ model }: Parameters<ZeroCostProxy>[0]): Float32Array[] =>
  kernelsOf(model).map(({ tensor }) => tensor.dataSync<'float32'>().slice());

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
