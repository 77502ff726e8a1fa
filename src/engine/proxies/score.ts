import type * as tf from '@tensorflow/tfjs-core';
import { random } from '../../base/random.ts';
import type { Network } from '../../network/network.ts';
import type { TensorType } from '../../network/tensor-type.ts';
import type { Setting } from '../../network/training.ts';
import { batchLossOf } from '../batch-loss.ts';
import { gather } from '../data/batch.ts';
import type { Dataset } from '../data/dataset.ts';
import { buildModel } from '../model.ts';
import { tensorOf, withGradient } from '../step.ts';
import type { Metrics } from '../types.ts';
import { proxies } from './table.ts';

const BATCH = 64;

interface Subject {
  /** Primitives only. */
  readonly network: Network;
  readonly input: TensorType;
  readonly dataset: Dataset;
  readonly loss: Setting;
  /** Of the weights. */
  readonly seed: number;
}

/**
 * The zero-cost proxies among the measures asked for. Every network of a search sees the same examples; a model of its own
 * keeps what a training draws and averages as it would be without proxies. Throws an `EngineError`.
 */
export function proxyScores({ network, input, dataset, loss, seed }: Subject, asked: readonly string[]): Metrics {
  const wanted = [...proxies].filter(([name]) => asked.includes(name));
  if (wanted.length === 0) return {};
  const order = random('batch of zero-cost proxies').shuffle([...dataset.train]);
  const indexes = Uint32Array.from(order.slice(0, BATCH));
  const lossOfBatch = batchLossOf(loss, dataset.targets);
  const model = buildModel(network, seed);
  const x = tensorOf(gather(dataset, indexes), input);
  try {
    const untrained = {
      network,
      model,
      input,
      x,
      seed,
      loss: (outputs: tf.Tensor) => withGradient(outputs, () => lossOfBatch(outputs, indexes)),
    };
    return Object.fromEntries(wanted.map(([name, score]) => [name, score(untrained)]));
  } finally {
    x.dispose();
    model.dispose();
  }
}
