import type { Random } from '../../base/random.ts';
import { channelsOf } from '../../network/tensor-type.ts';
import type { Augmentation } from './augment.ts';
import type { Dataset } from './dataset.ts';

/**
 * The examples at some indexes, scaled, one after the other; with `augment`, changed at random before scaling. They are
 * written to the start of `into`, which must be large enough, or to a new array.
 */
export function gather(
  dataset: Dataset,
  indexes: ArrayLike<number>,
  augment?: { readonly steps: readonly Augmentation[]; readonly random: Random },
  into?: Float32Array,
): Float32Array {
  const { examples, offset, scale, fill } = dataset;
  const { size } = examples;
  const channels = channelsOf(dataset.type);
  const batch = into?.subarray(0, indexes.length * size) ?? new Float32Array(indexes.length * size);
  for (let row = 0; row < indexes.length; row++) {
    const example = batch.subarray(row * size, (row + 1) * size);
    examples.read(indexes[row] as number, example);
    if (fill) replaceMissing(example, fill);
    if (augment) for (const step of augment.steps) step(example, augment.random);
    for (let c = 0; c < channels; c++) {
      const [minus, times] = [offset[c] as number, scale[c] as number];
      // Rounded at each step, it is 32-bit arithmetic.
      for (let i = c; i < size; i += channels) {
        example[i] = Math.fround(Math.fround((example[i] as number) - minus) * times);
      }
    }
  }
  return batch;
}

function replaceMissing(example: Float32Array, fill: Float32Array): void {
  for (let i = 0; i < example.length; i++) {
    if (Number.isNaN(example[i])) example[i] = fill[i % fill.length] as number;
  }
}
