import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { costOf } from '../network/cost.ts';
import { createNetworkBuilder } from '../network/draft.ts';
import { lower } from '../network/lower.ts';
import { isComposite } from '../network/operation.ts';
import { operations } from '../network/operations.ts';
import { image, sequence, tokens, vector } from '../network/tensor-type.ts';
import { nasBench201 } from '../network/test-networks.ts';
import { startBackend } from './backend.ts';
import { modelOf } from './layers/gradient-check.ts';
import { layers } from './layers/table.ts';
import { buildModel, canTrain, type Model } from './model.ts';
import { testEngine } from './test-backends.ts';

beforeAll(async () => {
  await startBackend(testEngine);
});

const valuesOf = (t: tf.Tensor): number[] => [...t.dataSync<'float32'>()];
/** What a model gives for an input, as numbers. */
const apply = (model: Model, x: () => tf.Tensor, mode: 'training' | 'inference' = 'inference'): number[] =>
  tf.tidy(() => valuesOf(model.forward(x(), mode)));

test('every primitive of the table of operations has a layer, and no layer is without one', () => {
  const primitives = [...operations.values()].filter((operation) => !isComposite(operation)).map(({ name }) => name);
  expect([...layers.keys()].sort()).toEqual(primitives.sort());
});

test('has as many parameters as the cost says', () => {
  const edges = ['conv3', 'avg_pool', 'conv1', 'skip', 'conv3', 'conv1'] as const;
  const network = nasBench201((i) => edges[i] ?? 'none', 1);
  const model = buildModel(lower(network), 1);
  expect(model.variables.reduce((sum, { tensor }) => sum + tensor.size, 0)).toBe(costOf(network).params);
  model.dispose();
});

test('counts the parameters of sequence layers likewise', () => {
  const builder = createNetworkBuilder();
  let x = builder.input(tokens(5, 11));
  x = builder.add('position', [builder.add('embedding', [x], { dim: 6 })]);
  x = builder.add('gru', [builder.add('lstm', [builder.add('attention', [x], { heads: 2, dim: 4 })], { units: 3 })], {
    units: 5,
  });
  const network = builder.finish(x);
  const model = buildModel(lower(network), 1);
  expect(model.variables.reduce((sum, { tensor }) => sum + tensor.size, 0)).toBe(costOf(network).params);
  model.dispose();
});

test('starts with the same weights for the same seed, others for another', () => {
  const network = lower(nasBench201(() => 'conv1', 1));
  const [a, b, c] = ['s', 's', 't'].map((seed) => buildModel(network, seed)) as [Model, Model, Model];
  const first = (model: Model): number[] => valuesOf(model.variables[0]?.tensor as tf.Tensor);
  expect(first(b)).toEqual(first(a));
  expect(first(c)).not.toEqual(first(a));
  for (const model of [a, b, c]) model.dispose();
});

test('leaves out what the output does not need', () => {
  const model = modelOf(vector(3), (b, x) => {
    b.add('dense', [x], { units: 50 });
    const behindNone = b.add('dense', [x], { units: 2 });
    return b.add('sum', [b.add('none', [behindNone]), b.add('dense', [x], { units: 2 })]);
  });
  expect(model.variables.map(({ tensor }) => tensor.shape)).toEqual([[3, 2], [2]]);
  model.dispose();
});

test('does not apply the softmax at the end twice', () => {
  const model = modelOf(vector(3), (b, x) => b.add('softmax', [b.add('relu', [x])]));
  const x = () => tf.tensor2d([[1, 2, -5]]);
  expect(tf.tidy(() => valuesOf(model.logits(x(), 'inference')))).toEqual([1, 2, 0]);
  expect(apply(model, x).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1);
});

