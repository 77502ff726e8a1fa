import * as tf from '@tensorflow/tfjs-core';
import { provideLayerNorm } from './layer-norm.ts';
import type { OwnModule } from './own-module.ts';
import { replaceKernel } from './replace-kernel.ts';

/** Kernels that go row by row: layer norm, and sums of rows by segment. */
export function registerRowKernels(own: OwnModule): void {
  registerLayerNorm(own);
  registerSegmentSum(own);
}

function registerLayerNorm({ kernels, addressOf, output }: OwnModule): void {
  replaceKernel<{ readonly epsilon: number }>('LayerNorm', ({ input, attributes: { epsilon } }) => {
    const [x, gamma, beta] = [input('x'), input('gamma'), input('beta')];
    const channels = gamma.size;
    const rows = x.size / channels;
    const [y, mean, inverse] = [output(x.shape), output([rows]), output([rows])];
    const [xAt, gammaAt, betaAt, yAt] = [x, gamma, beta, y].map(addressOf) as [number, number, number, number];
    kernels.normaliseRows(
      ...([rows, channels, xAt, gammaAt, betaAt, epsilon, yAt, addressOf(mean), addressOf(inverse)] as const),
    );
    return [y, mean, inverse];
  });
  replaceKernel('LayerNormGradient', ({ input }) => {
    const names = ['x', 'gamma', 'mean', 'inverse', 'dy'];
    const [x, gamma] = [input('x'), input('gamma')];
    const channels = gamma.size;
    const [dx, dGamma, dBeta] = [output(x.shape), output([channels]), output([channels])];
    const at = [...names.map((name) => input(name)), dx, dGamma, dBeta].map(addressOf);
    kernels.normaliseRowsGradient(
      ...([x.size / channels, channels] as const),
      ...(at as [number, number, number, number, number, number, number, number]),
    );
    return [dx, dGamma, dBeta];
  });
  tf.registerGradient({
    kernelName: 'LayerNorm',
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, true, true],
    gradFunc: (dys, saved) => {
      const [x, gamma, mean, inverse] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const dy = Array.isArray(dys) ? (dys[0] as tf.Tensor) : dys;
      const inputs = { x, gamma, mean, inverse, dy };
      const [dx, dGamma, dBeta] = tf.engine().runKernel('LayerNormGradient', inputs) as tf.Tensor[];
      return { x: () => dx as tf.Tensor, gamma: () => dGamma as tf.Tensor, beta: () => dBeta as tf.Tensor };
    },
  });
  provideLayerNorm('wasm', (x, gamma, beta, epsilon) => {
    const [y] = tf.engine().runKernel('LayerNorm', { x, gamma, beta }, { epsilon }) as tf.Tensor[];
    return y as tf.Tensor;
  });
}

/** The gradient of `gather`, so of embeddings: rows of x are added up by their segment. Segment ids have rank 1. */
function registerSegmentSum({ kernels, addressOf, output }: OwnModule): void {
  replaceKernel<{ readonly numSegments: number }>('UnsortedSegmentSum', ({ input, attributes: { numSegments } }) => {
    const [x, ids] = [input('x'), input('segmentIds')];
    const y = output([numSegments, ...x.shape.slice(1)]);
    const [xAt, idsAt, yAt] = [addressOf(x), addressOf(ids), addressOf(y)];
    kernels.sumSegments(ids.size, x.size / Math.max(1, ids.size), numSegments, xAt, idsAt, yAt);
    return y;
  });
}
