import type { Random } from '../../base/random.ts';
import type { Setting } from '../../network/training.ts';
import { EngineError } from '../engine-error.ts';
import { settingReader } from '../settings.ts';
import type { Dataset } from './dataset.ts';

/** Changes one raw training example in place. */
export type Augmentation = (example: Float32Array, random: Random) => void;

/** Throws an `EngineError` for an augmentation that is not known or does not fit the data. */
export function augmentationsOf(settings: readonly Setting[], dataset: Dataset): Augmentation[] {
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
  const copy = new Float32Array(height * width * channels);
  return (example, random) => {
    const down = random.integer(2 * pixels + 1) - pixels;
    const right = random.integer(2 * pixels + 1) - pixels;
    copy.set(example);
    example.fill(0);
    for (let y = Math.max(0, down); y < Math.min(height, height + down); y++) {
      const from = ((y - down) * width + Math.max(0, -right)) * channels;
      const length = Math.max(0, width - Math.abs(right)) * channels;
      example.set(copy.subarray(from, from + length), (y * width + Math.max(0, right)) * channels);
    }
  };
}

function flip(height: number, width: number, channels: number): Augmentation {
  return (example, random) => {
    if (random.next() < 0.5) return;
    for (let y = 0; y < height; y++) {
      for (let left = 0, right = width - 1; left < right; left++, right--) {
        for (let c = 0; c < channels; c++) {
          const a = (y * width + left) * channels + c;
          const b = (y * width + right) * channels + c;
          [example[a], example[b]] = [example[b] as number, example[a] as number];
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
      for (let x = Math.max(0, left); x < Math.min(width, left + size); x++) {
        example.set(mean, (y * width + x) * channels);
      }
    }
  };
}

function crop(height: number, width: number, channels: number, padding: number): Augmentation {
  const copy = new Float32Array(height * width * channels);
  // The border itself is not repeated: −1 is 1.
  const mirrored = (i: number, size: number): number => (i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i);
  return (example, random) => {
    const top = random.integer(2 * padding + 1) - padding;
    const left = random.integer(2 * padding + 1) - padding;
    copy.set(example);
    for (let y = 0; y < height; y++) {
      const row = mirrored(y + top, height) * width;
      for (let x = 0; x < width; x++) {
        const from = (row + mirrored(x + left, width)) * channels;
        example.set(copy.subarray(from, from + channels), (y * width + x) * channels);
      }
    }
  };
}