describe('layers compute what they say', () => {
  test('batch norm: of the batch in training, of running averages in inference', () => {
    const model = modelOf(vector(1), (b, x) => b.add('bn', [x]));
    const x = () => tf.tensor2d([[1], [3]]);
    // Mean 2, variance 1.
    const trained = apply(model, x, 'training');
    expect(trained[0]).toBeCloseTo(-1, 4);
    expect(trained[1]).toBeCloseTo(1, 4);
    // Running mean 0.9·0 + 0.1·2; running variance 0.9·1 + 0.1·2 (unbiased).
    const expected = [1, 3].map((v) => (v - 0.2) / Math.sqrt(1.1 + 1e-5));
    apply(model, x).forEach((v, i) => {
      expect(v).toBeCloseTo(expected[i] as number, 4);
    });
    model.dispose();
  });

  test('dropout: keeps the mean in training and does nothing in inference', () => {
    const model = modelOf(vector(4000), (b, x) => b.add('dropout', [x], { rate: 0.25 }));
    const dropped = apply(model, () => tf.ones([1, 4000]), 'training');
    expect(new Set(dropped.map((v) => v.toFixed(4)))).toEqual(new Set(['0.0000', '1.3333']));
    expect(dropped.filter((v) => v === 0).length / 4000).toBeCloseTo(0.25, 1);
    expect(new Set(apply(model, () => tf.ones([1, 4000])))).toEqual(new Set([1]));
  });

  test('average pool: padding is not counted', () => {
    const model = modelOf(image(3, 3, 1), (b, x) => b.add('avg_pool', [x], { k: 3 }));
    const ramp = () => tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    expect(apply(model, ramp)).toEqual([3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7]);
  });

  test('embedding: a row for each token, and its gradient adds up where a token repeats', () => {
    const model = modelOf(tokens(3, 4), (b, x) => b.add('embedding', [x], { dim: 2 }));
    const table = model.variables[0]?.tensor as tf.Variable;
    const gradient = tf.tidy(() => {
      table.assign(tf.tensor2d([0, 1, 10, 11, 20, 21, 30, 31], [4, 2]));
      const x = tf.tensor2d([[3, 1, 3]], [1, 3], 'int32');
      expect(valuesOf(model.forward(x, 'inference'))).toEqual([30, 31, 10, 11, 30, 31]);
      const { grads } = tf.variableGrads(() => tf.sum(model.forward(x, 'training')), [table]);
      return valuesOf(grads[table.name] as tf.Tensor);
    });
    expect(gradient).toEqual([0, 0, 1, 1, 0, 0, 2, 2]);
    model.dispose();
  });

  test('binarised convolution: signs scaled by mean |w|, gradient masked where |w| > 1', () => {
    // W = (.5, −1, 2, −.1): α = .9, signs (+, −, +, −), mask (1, 1, 0, 1) (Rastegari et al. 2016).
    const model = modelOf(image(1, 1, 4), (b, x) => b.add('bin_conv', [x], { k: 1, filters: 1 }));
    const w = model.variables[0]?.tensor as tf.Variable;
    tf.tidy(() => {
      w.assign(tf.tensor4d([0.5, -1, 2, -0.1], [1, 1, 4, 1]));
      const x = tf.tensor4d([0.3, -7, -2, 0.4], [1, 1, 1, 4]);
      // Signs of x: + − − +; products + + − −.
      expect(valuesOf(model.forward(x, 'inference'))[0]).toBeCloseTo(0.9 * 0);
      const { grads } = tf.variableGrads(() => tf.sum(model.forward(x, 'training')), [w]);
      // Through the signs .9·sign(x)·mask; through α the sum of products, 0.
      const found = valuesOf(grads[w.name] as tf.Tensor);
      [0.9, -0.9, 0, 0.9].forEach((value, i) => {
        expect(found[i]).toBeCloseTo(value);
      });
    });
    model.dispose();
  });

  test('upsample repeats, translate moves, reshape keeps the order', () => {
    const square = () => tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const up = modelOf(image(2, 2, 1), (b, x) => b.add('upsample', [x]));
    expect(apply(up, square)).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
    const moved = modelOf(image(2, 2, 1), (b, x) => b.add('translate', [x]));
    expect(apply(moved, square)).toEqual([4, 0, 0, 0]);
    const row = modelOf(image(2, 2, 1), (b, x) => b.add('reshape', [x], { shape: 4 }));
    expect(apply(row, square)).toEqual([1, 2, 3, 4]);
  });
});

describe('what can not be trained is refused before', () => {
  test('several inputs', () => {
    const b = createNetworkBuilder();
    const network = b.finish(b.add('sum', [b.input(vector(2)), b.input(vector(2))]));
    expect(canTrain(network)).toMatch(/one input.*has 2/);
  });

  test('several inputs can still be run', () => {
    const b = createNetworkBuilder();
    const model = buildModel(b.finish(b.add('sum', [b.input(vector(2)), b.input(vector(2))])), 1);
    const result = tf.tidy(() => [
      ...model.forward([tf.tensor2d([[1, 2]]), tf.tensor2d([[10, 20]])], 'inference').dataSync(),
    ]);
    expect(result).toEqual([11, 22]);
  });

  test('an operation that the engine does not know, inside a body too, with its place', () => {
    const inner = createNetworkBuilder();
    const [x, h] = [inner.input(vector(2)), inner.input(vector(3))];
    const cell = inner.finish(inner.add('dense', [inner.add('concat', [x, h])], { units: 3 }));
    const broken = {
      ...cell,
      nodes: cell.nodes.map((node) => (node.op === 'dense' ? { ...node, op: 'capsule' } : node)),
    };
    const b = createNetworkBuilder();
    const network = b.finish(b.add('rnn', [b.input(sequence(4, 2))], { body: cell, units: 3 }));
    expect(canTrain(network)).toBeUndefined();
    const nodes = network.nodes.map((node) =>
      node.op === 'rnn' ? { ...node, attributes: { ...node.attributes, body: broken } } : node,
    );
    expect(canTrain({ ...network, nodes })).toMatch(/can't train `capsule`/);
  });
});
