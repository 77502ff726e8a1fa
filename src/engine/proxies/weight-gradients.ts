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

/** Length of the step of the difference, as in the second order of DARTS. */
const STEP = 0.01;

/**
 * −Σ θ·(H g) (Wang et al. 2020), g = ∂L/∂θ held fixed. H g by central differences of the gradient along g, because a
 * second derivative of a convolution is not on every backend.
 */
export const grasp: ZeroCostProxy = (untrained) => {
  const { model } = untrained;
  const saved = copyWeights(model);
  const gradients = kernelGradients(untrained);
  const weights = valuesOf(untrained);
  const norm = Math.sqrt(gradients.reduce((sum, gradient) => sum + dot(gradient, gradient), 0));
  if (norm === 0) return 0;
  const step = STEP / norm;
  const at = (sign: number): Float32Array[] => {
    const variables = kernelsOf(model);
    tf.tidy(() => {
      for (const [k, { tensor }] of variables.entries()) {
        const gradient = gradients[k] as Float32Array;
        const moved = (weights[k] as Float32Array).map((theta, i) => theta + sign * step * (gradient[i] as number));
        tensor.assign(tf.tensor(moved, tensor.shape));
      }
    });
    return kernelGradients(untrained);
  };
  const [after, before] = [at(1), at(-1)];
  setWeights(model, saved);
  let sum = 0;
  for (const [k, theta] of weights.entries())
    sum += dot(theta, after[k] as Float32Array) - dot(theta, before[k] as Float32Array);
  return -sum / (2 * step);
};

const valuesOf = ({ model }: Parameters<ZeroCostProxy>[0]): Float32Array[] =>
  kernelsOf(model).map(({ tensor }) => tensor.dataSync<'float32'>().slice());

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
