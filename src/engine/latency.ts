import * as tf from '@tensorflow/tfjs-core';
import { lower } from '../network/lower.ts';
import type { Network, NetworkNode } from '../network/network.ts';
import { dimensions, type TensorType } from '../network/tensor-type.ts';
import { buildModel, type Model } from './model.ts';

/** Runs that are counted, after some that warm up. */
interface Runs {
  readonly warmUps: number;
  readonly runs: number;
}
const OF_A_TRIAL: Runs = { warmUps: 5, runs: 31 };
/** Of something that is timed again and again. */
const OF_A_ROUND: Runs = { warmUps: 2, runs: 9 };

/** Milliseconds of one forward pass of one example, of 31 runs after 5 that warm up. */
export function latencyOf(
  model: Model,
  inputs: readonly TensorType[],
  { warmUps, runs } = OF_A_TRIAL,
): { readonly median: number; readonly p95: number } {
  const times: number[] = [];
  for (let run = -warmUps; run < runs; run++) {
    const started = performance.now();
    tf.tidy(() => {
      const given = inputs.map((input) =>
        tf.zeros([1, ...dimensions(input)], input.kind === 'tokens' ? 'int32' : 'float32'),
      );
      // Reading the values waits for the backend.
      model.forward(given, 'inference').dataSync();
    });
    if (run >= 0) times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { median: times[runs >> 1] as number, p95: times[Math.ceil(0.95 * runs) - 1] as number };
}

/** Milliseconds (the median of few runs) of one example of a network on the backend that was started. */
export function timeNetwork(network: Network): number {
  const lowered = lower(network);
  const model = buildModel(lowered, 1);
  try {
    const inputs = lowered.inputs.map((id) => (lowered.nodes[id] as NetworkNode).type);
    return latencyOf(model, inputs, OF_A_ROUND).median;
  } finally {
    model.dispose();
  }
}
