// A thread that augments batches for the training thread, as they are offered, until it is terminated.
import { workerData } from 'node:worker_threads';
import { type AugmentPlan, augmenterOf } from './augmenter.ts';
import { offersOf, openSlots, type SharedSlots } from './batch-slots.ts';

/** What the thread is started with. */
export interface AugmentThreadData {
  readonly plan: AugmentPlan;
  readonly shared: SharedSlots;
}

const { plan, shared } = workerData as AugmentThreadData;
const augmenter = augmenterOf(plan);
const slots = openSlots(shared);
const offers = offersOf(shared);
// Offers go round the slots, and so does this.
for (let turn = 0, idle = 0, seen = offers.count(); ; turn = (turn + 1) % slots.length) {
  const slot = slots[turn];
  const place = slot?.claim();
  if (slot && place) {
    augmenter.finish(slot.memory, place);
    slot.finished();
    idle = 0;
  } else if (++idle === slots.length) {
    offers.waitBeyond(seen);
    seen = offers.count();
    idle = 0;
  }
}
