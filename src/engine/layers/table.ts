import * as activation from './activation.ts';
import { binarisedConvolution } from './binarised.ts';
import { convolution, depthwiseConvolution } from './convolution.ts';
import { dense } from './dense.ts';
import type { LayerBuilder } from './layer.ts';
import { batchNorm, groupNorm, layerNorm } from './normalisation.ts';
import { averagePool, globalAveragePool, globalMaxPool, maxPool } from './pooling.ts';
import { gru, lstm, rnn } from './recurrent.ts';
import { concat, mean, multiply, subtract, sum } from './reducers.ts';
import { dropout, dropPath } from './regularisation.ts';
import { attention, embedding, position } from './sequence.ts';
import { identity, none, padChannels, reshape, translate, upsample } from './shape.ts';

/** How the engine runs each primitive of the table of operations. */
export const layers: ReadonlyMap<string, LayerBuilder> = new Map<string, LayerBuilder>([
  ['conv', convolution],
  ['dw_conv', depthwiseConvolution],
  ['bin_conv', binarisedConvolution],
  ['dense', dense],
  ['max_pool', maxPool],
  ['avg_pool', averagePool],
  ['global_avg_pool', globalAveragePool],
  ['global_max_pool', globalMaxPool],
  ['bn', batchNorm],
  ['layer_norm', layerNorm],
  ['group_norm', groupNorm],
  ['relu', activation.relu],
  ['relu6', activation.relu6],
  ['gelu', activation.gelu],
  ['silu', activation.silu],
  ['hard_swish', activation.hardSwish],
  ['sigmoid', activation.sigmoid],
  ['tanh', activation.tanh],
  ['softmax', activation.softmax],
  ['leaky_relu', activation.leakyRelu],
  ['elu', activation.elu],
  ['affine', activation.affine],
  ['identity', identity],
  ['none', none],
  ['dropout', dropout],
  ['drop_path', dropPath],
  ['sum', sum],
  ['concat', concat],
  ['mean', mean],
  ['mul', multiply],
  ['sub', subtract],
  ['flatten', reshape],
  ['reshape', reshape],
  ['upsample', upsample],
  ['translate', translate],
  ['pad_channels', padChannels],
  ['embedding', embedding],
  ['position', position],
  ['attention', attention],
  ['lstm', lstm],
  ['gru', gru],
  ['rnn', rnn],
]);
