import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { image } from '../../network/tensor-type.ts';
import type { RawData } from './dataset.ts';
import { type Examples, inMemory } from './examples.ts';
import { malformed, readData, unreadable } from './files.ts';
import { decodePicture, type Picture, resized } from './pictures.ts';

export interface FolderOptions {
  /** Side that images are scaled to; 0: as they are, all of one size. */
  readonly size: number;
  readonly channels: 1 | 3;
}

/** Decoded images up to this many bytes are kept in memory; more are decoded each time they are wanted. */
const MOST_BYTES = 512 * 2 ** 20;

const kinds: ReadonlySet<string> = new Set(['.png', '.jpg', '.jpeg']);

/** Images in folders, one folder a class, named by it; `test` is such a folder too, kept for the test part. */
export async function loadImageFolder(
  folder: string,
  images: string,
  test: string,
  options: FolderOptions,
): Promise<RawData> {
  const names = await classesIn(resolve(folder, images));
  const files = await filesOf(resolve(folder, images), names);
  const tested = test === '' ? [] : await filesOf(resolve(folder, test), names);
  const all = [...files, ...tested];
  const first = await read(all[0]?.file as string, options);
  return {
    type: image(first.height, first.width, options.channels),
    examples: await examplesOf(
      all.map(({ file }) => file),
      first,
      options,
    ),
    targets: { kind: 'classes', labels: Int32Array.from(all, ({ label }) => label), names },
    ...(test !== '' && { testFrom: files.length }),
  };
}

async function classesIn(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  if (names.length < 2) {
    throw malformed(folder, `it has ${names.length} folders in it, but images need one folder for each class.`);
  }
  return names.sort();
}

async function filesOf(folder: string, names: readonly string[]) {
  const perClass = await Promise.all(
    names.map(async (name, label) => {
      const entries = await entriesOf(join(folder, name));
      const pictures = entries.filter((entry) => entry.isFile() && kinds.has(extname(entry.name).toLowerCase()));
      if (pictures.length === 0) throw malformed(join(folder, name), 'there is no PNG or JPEG file in it.');
      return pictures
        .map((entry) => ({ file: join(folder, name, entry.name), label }))
        .sort((a, b) => (a.file < b.file ? -1 : 1));
    }),
  );
  return perClass.flat();
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw unreadable(folder, error);
  }
}

const read = async (file: string, options: FolderOptions): Promise<Picture> =>
  fitted(decodePicture(await readData('', file), file, options.channels), options.size);

const fitted = (picture: Picture, size: number): Picture => (size === 0 ? picture : resized(picture, size, size));

async function examplesOf(files: readonly string[], first: Picture, options: FolderOptions): Promise<Examples> {
  const size = first.pixels.length;
  if (size * files.length > MOST_BYTES) {
    return {
      count: files.length,
      size,
      unit: 1 / 255,
      read(index, to) {
        const file = files[index] as string;
        const picture = fitted(decodePicture(readFileSync(file), file, options.channels), options.size);
        checkSize(picture, first, file, files[0] as string);
        to.set(picture.pixels);
      },
      close: () => {},
    };
  }
  const values = new Uint8Array(size * files.length);
  for (const [i, file] of files.entries()) {
    const picture = await read(file, options);
    checkSize(picture, first, file, files[0] as string);
    values.set(picture.pixels, i * size);
  }
  return inMemory(values, files.length);
}

function checkSize(picture: Picture, first: Picture, file: string, firstFile: string): void {
  if (picture.height === first.height && picture.width === first.width) return;
  throw malformed(
    file,
    `it has ${picture.height}x${picture.width} pixels, but ${firstFile} has ${first.height}x${first.width}. Scale all to one size with size: ${Math.min(first.height, first.width)}.`,
  );
}
