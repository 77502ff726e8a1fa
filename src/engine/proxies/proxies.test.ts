import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createNetworkBuilder } from '../../network/draft.ts';
import { lower } from '../../network/lower.ts';
import { image, type TensorType, tokens, vector } from '../../network/tensor-type.ts';
import type { Build } from '../layers/gradient-check.ts';
import { buildModel } from '../model.ts';
import { startTestBackend, testBackends } from '../test-backends.ts';
import { logAndInverse, logDeterminant } from './determinant.ts';
import { fisher } from './fisher.ts';
import { scoreOfJacobian } from './jacobian.ts';
import { addAgreement } from './naswot.ts';
import { kernelGradients, type Untrained } from './proxy.ts';
import { synflow } from './synflow.ts';
import { proxies } from './table.ts';
import { gradNorm, graspOfWeights, snip } from './weight-gradients.ts';
import { zen } from './zen.ts';

/** A network whose kernels are given, on an input, with the loss ½ Σ (output − 5)². */
function untrained<T>(
  type: TensorType,
  build: Build,
  kernels: readonly (readonly number[])[] | undefined,
  use: (untrained: Untrained) => T,
  x: readonly number[] = [],
): T {
  const builder = createNetworkBuilder();
  const network = lower(builder.finish(build(builder, builder.input(type))));
  const model = buildModel(network, 'test');
  kernels?.forEach((values, i) => {
    const { tensor } = model.variables[i] as (typeof model.variables)[number];
    tf.tidy(() => tensor.assign(tf.tensor([...values], tensor.shape)));
  });
  const width = type.kind === 'image' ? [type.height, type.width, type.channels] : [x.length];
  const given =
    type.kind === 'image' ? tf.randomNormal([4, ...width], 0, 1, 'float32', 3) : tf.tensor([...x], [1, ...width]);
  try {
    return use({
      network,
      model,
      input: type,
      x: given,
      seed: 1,
      loss: (outputs) => tf.mul(0.5, tf.sum(tf.square(tf.sub(outputs, 5)))),
    });
  } finally {
    given.dispose();
    model.dispose();
  }
}
const dense =
  (units: number, bias = false): Build =>
  (b, x) =>
    b.add('dense', [x], { units, bias });

