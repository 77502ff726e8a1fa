import type { Random } from '../../base/random.ts';
import type { Setting } from '../../network/training.ts';
import { EngineError } from '../engine-error.ts';
import { settingReader } from '../settings.ts';
import type { Dataset } from './dataset.ts';

/** Changes one raw training example in place. */
export type Augmentation = (example: Float32Array, random: Random) => void;

/** Throws an `EngineError` for an augmentation that is not known or does not fit the data. */
export function augmentationsOf(
  settings: readonly Setting[],
  dataset: Pick<Dataset, 'type' | 'offset'>,
): Augmentation[] {
  const ofExamples = settings.filter(({ name }) => name !== 'mixup');
  return ofExamples.map((setting) => {
    const read = settingReader('augmentation', setting);
    if (dataset.type.kind !== 'image') {
      throw new EngineError('data-mismatch', `'augment ${setting.name}' is for images, but the data set has none.`);
    }
    const { height, width, channels } = dataset.type;
    switch (setting.name) {
      case 'shift':
        return shift(height, width, channels, read.number('pixels'));
      case 'flip':
        return flip(height, width, channels);
      case 'cutout':
        return cutout(height, width, dataset.offset, read.number('size'));
      case 'crop': {
        const padding = read.number('padding');
        if (padding >= Math.min(height, width)) {
          const size = `${height}x${width}`;
          throw new EngineError(
            'data-mismatch',
            `'augment crop' pads by ${padding} pixels, but the images have ${size}.`,
          );
        }
        return crop(height, width, channels, padding);
      }
      default:
        return read.unknown();
    }
  });
}

function shift(height: number, width: number, channels: number, pixels: number): Augmentation {
  const row = width * channels;
  return (example, random) => {
    const down = random.integer(2 * pixels + 1) - pixels;
    const right = random.integer(2 * pixels + 1) - pixels;
    const empty = Math.abs(down) >= height || Math.abs(right) >= width;
    if (empty) return void example.fill(0);
    const by = (down * width + right) * channels;
    example.copyWithin(Math.max(0, by), Math.max(0, -by), Math.min(example.length, example.length - by));
    if (down > 0) example.fill(0, 0, down * row);
    if (down < 0) example.fill(0, (height + down) * row);
    if (right === 0) return;
    // As one block, what left a row at one end came in again at the other end of a neighbour.
    const from = right > 0 ? 0 : row + right * channels;
    const length = Math.abs(right) * channels;
    for (let at = from; at < example.length; at += row) for (let i = 0; i < length; i++) example[at + i] = 0;
  };
}

function flip(height: number, width: number, channels: number): Augmentation {
  return (example, random) => {
    if (random.next() < 0.5) return;
    for (let y = 0; y < height; y++) {
      let a = y * width * channels;
      for (let b = a + (width - 1) * channels; a < b; a += channels, b -= channels) {
        for (let c = 0; c < channels; c++) {
          const left = example[a + c] as number;
          example[a + c] = example[b + c] as number;
          example[b + c] = left;
        }
      }
    }
  };
}

function cutout(height: number, width: number, mean: Float32Array, size: number): Augmentation {
  const channels = mean.length;
  const half = Math.floor(size / 2);
  return (example, random) => {
    // The centre may be anywhere, so the square may lie partly outside (as in the paper).
    const top = random.integer(height) - half;
    const left = random.integer(width) - half;
    for (let y = Math.max(0, top); y < Math.min(height, top + size); y++) {
      const end = (y * width + Math.min(width, left + size)) * channels;
      for (let at = (y * width + Math.max(0, left)) * channels; at < end; at += channels) {
        for (let c = 0; c < channels; c++) example[at + c] = mean[c] as number;
      }
    }
  };
}

function crop(height: number, width: number, channels: number, padding: number): Augmentation {
  const row = width * channels;
  const copy = new Float32Array(height * row);
  /** Where in a row each value of a row comes from. */
  const places = new Uint32Array(row);
  // The border itself is not repeated: −1 is 1.
  const mirrored = (i: number, size: number): number => (i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i);
  return (example, random) => {
    const top = random.integer(2 * padding + 1) - padding;
    const left = random.integer(2 * padding + 1) - padding;
    copy.set(example);
    for (let x = 0, i = 0; x < width; x++) {
      const from = mirrored(x + left, width) * channels;
      for (let c = 0; c < channels; c++) places[i++] = from + c;
    }
    for (let y = 0; y < height; y++) {
      const from = mirrored(y + top, height) * row;
      const to = y * row;
      for (let i = 0; i < row; i++) example[to + i] = copy[from + (places[i] as number)] as number;
    }
  };
}
