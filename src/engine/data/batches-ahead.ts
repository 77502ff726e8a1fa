import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { assetFile } from '../assets.ts';
import { breathe } from '../breathe.ts';
import type { AugmentThreadData } from './augment-thread.ts';
import { type AugmentPlan, augmenterOf, type BatchPlace } from './augmenter.ts';
import { readBatch } from './batch.ts';
import { type BatchSlot, openSlots, sharedSlots } from './batch-slots.ts';
import { type Batches, batchesInline, indexesOf, placeOf } from './batches.ts';
import type { Dataset } from './dataset.ts';

/** Batches that are under way while a step is computed. */
const AHEAD = 2;
/** Values of a whole training from which a thread pays: its start takes as long as augmenting some millions of them. */
const LEAST_VALUES = 2 ** 25;
/** Bytes of the batches under way; images so large that these don't suffice are augmented as they are taken. */
const MOST_BYTES = 256 * 2 ** 20;
/** How long the training thread sleeps for a batch that the other one is about to finish before it looks around. */
const PATIENCE_MS = 5;

/**
 * The batches of a training of some epochs: where augmenting them is work worth sharing and there is a second processor,
 * a thread does it ahead of the steps. The values are the same either way.
 */
export function batchesOf(
  dataset: Dataset,
  plan: AugmentPlan,
  options: { readonly size: number; readonly epochs: number; readonly signal: AbortSignal },
): Batches {
  const { size, epochs, signal } = options;
  const values = epochs * dataset.train.length * dataset.examples.size;
  const pays = plan.augment.length > 0 && values >= LEAST_VALUES && availableParallelism() > 1;
  const fits = 4 * AHEAD * size * dataset.examples.size <= MOST_BYTES;
  const program = pays && fits ? assetFile('augment.mjs', '../../dist') : undefined;
  return program === undefined
    ? batchesInline(dataset, plan, size)
    : batchesAhead(dataset, plan, { size, signal, program });
}

/**
 * Has a thread augment the next batches during a step. Raw examples are read here, so that the thread needs no data. What
 * it has not begun when its batch is wanted is done here, and so is everything once it is gone, should it ever fail.
 */
export function batchesAhead(
  dataset: Dataset,
  plan: AugmentPlan,
  { size, signal, program }: { readonly size: number; readonly signal: AbortSignal; readonly program: string },
): Batches {
  const augmenter = augmenterOf(plan);
  const shared = sharedSlots(AHEAD, size, dataset.examples.size);
  const slots = openSlots(shared);
  const own = new Float32Array(size * dataset.examples.size);
  const thread = startThread(program, { plan, shared });

  const offer = (slot: BatchSlot, place: BatchPlace, order: Uint32Array): void => {
    readBatch(dataset, indexesOf(place, order, size), slot.memory);
    slot.offer(place);
  };
  /** Sees that the batch in a slot is finished. */
  const finish = async (slot: BatchSlot, place: BatchPlace, order: Uint32Array): Promise<void> => {
    while (!slot.isFinished()) {
      const claimed = slot.claim();
      if (claimed) {
        augmenter.finish(slot.memory, claimed);
        slot.finished();
      } else if (thread.runs()) {
        slot.wait(PATIENCE_MS);
        if (!slot.isFinished()) await breathe(signal);
      } else offer(slot, place, order); // It ended in the middle of the batch: from its examples anew.
    }
  };
  return {
    epoch(epoch, order) {
      const batches = Math.ceil(order.length / size);
      const slotOf = (batch: number): BatchSlot => slots[batch % AHEAD] as BatchSlot;
      for (let batch = 0; batch < Math.min(AHEAD, batches); batch++) {
        offer(slotOf(batch), placeOf(epoch, batch, order, size), order);
      }
      let next = 0;
      return async () => {
        const batch = next++;
        const place = placeOf(epoch, batch, order, size);
        const slot = slotOf(batch);
        await finish(slot, place, order);
        const values = own.subarray(0, place.count * dataset.examples.size);
        values.set(slot.memory.values.subarray(0, values.length));
        if (batch + AHEAD < batches) offer(slot, placeOf(epoch, batch + AHEAD, order, size), order);
        return { indexes: indexesOf(place, order, size), values, mix: augmenter.mixOf(place) };
      };
    },
    close: thread.end,
  };
}

interface Thread {
  runs(): boolean;
  end(): Promise<void>;
}

function startThread(program: string, workerData: AugmentThreadData): Thread {
  let runs = true;
  const gone = (): void => {
    runs = false;
  };
  try {
    // A process that ends need not wait for it, and flags of the process are not for it.
    const worker = new Worker(program, { workerData, execArgv: [], name: 'augment' });
    worker.unref();
    worker.once('error', gone).once('exit', gone);
    return { runs: () => runs, end: async () => void (await worker.terminate()) };
  } catch {
    return { runs: () => false, end: async () => {} };
  }
}
