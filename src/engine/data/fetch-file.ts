import { createWriteStream, statSync } from 'node:fs';
import { mkdir, rename, rm, truncate } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { EngineError } from '../engine-error.ts';
import { digestOf } from '../native/digest.ts';
import type { KnownFile } from './known-sets.ts';
import { unpackTar } from './tar.ts';

export interface Fetching {
  /** Keeps the file, and what an interrupted download got. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Bytes of this file so far. */
  readonly progress: (bytes: number) => void;
}

/**
 * Sees that a file, or what is wanted of an archive, is in the folder: fetched if it is not there; what an earlier try got
 * (`<name>.part`) is continued. Only a file with the right digest gets its name. Throws an `EngineError` that says what to do.
 */
export async function fetchFile(file: KnownFile, fetching: Fetching): Promise<void> {
  const { folder, signal } = fetching;
  if (file.members?.every(({ path, bytes }) => sizeOf(join(folder, basename(path))) === bytes)) return;
  const path = join(folder, file.name);
  if (sizeOf(path) !== file.bytes) await fetchWhole(file, path, fetching);
  if (!file.members) return;
  try {
    await unpackTar(path, folder, file.members, signal);
  } catch (error) {
    if (signal.aborted) throw new EngineError('aborted', 'The trial was stopped.');
    if (error instanceof EngineError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineError('data-missing', `Can't unpack ${path}: ${reason}. Try again when that is mended.`);
  }
  await rm(path);
}

async function fetchWhole(file: KnownFile, path: string, fetching: Fetching): Promise<void> {
  const { folder, signal } = fetching;
  const part = `${path}.part`;
  try {
    await mkdir(folder, { recursive: true });
    // What is longer than the whole is another file.
    if (sizeOf(part) > file.bytes) await truncate(part, 0);
    if (sizeOf(part) < file.bytes) await download(file, part, fetching);
    const digest = await digestOf(part, signal);
    if (digest !== file.sha256) {
      await rm(part);
      throw new EngineError(
        'data-malformed',
        `${file.address} gave another file than expected: its SHA-256 is ${digest}, expected ${file.sha256}. It was removed. Try again; if it stays so, get the file elsewhere and put it at ${path}.`,
      );
    }
    await rename(part, path);
  } catch (error) {
    if (signal.aborted) throw new EngineError('aborted', 'The trial was stopped.');
    throw error instanceof EngineError ? error : unfetched(file, path, error);
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

async function download(file: KnownFile, part: string, { signal, progress }: Fetching): Promise<void> {
  const have = sizeOf(part);
  const headers = { 'accept-encoding': 'identity', ...(have > 0 && { range: `bytes=${have}-` }) };
  const response = await fetch(file.address, { signal, headers });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new Error(`the server answers ${response.status} ${response.statusText}`.trim());
  }
  // 200: the server knows no ranges and starts anew.
  const resumed = response.status === 206;
  let bytes = resumed ? have : 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      progress(bytes);
      done(bytes > file.bytes ? new Error(`it sends more than ${file.bytes} bytes`) : null, chunk);
    },
  });
  const body = Readable.fromWeb(response.body as ReadableStream);
  await pipeline(body, counted, createWriteStream(part, { flags: resumed ? 'a' : 'w' }), { signal });
  if (bytes < file.bytes) throw new Error(`it broke off after ${bytes} of ${file.bytes} bytes`);
}

function unfetched(file: KnownFile, path: string, error: unknown): EngineError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new EngineError(
    'data-missing',
    `Can't fetch ${file.address}: ${reason}. What came is kept and continued by the next try. Or get the file elsewhere (${file.bytes} bytes) and put it at ${path}.`,
  );
}
