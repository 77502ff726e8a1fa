import type { EarlyStopping } from '../network/training.ts';

/** Watches the validation loss, epoch by epoch. */
export interface Watch {
  /** Of the lowest loss, from 1; 0 before the first. */
  readonly bestEpoch: number;
  /** To be called after each epoch: whether it is the best so far, and whether training should end here. */
  see(loss: number): { readonly best: boolean; readonly ends: boolean };
}

/** Without `stopping` it only remembers the best epoch. An epoch counts as better from `minDelta` below the best on. */
export function watch(stopping: EarlyStopping | undefined): Watch {
  const { patience, minDelta } = stopping ?? { patience: Number.POSITIVE_INFINITY, minDelta: 0 };
  let bestLoss = Number.POSITIVE_INFINITY;
  let bestEpoch = 0;
  let epoch = 0;
  return {
    get bestEpoch() {
      return bestEpoch;
    },
    see(loss) {
      epoch++;
      const best = loss < bestLoss - minDelta || bestEpoch === 0;
      if (best) {
        bestLoss = loss;
        bestEpoch = epoch;
      }
      return { best, ends: epoch - bestEpoch >= patience };
    },
  };
}
