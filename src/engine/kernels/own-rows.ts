import * as tf from '@tensorflow/tfjs-core';
import { provideCrossEntropy } from './cross-entropy.ts';
import { provideLayerNorm } from './layer-norm.ts';
import type { OwnModule } from './own-module.ts';
import { replaceKernel } from './replace-kernel.ts';

/** Kernels that go row by row: layer norm, cross entropy, and sums of rows by segment. */
export function registerRowKernels(own: OwnModule): void {
  registerLayerNorm(own);
  registerCrossEntropy(own);
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

/** Gives the gradient by the outputs, and the mean with the number of rows that are right. */
function registerCrossEntropy({ kernels, addressOf, output }: OwnModule): void {
  replaceKernel<{ readonly smoothing: number }>('CrossEntropy', ({ input, attributes: { smoothing } }) => {
    const [outputs, labels] = [input('outputs'), input('labels')];
    const [rows, classes] = [labels.size, outputs.size / labels.size];
    const [gradient, totals] = [output(outputs.shape), output([2])];
    const off = smoothing / classes;
    const [xAt, labelsAt, dxAt, totalsAt] = [outputs, labels, gradient, totals].map(addressOf) as [
      number,
      number,
      number,
      number,
    ];
    kernels.crossEntropy(
      ...([rows, classes, xAt, labelsAt, 1 - smoothing + off, off, 1 / rows, dxAt, totalsAt] as const),
    );
    return [gradient, totals];
  });
  provideCrossEntropy('wasm', (outputs, labels, smoothing) => {
    const inputs = { outputs, labels: tf.tensor1d(labels, 'int32') };
    const [gradient, totals] = tf.engine().runKernel('CrossEntropy', inputs, { smoothing }) as [tf.Tensor, tf.Tensor];
    const [mean = Number.NaN, right = 0] = totals.dataSync<'float32'>();
    tf.dispose([inputs.labels, totals]);
    return { mean, right, gradient };
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
