import { channelsOf } from '../../network/tensor-type.ts';
import type { Dataset, RawData } from './dataset.ts';

/**
 * How the values of each channel are scaled, and what stands for missing ones: by the training part only, for the others
 * must not be known before they are met.
 */
export function scalingOf(
  { type, examples, missing }: RawData,
  train: Uint32Array,
  normalize: boolean,
): Pick<Dataset, 'offset' | 'scale' | 'fill'> {
  const channels = channelsOf(type);
  const { size, unit } = examples;
  const plain = { offset: new Float32Array(channels), scale: new Float32Array(channels).fill(unit) };
  if (type.kind === 'tokens' || (!normalize && !missing)) return plain;
  const sum = new Float64Array(channels);
  const squares = new Float64Array(channels);
  const counts = new Float64Array(channels);
  const example = new Float32Array(size);
  // In the order of the file: one pass over the disk.
  for (const index of train.slice().sort()) {
    examples.read(index, example);
    for (let i = 0, c = 0; i < size; i++) {
      const value = example[i] as number;
      if (!Number.isNaN(value)) {
        sum[c] = (sum[c] as number) + value;
        squares[c] = (squares[c] as number) + value * value;
        counts[c] = (counts[c] as number) + 1;
      }
      if (++c === channels) c = 0;
    }
  }
  const mean = sum.map((s, c) => s / ((counts[c] as number) || 1));
  const fill = Float32Array.from(mean);
  // A missing category is the most frequent one.
  for (const { start, length } of missing?.categories ?? []) {
    const shares = fill.subarray(start, start + length);
    const most = shares.indexOf(Math.max(...shares));
    shares.fill(0);
    shares[most] = 1;
  }
  const filled = missing ? { fill } : {};
  if (!normalize) return { ...plain, ...filled };
  // A channel that never changes carries nothing; it becomes zero instead of a division by zero.
  const deviation = squares.map(
    (s, c) => Math.sqrt(Math.max(0, s / ((counts[c] as number) || 1) - (mean[c] as number) ** 2)) || 1,
  );
  return { offset: Float32Array.from(mean), scale: Float32Array.from(deviation, (d) => 1 / d), ...filled };
}
