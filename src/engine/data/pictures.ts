import { decode as decodePng } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';
import { malformed } from './files.ts';

/** Pixels row by row, `channels` bytes each (1 grey, 3 red, green, blue). */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** Decodes a PNG or JPEG file by its first bytes. Transparency is dropped. Throws an `EngineError` that names the file. */
export function decodePicture(content: Uint8Array, file: string, channels: 1 | 3): Picture {
  const [a, b] = content;
  if (a === 0x89 && b === 0x50) return pngPicture(content, file, channels);
  if (a === 0xff && b === 0xd8) return jpegPicture(content, file, channels);
  const found = Buffer.from(content.subarray(0, 4)).toString('hex') || 'nothing';
  throw malformed(file, `at offset 0 it has ${found}, but PNG starts with 89504e47 and JPEG with ffd8.`);
}

const damaged = (file: string, error: unknown) =>
  malformed(
    file,
    `it can not be decoded (${error instanceof Error ? error.message : String(error)}). It is damaged or cut off.`,
  );

function pngPicture(content: Uint8Array, file: string, channels: 1 | 3): Picture {
  const image = attempt(file, () => decodePng(content));
  const { width, height, palette } = image;
  const perPixel = image.data.length / (width * height);
  // Sixteen bits become eight; fewer than eight, without a palette, fill the range.
  const scale = palette ? 1 : 255 / (2 ** image.depth - 1);
  const value = (at: number): number => Math.round((image.data[at] as number) * scale);
  return toPicture(height, width, channels, (pixel) => {
    if (palette) {
      const [red = 0, green = 0, blue = 0] = palette[image.data[pixel] as number] ?? [];
      return [red, green, blue];
    }
    const at = pixel * perPixel;
    if (perPixel < 3) return [value(at), value(at), value(at)];
    return [value(at), value(at + 1), value(at + 2)];
  });
}

function jpegPicture(content: Uint8Array, file: string, channels: 1 | 3): Picture {
  const { width, height, data } = attempt(file, () => decodeJpeg(content, { useTArray: true, formatAsRGBA: false }));
  const at = (pixel: number, c: number): number => data[3 * pixel + c] as number;
  return toPicture(height, width, channels, (pixel) => [at(pixel, 0), at(pixel, 1), at(pixel, 2)]);
}

function attempt<T>(file: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw damaged(file, error);
  }
}

type Colour = readonly [red: number, green: number, blue: number];

function toPicture(height: number, width: number, channels: 1 | 3, colour: (pixel: number) => Colour): Picture {
  const pixels = new Uint8Array(height * width * channels);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const [red, green, blue] = colour(pixel);
    if (channels === 3) pixels.set([red, green, blue], 3 * pixel);
    // Luma as JPEG has it (ITU-R BT.601).
    else pixels[pixel] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return { height, width, pixels };
}

/** The picture in another size, each new pixel the mean of what it covers (of the nearest one where it is enlarged). */
export function resized(picture: Picture, height: number, width: number): Picture {
  if (picture.height === height && picture.width === width) return picture;
  const channels = picture.pixels.length / (picture.height * picture.width);
  const pixels = new Uint8Array(height * width * channels);
  const span = (i: number, from: number, to: number): readonly [number, number] => {
    const start = Math.floor((i * from) / to);
    return [start, Math.max(start + 1, Math.floor(((i + 1) * from) / to))];
  };
  for (let y = 0; y < height; y++) {
    const [top, bottom] = span(y, picture.height, height);
    for (let x = 0; x < width; x++) {
      const [left, right] = span(x, picture.width, width);
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let row = top; row < bottom; row++) {
          for (let column = left; column < right; column++) {
            sum += picture.pixels[(row * picture.width + column) * channels + c] as number;
          }
        }
        pixels[(y * width + x) * channels + c] = Math.round(sum / ((bottom - top) * (right - left)));
      }
    }
  }
  return { height, width, pixels };
}
