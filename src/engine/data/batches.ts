import { type AugmentPlan, augmenterOf, type BatchPlace } from './augmenter.ts';
import { batchMemory, readBatch } from './batch.ts';
import type { Dataset } from './dataset.ts';
import type { Mix } from './mixup.ts';

/** What a training step reads. */
export interface TrainingBatch {
  /** Of its examples in the data set. */
  readonly indexes: Uint32Array;
  /** Their inputs, one after the other; until the next batch is taken. */
  readonly values: Float32Array;
  /** How the inputs were blended, and the losses are to be. */
  readonly mix: Mix | undefined;
}

/** The batches of a training. */
export interface Batches {
  /** Goes through the examples in an order; each call gives the next batch. */
  epoch(epoch: number, order: Uint32Array): () => Promise<TrainingBatch>;
  close(): Promise<void>;
}

/** Makes each batch when it is taken. Throws an `EngineError` for augmentations that do not fit the data. */
export function batchesInline(dataset: Dataset, plan: AugmentPlan, size: number): Batches {
  const augmenter = augmenterOf(plan);
  const memory = batchMemory(new Float32Array(size * dataset.examples.size), dataset.examples.size);
  return {
    epoch(epoch, order) {
      let batch = 0;
      return async () => {
        const place = placeOf(epoch, batch++, order, size);
        const indexes = indexesOf(place, order, size);
        readBatch(dataset, indexes, memory);
        const mix = augmenter.finish(memory, place);
        return { indexes, values: memory.values.subarray(0, place.count * dataset.examples.size), mix };
      };
    },
    close: async () => {},
  };
}

/** The last batch of an epoch may be smaller than the others. */
export const placeOf = (epoch: number, batch: number, order: Uint32Array, size: number): BatchPlace => ({
  epoch,
  batch,
  count: Math.min(size, order.length - batch * size),
});

export const indexesOf = ({ batch, count }: BatchPlace, order: Uint32Array, size: number): Uint32Array =>
  order.subarray(batch * size, batch * size + count);