describe.each(testBackends)('on %s', (backend) => {
  beforeAll(() => startTestBackend(backend));

  // L = ½(wx − y)², w = 2, x = 3, y = 5: g = 3, H = 9.
  test('snip 6, grasp −54, norm of the gradient 3, fisher of one activation', () => {
    const scalar = (score: (u: Untrained) => number): number => untrained(vector(1), dense(1), [[2]], score, [3]);
    expect(scalar(snip)).toBeCloseTo(6, 4);
    expect(scalar(graspOfWeights)).toBeCloseTo(-54, 2);
    expect(scalar(gradNorm)).toBeCloseTo(3, 4);
    // a = 6, ∂L/∂a = 1: ½·36.
    expect(scalar(fisher)).toBeCloseTo(18, 4);
  });

  // A norm after each kernel undoes its scale: ∂L/∂(cθ) = ∂L/∂θ / c, so Hθ = −g and −θ·(H g) = g·g.
  test('grasp of kernels that are normalised afterwards: the square of the gradient', () => {
    const unit = (b: Parameters<Build>[0], x: number): number =>
      b.add('relu', [b.add('bn', [b.add('conv', [x], { filters: 4, bias: false })])]);
    // Deep, so that a step along the gradient would cross many kinks of the rectifiers.
    const build: Build = (b, x) =>
      b.add('global_avg_pool', [Array.from({ length: 8 }).reduce<number>((y) => unit(b, y), x)]);
    untrained(image(6, 6, 3), build, undefined, (subject) => {
      const squares = kernelGradients(subject).reduce((sum, g) => sum + g.reduce((all, x) => all + x * x, 0), 0);
      expect(squares).toBeGreaterThan(0);
      expect(graspOfWeights(subject) / squares).toBeCloseTo(1, 2);
    });
  });

  // L = ½(v·relu(w·x) − 5)², x = 1, w = 2, v = 3: g = (3, 2), H = [[9, 7], [7, 4]], −θ·(H g) = −169. A second unit is off,
  // and would be on if its weight were 1% larger.
  test('grasp counts no rectifier that a small step turns on', () => {
    const build: Build = (b, x) => dense(1)(b, b.add('relu', [dense(2, true)(b, x)]));
    const kernels = [
      [2, 1],
      [0, -1.005],
      [3, 7],
    ];
    expect(untrained(vector(1), build, kernels, graspOfWeights, [1])).toBeCloseTo(-169, 0);
  });

  // W1 = [[1, −2], [3, 0]], W2 = [[2, −1]]: R = 9, Σ θ·∂R/∂θ = 18.
  test('synflow: layers x R of a chain', () => {
    const chain: Build = (b, x) => dense(1)(b, b.add('relu', [b.add('bn', [dense(2)(b, x)])]));
    const kernels = [
      [1, 3, -2, 0],
      [1, 1],
      [0, 0],
      [2, -1],
    ]; // kernels are [in, out]; a norm lies between
    expect(Math.exp(untrained(vector(2), chain, kernels, synflow, [0, 0]))).toBeCloseTo(18, 4);
  });

  test('synflow of a network whose flow no number of 32 bits holds', () => {
    const [layers, width] = [40, 8];
    const deep: Build = (b, x) => {
      let y = x;
      for (let i = 0; i < layers; i++) y = b.add('relu', [dense(width)(b, y)]);
      return y;
    };
    const kernels = Array.from({ length: layers }, () => new Array<number>(width * width).fill(-100));
    const score = untrained(vector(width), deep, kernels, synflow, new Array<number>(width).fill(0));
    // R = width·(100·width)^layers.
    expect(score).toBeCloseTo(Math.log(layers) + Math.log(width) + layers * Math.log(100 * width), 3);
  });

  test('zen: scaling every weight of a linear network by s adds layers · ln s', () => {
    const linear =
      (s: number): Build =>
      (b, x) => {
        let y = x;
        for (let i = 0; i < 3; i++) y = b.add('affine', [dense(4)(b, y)], { scale: s, shift: 0 });
        return y;
      };
    const score = (s: number): number => untrained(vector(4), linear(s), undefined, zen, [1, 2, 3, 4]);
    expect(score(5) - score(1)).toBeCloseTo(3 * Math.log(5), 4);
  });

  test('every proxy: the same again, the model is left as it was, nothing leaks', () => {
    const cell: Build = (b, x) => {
      const unit = (y: number): number =>
        b.add('bn', [b.add('conv', [b.add('relu', [y])], { filters: 4, bias: false })]);
      const y = unit(x);
      return dense(3, true)(b, b.add('global_avg_pool', [b.add('sum', [unit(y), b.add('max_pool', [y])])]));
    };
    const cut: Build = (b, x) => dense(3)(b, b.add('global_avg_pool', [b.add('none', [x])]));
    for (const [[name, score], build] of [...proxies].flatMap((entry) =>
      [cell, cut].map((of) => [entry, of] as const),
    )) {
      untrained(image(6, 6, 3), build, undefined, (subject) => {
        const weights = () => subject.model.variables.map(({ tensor }) => [...tensor.dataSync<'float32'>()]);
        const [before, tensors] = [weights(), tf.memory().numTensors];
        const first = score(subject);
        expect(Number.isFinite(first), name).toBe(true);
        expect(score(subject), name).toBe(first);
        expect(weights(), name).toEqual(before);
        expect(tf.memory().numTensors, name).toBe(tensors);
      });
    }
  });

  test('what needs numbers says so of tokens', () => {
    const subject = { input: tokens(3, 5) } as unknown as Untrained;
    for (const name of ['synflow', 'zen', 'jacob_cov'])
      expect(() => proxies.get(name)?.(subject)).toThrow(`'${name}' needs inputs that are numbers`);
  });

  test('naswot: three codes', () => {
    const kernel = new Float64Array(9);
    const codes = [
      [1, 1, -1, -1],
      [1, -1, 1, -1],
      [-1, 1, 1, 1],
    ]; // 1100, 1010, 0111
    tf.tidy(() => addAgreement(kernel, tf.tensor2d(codes), 3));
    expect([...kernel]).toEqual([4, 2, 1, 2, 4, 1, 1, 1, 4]);
    expect(logDeterminant(kernel, 3)).toBeCloseTo(3.78419, 6);
  });
});

test('jacob_cov of examples that do not correlate: −1 each', () => {
  const rows = [
    [1, -1, 0, 0, 0, 0, 0, 0],
    [0, 0, 1, -1, 0, 0, 0, 0],
    [0, 0, 0, 0, 1, -1, 0, 0],
    [0, 0, 0, 0, 0, 0, 1, -1],
  ];
  expect(scoreOfJacobian(Float32Array.from(rows.flat()), 4)).toBeCloseTo(-4, 4);
  // Examples that are not told apart score far worse.
  expect(scoreOfJacobian(new Float32Array(32), 4)).toBeLessThan(-1e4);
});

test('Σ ln v + 1/v of a matrix with known eigenvalues', () => {
  // [[2, 1], [1, 2]]: 3 and 1.
  expect(logAndInverse(Float64Array.from([2, 1, 1, 2]), 2)).toBeCloseTo(Math.log(3) + 1 + 1 / 3, 12);
});
