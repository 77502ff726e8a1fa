import type { BatchPlace } from './augmenter.ts';
import { type BatchMemory, batchMemory } from './batch.ts';

/** Memory that the training thread and the thread that augments for it share. */
export interface SharedSlots {
  readonly control: SharedArrayBuffer;
  readonly values: SharedArrayBuffer;
  /** Values of one example. */
  readonly size: number;
}

/** Room for one batch on its way from raw to finished. Who claims it, finishes it. */
export interface BatchSlot {
  readonly memory: BatchMemory;
  /** Raw examples of this batch are in the memory: whoever comes first may claim them. */
  offer(place: BatchPlace): void;
  /** The batch that is now the caller's to finish, or undefined: it has none to claim. */
  claim(): BatchPlace | undefined;
  finished(): void;
  isFinished(): boolean;
  /** Blocks until it is finished, but so many milliseconds at most. */
  wait(ms: number): void;
}

/** 32-bit words of `control`: first the number of offers so far, then these for each slot. */
const OFFERS = 0;
const words = { state: 0, epoch: 1, batch: 2, count: 3 } as const;
const WORDS = 4;
const [RAW, CLAIMED, FINISHED] = [1, 2, 3];

/** Room for so many batches of at most `batch` examples of `size` values. */
export const sharedSlots = (slots: number, batch: number, size: number): SharedSlots => ({
  control: new SharedArrayBuffer(4 * (1 + slots * WORDS)),
  values: new SharedArrayBuffer(4 * slots * batch * size),
  size,
});

export function openSlots({ control, values, size }: SharedSlots): BatchSlot[] {
  const word = new Int32Array(control);
  const slots = (word.length - 1) / WORDS;
  const length = values.byteLength / 4 / slots;
  return Array.from({ length: slots }, (_, i): BatchSlot => {
    const at = (name: keyof typeof words): number => 1 + i * WORDS + words[name];
    const state = at('state');
    return {
      memory: batchMemory(new Float32Array(values, 4 * i * length, length), size),
      offer({ epoch, batch, count }) {
        word[at('epoch')] = epoch;
        word[at('batch')] = batch;
        word[at('count')] = count;
        // What was written before is seen by whoever sees the state.
        Atomics.store(word, state, RAW);
        Atomics.add(word, OFFERS, 1);
        Atomics.notify(word, OFFERS);
      },
      claim() {
        if (Atomics.compareExchange(word, state, RAW, CLAIMED) !== RAW) return undefined;
        const [epoch = 0, batch = 0, count = 0] = word.subarray(at('epoch'), at('count') + 1);
        return { epoch, batch, count };
      },
      finished() {
        Atomics.store(word, state, FINISHED);
        Atomics.notify(word, state);
      },
      isFinished: () => Atomics.load(word, state) === FINISHED,
      wait: (ms) => void Atomics.wait(word, state, CLAIMED, ms),
    };
  });
}

/** Offers so far, and a wait (for ever) for more than that. */
export function offersOf({ control }: SharedSlots) {
  const word = new Int32Array(control);
  return {
    count: (): number => Atomics.load(word, OFFERS),
    waitBeyond: (count: number): void => void Atomics.wait(word, OFFERS, count),
  };
}
