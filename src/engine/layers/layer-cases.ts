import { createNetworkBuilder } from '../../network/draft.ts';
import type { Attributes } from '../../network/network.ts';
import { image, sequence, type TensorType, vector } from '../../network/tensor-type.ts';
import type { Build } from './gradient-check.ts';

const op =
  (name: string, attributes: Attributes = {}): Build =>
  (builder, x) =>
    builder.add(name, [x], attributes);
/** Reads the input and a moved copy of it, so that both sides have a gradient of their own. */
const reducer =
  (name: string, ...others: Build[]): Build =>
  (builder, x) =>
    builder.add(name, [x, ...others.map((other) => other(builder, x))]);

const picture = image(7, 6, 5);
const steps = sequence(6, 5);
/** Uses of every layer, for tests that hold for all of them: what it is, its input, how it is built. */
export const layerCases: [string, TensorType, Build][] = [
  ['conv 3x3', picture, op('conv', { filters: 4 })],
  ['conv 3x3 to 8', picture, op('conv', { filters: 8, bias: false })],
  ['conv 1x1', picture, op('conv', { k: 1, filters: 9 })],
  ['conv 5x3', picture, op('conv', { k: [5, 3], filters: 3 })],
  ['conv 3x3 stride 2', picture, op('conv', { filters: 4, stride: 2 })],
  ['conv 1x1 stride 2', picture, op('conv', { k: 1, filters: 4, stride: 2 })],
  ['conv 3x3 stride 2, even side', image(8, 8, 4), op('conv', { filters: 4, stride: 2 })],
  ['conv 3x3 stride 3', picture, op('conv', { filters: 4, stride: 3 })],
  ['conv 2x2 stride 3 (gaps)', picture, op('conv', { k: 2, filters: 4, stride: 3 })],
  ['conv 3x3 valid', picture, op('conv', { filters: 4, padding: 'valid' })],
  ['conv 3x3 valid stride 2', picture, op('conv', { filters: 4, padding: 'valid', stride: 2 })],
  ['conv 3x3 dilation 2', picture, op('conv', { filters: 4, dilation: 2 })],
  ['conv 3x3 stride 2 dilation 2', picture, op('conv', { filters: 4, dilation: 2, stride: 2 })],
  ['conv of one channel', image(7, 6, 1), op('conv', { filters: 12 })],
  ['conv groups', image(7, 6, 4), op('conv', { filters: 6, groups: 2 })],
  ['conv groups dilation 2 stride 2', image(7, 6, 4), op('conv', { filters: 6, groups: 2, dilation: 2, stride: 2 })],
  ['conv 3x3 dilation 3 valid', image(9, 8, 3), op('conv', { filters: 4, dilation: 3, padding: 'valid' })],
  ['conv groups of one channel', image(7, 6, 4), op('conv', { filters: 4, groups: 4 })],
  ['conv on a sequence', steps, op('conv', { filters: 4 })],
  ['dw_conv 3x3', picture, op('dw_conv')],
  ['dw_conv 5x5 stride 2', picture, op('dw_conv', { k: 5, stride: 2 })],
  ['dw_conv 3x3 dilation 2', picture, op('dw_conv', { dilation: 2 })],
  ['dw_conv 3x3 stride 2 dilation 2', picture, op('dw_conv', { dilation: 2, stride: 2 })],
  ['dw_conv 3x3 valid', picture, op('dw_conv', { padding: 'valid' })],
  ['dw_conv 5x3 valid stride 2', picture, op('dw_conv', { k: [5, 3], padding: 'valid', stride: 2, bias: false })],
  ['dw_conv 3x3 multiplier 2', picture, op('dw_conv', { multiplier: 2 })],
  ['dw_conv 3x3 multiplier 3 stride 2', picture, op('dw_conv', { multiplier: 3, stride: 2 })],
  [
    'dw_conv 3x3 multiplier 2 dilation 2 valid',
    picture,
    op('dw_conv', { multiplier: 2, dilation: 2, padding: 'valid' }),
  ],
  ['dw_conv multiplier 4 of one channel', image(7, 6, 1), op('dw_conv', { multiplier: 4 })],
  ['dw_conv multiplier 2 on a sequence', steps, op('dw_conv', { multiplier: 2 })],
  ['dw_conv on a sequence', steps, op('dw_conv')],
  ['max_pool 2 stride 2', picture, op('max_pool', { stride: 2 })],
  ['max_pool 3', picture, op('max_pool', { k: 3 })],
  ['max_pool 3 stride 2 valid', picture, op('max_pool', { k: 3, stride: 2, padding: 'valid' })],
  ['avg_pool 3', picture, op('avg_pool', { k: 3 })],
  ['avg_pool 3 stride 2', picture, op('avg_pool', { k: 3, stride: 2 })],
  ['avg_pool 2 stride 2 valid', picture, op('avg_pool', { k: 2, stride: 2, padding: 'valid' })],
  ['avg_pool 2 stride 3 (gaps)', picture, op('avg_pool', { stride: 3 })],
  ['max_pool 2 stride 3 (gaps)', picture, op('max_pool', { stride: 3 })],
  ['max_pool 3x2', picture, op('max_pool', { k: [3, 2], stride: 2 })],
  ['max_pool on a sequence', steps, op('max_pool', { k: 3 })],
  ['avg_pool on a sequence', steps, op('avg_pool', { k: 3 })],
  ['global_avg_pool', picture, op('global_avg_pool')],
  ['global_max_pool', picture, op('global_max_pool')],
  ['bn', picture, op('bn')],
  ['bn on a vector', vector(5), (b, x) => b.add('bn', [b.add('dense', [x], { units: 3 })])],
  ['layer_norm', picture, op('layer_norm')],
  ['group_norm', image(5, 5, 6), op('group_norm', { groups: 3 })],
  ['dense', vector(9), op('dense', { units: 7 })],
  ['dense on a sequence', steps, op('dense', { units: 7 })],
  ['dense on one pixel', image(1, 1, 6), op('dense', { units: 3 })],
  ...['relu', 'relu6', 'gelu', 'silu', 'hard_swish', 'sigmoid', 'tanh', 'softmax', 'leaky_relu', 'elu', 'identity'].map(
    (name): [string, TensorType, Build] => [name, vector(40), op(name)],
  ),
  ['affine', picture, op('affine', { scale: -2, shift: 1 })],
  ['dropout', picture, op('dropout', { rate: 0.4 })],
  ['drop_path', picture, op('drop_path', { rate: 0.4 })],
  ['sum', picture, reducer('sum', op('tanh'))],
  ['mean', picture, reducer('mean', op('tanh'), op('sigmoid'))],
  ['mul', picture, reducer('mul', op('tanh'))],
  ['mul by a gate', picture, reducer('mul', op('global_avg_pool'))],
  ['sub', picture, reducer('sub', op('tanh'))],
  ['concat', picture, reducer('concat', op('tanh'))],
  ['flatten', picture, op('flatten')],
  ['reshape', picture, op('reshape', { shape: [6, 35] })],
  ['upsample', picture, op('upsample', { factor: 3 })],
  ['upsample a sequence', steps, op('upsample')],
  ['translate', picture, op('translate')],
  ['pad_channels', picture, op('pad_channels', { filters: 8 })],
  ['position', steps, op('position')],
  ['position in waves', steps, op('position', { kind: 'sinusoidal' })],
  ['attention', sequence(4, 6), op('attention', { heads: 2, dim: 8 })],
  ['lstm', steps, op('lstm', { units: 4 })],
  ['gru', steps, op('gru', { units: 4 })],
  ['none in a sum', picture, reducer('sum', op('none'))],
  ['rnn', steps, (b, x) => b.add('rnn', [x], { body: plainCell(), units: 4 })],
];

/** tanh(W·[x, h] + b) */
function plainCell() {
  const b = createNetworkBuilder();
  const [x, h] = [b.input(vector(5)), b.input(vector(4))];
  return b.finish(b.add('tanh', [b.add('dense', [b.add('concat', [x, h])], { units: 4 })]));
}
