import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { random } from '../../base/random.ts';
import { startBackend } from '../backend.ts';
import { batchNormOf } from './batch-norm.ts';
import { convolutionGeometry, type WindowGeometry } from './geometry.ts';
import { registerWasmKernels } from './wasm-kernels.ts';

const geometry = fc
  .record({
    batch: fc.integer({ min: 1, max: 2 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    channels: fc.integer({ min: 1, max: 9 }),
    filters: fc.integer({ min: 1, max: 18 }),
    kernelHeight: fc.integer({ min: 1, max: 4 }),
    kernelWidth: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    pad: fc.constantFrom('same', 'valid'),
  })
  .map(({ batch, height, width, channels, filters, kernelHeight, kernelWidth, stride, dilation, pad }) => ({
    xShape: [batch, height, width, channels],
    wShape: [kernelHeight, kernelWidth, channels, filters],
    attributes: {
      strides: [stride, stride] as [number, number],
      dilations: [dilation, dilation] as [number, number],
      pad: pad as 'same' | 'valid',
      dataFormat: 'NHWC',
    },
  }))
  .filter(({ xShape, wShape, attributes }) => {
    const g = convolutionGeometry(xShape, wShape, attributes);
    return g.outHeight > 0 && g.outWidth > 0;
  });

/** What the minimal filtering of Winograd is for: 3 x 3, and many channels. */
const deep = fc
  .record({
    batch: fc.integer({ min: 1, max: 6 }),
    height: fc.integer({ min: 3, max: 9 }),
    width: fc.integer({ min: 3, max: 9 }),
    channels: fc.constantFrom(16, 24),
    filters: fc.constantFrom(16, 40),
    pad: fc.constantFrom('same' as const, 'valid' as const),
  })
  .map(({ batch, height, width, channels, filters, pad }) => ({
    xShape: [batch, height, width, channels],
    wShape: [3, 3, channels, filters],
    attributes: { strides: [1, 1] as [number, number], dilations: [1, 1] as [number, number], pad, dataFormat: 'NHWC' },
  }));

function tensor(shape: readonly number[], seed: string): tf.Tensor {
  const source = random(seed);
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => source.next() - 0.5);
  return tf.tensor(values, [...shape]);
}

/** The definition, in double precision. `depthwise`: filter [kh, kw, C, 1], output channel c reads channel c alone. */
function convolved(x: tf.Tensor, w: tf.Tensor, g: WindowGeometry, depthwise: boolean): number[] {
  const [xs, ws] = [x.dataSync(), w.dataSync()];
  const y: number[] = [];
  for (let n = 0; n < g.batchSize; n++)
    for (let oy = 0; oy < g.outHeight; oy++)
      for (let ox = 0; ox < g.outWidth; ox++)
        for (let o = 0; o < g.outChannels; o++) {
          let sum = 0;
          for (let i = 0; i < g.filterHeight; i++)
            for (let j = 0; j < g.filterWidth; j++) {
              const row = oy * g.strideHeight + i * g.dilationHeight - g.padInfo.top;
              const column = ox * g.strideWidth + j * g.dilationWidth - g.padInfo.left;
              if (row < 0 || row >= g.inHeight || column < 0 || column >= g.inWidth) continue;
              for (let c = depthwise ? o : 0; c < (depthwise ? o + 1 : g.inChannels); c++) {
                const weight = depthwise
                  ? ws[(i * g.filterWidth + j) * g.inChannels + c]
                  : ws[((i * g.filterWidth + j) * g.inChannels + c) * g.outChannels + o];
                sum +=
                  (xs[((n * g.inHeight + row) * g.inWidth + column) * g.inChannels + c] as number) * (weight as number);
              }
            }
          y.push(sum);
        }
  return y;
}

const inner = (a: tf.Tensor, b: tf.Tensor): number => {
  const [as, bs] = [a.dataSync<'float32'>(), b.dataSync<'float32'>()];
  return as.reduce((sum, value, i) => sum + value * (bs[i] as number), 0);
};
const run = (name: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor =>
  tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as tf.Tensor;

describe.each(['composed', 'own'] as const)('%s kernels', (kernels) => {
  beforeAll(async () => {
    await startBackend('wasm');
    expect(registerWasmKernels(kernels)).toBe(kernels);
  });

  test.each([
    { what: 'any geometry', geometry, numRuns: 150 },
    { what: '3 x 3 of many channels', geometry: deep, numRuns: 8 },
  ])('convolve as defined, and their gradients are the adjoints: $what', ({ geometry, numRuns }) => {
    fc.assert(
      fc.property(geometry, fc.string(), ({ xShape, wShape, attributes }, seed) => {
        tf.tidy(() => {
          const [x, w] = [tensor(xShape, `${seed}x`), tensor(wShape, `${seed}w`)];
          const g = convolutionGeometry(xShape, wShape, attributes);
          const y = run('Conv2D', { x, filter: w }, attributes);
          const expected = convolved(x, w, g, false);
          y.dataSync().forEach((value, i) => {
            expect(value).toBeCloseTo(expected[i] as number, 4);
          });
          // The convolution is linear in x and in w, so ⟨y, dy⟩ = ⟨x, dx⟩ = ⟨w, dw⟩ defines its gradients.
          const dy = tensor(y.shape, `${seed}dy`);
          const dx = run('Conv2DBackpropInput', { dy, filter: w }, { ...attributes, inputShape: xShape });
          const dw = run('Conv2DBackpropFilter', { x, dy }, { ...attributes, filterShape: wShape });
          expect(inner(x, dx)).toBeCloseTo(inner(y, dy), 3);
          expect(inner(w, dw)).toBeCloseTo(inner(y, dy), 3);
        });
      }),
      { numRuns },
    );
  });

  test('convolve channel by channel as defined, with adjoint gradients', () => {
    fc.assert(
      fc.property(geometry, fc.string(), ({ xShape, wShape: [kh = 1, kw = 1, channels = 1], attributes }, seed) => {
        tf.tidy(() => {
          const wShape = [kh, kw, channels, 1];
          const [x, w] = [tensor(xShape, `${seed}x`), tensor(wShape, `${seed}w`)];
          const g = convolutionGeometry(xShape, wShape, attributes, 'depthwise');
          const y = run('DepthwiseConv2dNative', { x, filter: w }, attributes);
          const expected = convolved(x, w, g, true);
          y.dataSync().forEach((value, i) => {
            expect(value).toBeCloseTo(expected[i] as number, 4);
          });
          const dy = tensor(y.shape, `${seed}dy`);
          const backprop = 'DepthwiseConv2dNativeBackprop';
          const dx = run(`${backprop}Input`, { dy, filter: w }, { ...attributes, inputShape: xShape });
          const dw = run(`${backprop}Filter`, { x, dy }, { ...attributes, filterShape: wShape });
          expect(inner(x, dx)).toBeCloseTo(inner(y, dy), 3);
          expect(inner(w, dw)).toBeCloseTo(inner(y, dy), 3);
        });
      }),
      { numRuns: 100 },
    );
  });

  test('multiply matrices, transposed or not, in batches', () => {
    const side = fc.integer({ min: 1, max: 19 });
    fc.assert(
      fc.property(
        side,
        side,
        side,
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        fc.boolean(),
        (m, k, n, batch, ta, tb) => {
          tf.tidy(() => {
            const a = tensor(ta ? [batch, k, m] : [batch, m, k], 'a') as unknown as tf.Tensor3D;
            const b = tensor(tb ? [batch, n, k] : [batch, k, n], 'b') as unknown as tf.Tensor3D;
            const c = tf.matMul(a, b, ta, tb).arraySync() as number[][][];
            const [as, bs] = [a.arraySync(), b.arraySync()];
            for (let i = 0; i < batch; i++)
              for (let row = 0; row < m; row++)
                for (let column = 0; column < n; column++) {
                  let sum = 0;
                  for (let d = 0; d < k; d++) {
                    const left = ta ? as[i]?.[d]?.[row] : as[i]?.[row]?.[d];
                    const right = tb ? bs[i]?.[column]?.[d] : bs[i]?.[d]?.[column];
                    sum += (left as number) * (right as number);
                  }
                  expect(c[i]?.[row]?.[column]).toBeCloseTo(sum, 4);
                }
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('keep the variance of values far from zero, over many rows', () => {
    tf.tidy(() => {
      const rows = 40_000;
      const source = random('rows');
      const values = Float32Array.from({ length: rows * 5 }, () => 100 + source.normal());
      const x = tf.tensor(values, [rows, 5]);
      const exact = Array.from({ length: 5 }, (_, c) => {
        const column = Array.from({ length: rows }, (_, row) => values[row * 5 + c] as number);
        const mean = column.reduce((sum, v) => sum + v, 0) / rows;
        return column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / rows;
      });
      const { variance, mean } = batchNormOf('wasm')(x, tf.ones([5]), tf.zeros([5]), 1e-5);
      variance.dataSync().forEach((v, c) => {
        expect(v).toBeCloseTo(exact[c] as number, 3);
      });
      tf.dispose([variance, mean]);
    });
  });

  test('let what is not a number pass a rectifier, so that a training that diverges is seen', () => {
    const y = tf.tidy(() => tf.relu(tf.tensor1d([Number.NaN, -1, 2, Number.NaN, Number.NaN])).dataSync());
    expect([...y]).toEqual([Number.NaN, 0, 2, Number.NaN, Number.NaN]);
  });
});
