import { createReadStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { malformed } from './files.ts';

const BLOCK = 512;

/** A file in an archive. */
export interface Member {
  /** Its path in the archive. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * Takes files out of a gzipped tar archive (POSIX ustar) into a folder, each under the last part of its path, piece by piece.
 * A file gets its name only when it is whole. Throws an `EngineError` if the archive is damaged or lacks one.
 */
export async function unpackTar(
  archive: string,
  folder: string,
  members: readonly Member[],
  signal: AbortSignal,
): Promise<void> {
  const missing = new Set(members.map(({ path }) => path));
  try {
    await pipeline(
      createReadStream(archive),
      createGunzip(),
      async (content: AsyncIterable<Buffer>) => {
        const tar = piecewise(content);
        for (;;) {
          const header = await tar.take(BLOCK);
          // Blocks of zeros, or just nothing, are the end.
          if (header.length < BLOCK || header[0] === 0) return;
          const { path, bytes } = headerOf(header, archive, tar.offset - BLOCK);
          const member = members.find((one) => one.path === path && one.bytes === bytes);
          if (member) {
            await write(tar, bytes, join(folder, basename(path)));
            missing.delete(path);
          } else await tar.skip(bytes);
          await tar.skip((BLOCK - (bytes % BLOCK)) % BLOCK);
        }
      },
      { signal },
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      throw malformed(archive, `it can not be unpacked (${error.message}). Remove it and try again.`);
    }
    throw error;
  }
  const [lacked] = missing;
  if (lacked !== undefined) throw malformed(archive, `it holds no whole ${lacked}.`);
}

function headerOf(header: Buffer, archive: string, offset: number): Member {
  const text = (from: number, length: number): string => {
    const field = header.toString('latin1', from, from + length);
    return field.slice(0, `${field}\0`.indexOf('\0')).trim();
  };
  const bytes = Number.parseInt(text(124, 12) || '0', 8);
  // The sum of all bytes, its own counted as spaces.
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (Number.parseInt(text(148, 8), 8) !== sum || !(bytes >= 0)) {
    throw malformed(archive, `at offset ${offset} (unpacked) there is no header of a tar archive. It is damaged.`);
  }
  const prefix = text(257, 5) === 'ustar' ? text(345, 155) : '';
  return { path: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`, bytes };
}

interface Pieces {
  /** Bytes taken so far. */
  readonly offset: number;
  /** The next bytes, fewer at the end. */
  take(count: number): Promise<Buffer>;
  skip(count: number): Promise<void>;
  /** The next bytes as they come, at most `count`; empty at the end. */
  some(count: number): Promise<Buffer>;
}

function piecewise(content: AsyncIterable<Buffer>): Pieces {
  const chunks = content[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  const some = async (count: number): Promise<Buffer> => {
    if (rest.length === 0) {
      const { value, done } = await chunks.next();
      if (done) return rest;
      rest = value;
    }
    const piece = rest.subarray(0, count);
    rest = rest.subarray(piece.length);
    offset += piece.length;
    return piece;
  };
  return {
    get offset() {
      return offset;
    },
    some,
    async take(count) {
      const pieces: Buffer[] = [];
      for (let left = count; left > 0; ) {
        const piece = await some(left);
        if (piece.length === 0) break;
        pieces.push(piece);
        left -= piece.length;
      }
      return Buffer.concat(pieces);
    },
    async skip(count) {
      for (let left = count; left > 0; ) {
        const { length } = await some(left);
        if (length === 0) return;
        left -= length;
      }
    },
  };
}

async function write(tar: Pieces, bytes: number, path: string): Promise<void> {
  const file = await open(`${path}.part`, 'w');
  try {
    for (let left = bytes; left > 0; ) {
      const piece = await tar.some(left);
      if (piece.length === 0) throw malformed(path, `the archive ends ${left} bytes before the end of this file.`);
      await file.write(piece);
      left -= piece.length;
    }
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
}
