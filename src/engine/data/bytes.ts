import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { malformed, readData, unreadable } from './files.ts';

/** Bytes of a file: in memory, or read from the disk where they are wanted. */
export interface Bytes {
  readonly length: number;
  /** Fills `to` from an offset on. Throws an `EngineError` if there are not so many. */
  read(offset: number, to: Uint8Array): void;
  close(): void;
}

/** Larger files stay on the disk, so that a set of any size trains in little memory. */
const LARGE = 128 * 2 ** 20;

export const memoryBytes = (content: Uint8Array): Bytes => ({
  length: content.length,
  read: (offset, to) => to.set(content.subarray(offset, offset + to.length)),
  close: () => {},
});

/** A data file named in source. Gzipped files are unpacked in memory. Throws an `EngineError` that names the file. */
export async function openBytes(folder: string, file: string, large = LARGE): Promise<Bytes> {
  const path = resolve(folder, file);
  const length = await plainLength(path);
  return length > large ? fileBytes(path, length) : memoryBytes(await readData(folder, file));
}

/** 0 for a gzipped file. */
async function plainLength(path: string): Promise<number> {
  try {
    const handle = await open(path);
    try {
      const start = Buffer.alloc(2);
      await handle.read(start, 0, 2, 0);
      return start[0] === 0x1f && start[1] === 0x8b ? 0 : (await handle.stat()).size;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

function fileBytes(path: string, length: number): Bytes {
  const file = openSync(path, 'r');
  let isOpen = true;
  return {
    length,
    read(offset, to) {
      for (let done = 0; done < to.length; ) {
        const got = readSync(file, to, done, to.length - done, offset + done);
        if (got === 0) {
          throw malformed(path, `at offset ${offset + done} it ends; it had ${length} bytes when training began.`);
        }
        done += got;
      }
    },
    close() {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}
