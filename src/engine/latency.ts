import * as tf from '@tensorflow/tfjs-core';
import { lower } from '../network/lower.ts';
import type { Network, NetworkNode } from '../network/network.ts';
import { dimensions, type TensorType } from '../network/tensor-type.ts';
import { buildModel, type Model } from './model.ts';

const WARM_UPS = 5;
const RUNS = 31;

/** Milliseconds of one forward pass of one example, of 31 runs after 5 that warm up. */
export function latencyOf(
  model: Model,
  ...inputs: readonly TensorType[]
): { readonly median: number; readonly p95: number } {
  const times: number[] = [];
  for (let run = -WARM_UPS; run < RUNS; run++) {
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
  return { median: times[RUNS >> 1] as number, p95: times[Math.ceil(0.95 * RUNS) - 1] as number };
}

/** Milliseconds (the median) of one example of a network on the backend that was started. */
export function timeNetwork(network: Network): number {
  const lowered = lower(network);
  const model = buildModel(lowered, 1);
  try {
    return latencyOf(model, ...lowered.inputs.map((id) => (lowered.nodes[id] as NetworkNode).type)).median;
  } finally {
    model.dispose();
  }
}
