import { fromState, type RandomState } from '../../base/random.ts';
import type { Setting } from '../../network/training.ts';
import { augmentationsOf } from './augment.ts';
import { type BatchMemory, replaceMissing, scaler } from './batch.ts';
import type { Dataset } from './dataset.ts';
import { blend, type Mix, mixupOf } from './mixup.ts';

/** Everything that decides what becomes of a raw training batch. Plain data, so that a thread can be told. */
export interface AugmentPlan {
  readonly data: Pick<Dataset, 'type' | 'offset' | 'scale' | 'fill'>;
  readonly augment: readonly Setting[];
  readonly seed: RandomState;
}

/** A batch by its place in the training and its number of examples. */
export interface BatchPlace {
  readonly epoch: number;
  readonly batch: number;
  readonly count: number;
}

/** Everything random is drawn from the seed and the place, so batches may be made in any order and by anybody. */
export interface Augmenter {
  /** Changes the raw examples at the start of `memory` at random, scales and blends them in place; returns `mixOf`. */
  finish(memory: BatchMemory, place: BatchPlace): Mix | undefined;
  /** How `finish` blends a batch. Undefined: not at all. */
  mixOf(place: BatchPlace): Mix | undefined;
}

/** Throws an `EngineError` for an augmentation that is not known or does not fit the data. */
export function augmenterOf({ data, augment, seed }: AugmentPlan): Augmenter {
  const steps = augmentationsOf(augment, data);
  const mixup = mixupOf(augment, data);
  const scale = scaler(data);
  const source = fromState(seed);
  let first = new Float32Array();
  const mixOf: Augmenter['mixOf'] = ({ epoch, batch, count }) => mixup?.(count, source.fork(`mixup ${epoch} ${batch}`));
  return {
    mixOf,
    finish({ examples }, place) {
      const random = source.fork(`augment ${place.epoch} ${place.batch}`);
      for (let row = 0; row < place.count; row++) {
        const example = examples[row] as Float32Array;
        replaceMissing(example, data.fill);
        for (const step of steps) step(example, random);
        scale(example);
      }
      const mix = mixOf(place);
      if (mix) {
        const size = examples[0]?.length ?? 0;
        if (first.length !== size) first = new Float32Array(size);
        blend(examples, mix, first);
      }
      return mix;
    },
  };
}
