import { channelsOf } from '../../network/tensor-type.ts';
import type { Dataset } from './dataset.ts';

/** Memory of a batch, the examples one after the other. */
export interface BatchMemory {
  readonly values: Float32Array;
  /** The same memory, example by example: views that are made once. */
  readonly examples: readonly Float32Array[];
}

/** Takes `values` for examples of `size` values each. */
export const batchMemory = (values: Float32Array, size: number): BatchMemory => ({
  values,
  examples: Array.from({ length: values.length / size }, (_, row) => values.subarray(row * size, (row + 1) * size)),
});

/** The examples at some indexes, scaled, one after the other. */
export function gather(dataset: Dataset, indexes: ArrayLike<number>): Float32Array {
  const { size } = dataset.examples;
  const { values, examples } = batchMemory(new Float32Array(indexes.length * size), size);
  const scale = scaler(dataset);
  examples.forEach((example, row) => {
    dataset.examples.read(indexes[row] as number, example);
    replaceMissing(example, dataset.fill);
    scale(example);
  });
  return values;
}

/** Puts the raw examples at some indexes to the start of `memory`. */
export function readBatch({ examples }: Dataset, indexes: ArrayLike<number>, memory: BatchMemory): void {
  for (let row = 0; row < indexes.length; row++) {
    examples.read(indexes[row] as number, memory.examples[row] as Float32Array);
  }
}

/** Scales a raw example in place. */
export function scaler({
  type,
  offset,
  scale,
}: Pick<Dataset, 'type' | 'offset' | 'scale'>): (example: Float32Array) => void {
  const channels = channelsOf(type);
  return (example) => {
    for (let c = 0; c < channels; c++) {
      const [minus, times] = [offset[c] as number, scale[c] as number];
      // Rounded at each step, it is 32-bit arithmetic.
      for (let i = c; i < example.length; i += channels) {
        example[i] = Math.fround(Math.fround((example[i] as number) - minus) * times);
      }
    }
  };
}

/** Puts what stands for missing values in the place of those of a raw example. */
export function replaceMissing(example: Float32Array, fill: Float32Array | undefined): void {
  if (!fill) return;
  for (let i = 0; i < example.length; i++) {
    if (Number.isNaN(example[i])) example[i] = fill[i % fill.length] as number;
  }
}
