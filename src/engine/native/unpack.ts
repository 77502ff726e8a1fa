import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, open, type ZipFile } from 'yauzl';
import type { NativeLibrary } from './library.ts';
import { cancelled, NativeError } from './native-error.ts';

export type OpenWriter = (file: string) => Writable;

/** Where a file of the wheel goes, below the installation; undefined if it is not needed. */
export function placeOf(path: string, { libraries }: NativeLibrary): string | undefined {
  if (path.endsWith('/') || path.split('/').includes('..')) return undefined;
  if (libraries.some((library) => path === `tensorflow/${library}`)) return `lib/${basename(path)}`;
  if (/^tensorflow\/include\/(tensorflow\/c|tensorflow\/core\/platform|tsl)\/.+\.h$/.test(path)) {
    return path.replace('tensorflow/include/', 'include/');
  }
  if (/^tensorflow\/(include\/LICENSE|THIRD_PARTY_NOTICES\.txt)$/.test(path)) return `licenses/${basename(path)}`;
  return undefined;
}

/** Writes the needed files of the wheel below `folder`. Throws a `NativeError` (`wheel`) if it is damaged or lacks one. */
export async function unpackWheel(
  wheel: string,
  folder: string,
  library: NativeLibrary,
  options: {
    readonly signal: AbortSignal;
    readonly progress: (bytes: number, total?: number) => void;
    readonly openWriter?: OpenWriter;
  },
): Promise<void> {
  const { signal, progress, openWriter = createWriteStream } = options;
  const zip = await opened(wheel);
  try {
    const wanted: { readonly entry: Entry; readonly file: string }[] = [];
    for await (const entry of entriesOf(zip)) {
      const place = placeOf(entry.fileName, library);
      if (place !== undefined) wanted.push({ entry, file: join(folder, place) });
    }
    const missing = library.libraries.find((name) => !wanted.some(({ file }) => basename(file) === name));
    if (missing !== undefined) throw new NativeError('wheel', `${library.wheel} holds no ${missing}.`);
    const total = wanted.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    let bytes = 0;
    for (const { entry, file } of wanted) {
      if (signal.aborted) throw cancelled();
      await mkdir(dirname(file), { recursive: true });
      const content = await streamOf(zip, entry);
      content.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        progress(bytes, total);
      });
      await pipeline(content, openWriter(file), { signal });
    }
  } catch (error) {
    if (signal.aborted) throw cancelled();
    // The file system's errors have codes; the reader's don't, and mean that the archive is damaged.
    if (error instanceof NativeError || (error as NodeJS.ErrnoException).code?.startsWith('E')) throw error;
    throw damaged(library.wheel, error);
  } finally {
    zip.close();
  }
}

const damaged = (wheel: string, error: unknown): NativeError =>
  new NativeError('wheel', `${basename(wheel)} is damaged: ${error instanceof Error ? error.message : error}.`);

function opened(wheel: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(wheel, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) reject(damaged(wheel, error));
      else resolve(zip);
    });
  });
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (let count = 0; count < zip.entryCount; count++) {
    yield await new Promise<Entry>((resolve, reject) => {
      zip.once('error', reject);
      zip.once('entry', (entry: Entry) => {
        zip.removeListener('error', reject);
        resolve(entry);
      });
      zip.readEntry();
    });
  }
}

function streamOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}
