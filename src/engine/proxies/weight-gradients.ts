import * as tf from '@tensorflow/tfjs-core';
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

/** How much the weights are scaled. */
const STEP = 0.01;

/**
 * −Σ θ·(H g) (Wang et al. 2020), g = ∂L/∂θ held fixed. H is symmetric, so that is −Σ g·(H θ), with H θ by central differences
 * of the gradient while all weights grow and shrink by 1%: a second derivative of a convolution is not on every backend, and
 * scaling weights leaves the signs before rectifiers as they are but for rounding, where a step along g crosses many of
 * their kinks. Through dozens of normalised layers rounding flips enough signs to drown what is left after the parts of the
 * layers cancel.
 */
export const grasp: ZeroCostProxy = (untrained) => {
  const { model } = untrained;
  const saved = copyWeights(model);
  const gradients = kernelGradients(untrained);
  const variables = kernelsOf(model);
  const scaled = (by: number): Float32Array[] => {
    tf.tidy(() => {
      for (const { tensor } of variables) tensor.assign(tf.mul(tensor, by));
    });
    const found = kernelGradients(untrained);
    setWeights(model, saved);
    return found;
  };
  const [after, before] = [scaled(1 + STEP), scaled(1 - STEP)];
  let sum = 0;
  for (const [k, gradient] of gradients.entries())
    sum += dot(gradient, after[k] as Float32Array) - dot(gradient, before[k] as Float32Array);
  return -sum / (2 * STEP);
};

const valuesOf = ({ model }: Parameters<ZeroCostProxy>[0]): Float32Array[] =>
  kernelsOf(model).map(({ tensor }) => tensor.dataSync<'float32'>().slice());

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
