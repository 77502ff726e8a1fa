import { join } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { userFolder } from '../native/folders.ts';
import { loadCifar } from './cifar.ts';
import type { RawData } from './dataset.ts';
import { fetchFile } from './fetch-file.ts';
import { loadIdx } from './idx.ts';
import { type KnownSet, knownSets } from './known-sets.ts';
import { loadText, type TextOptions } from './text.ts';
import { withLock } from './wait-lock.ts';

/** Of all files of a set: bytes that are there, and in all. */
export type DownloadProgress = (bytes: number, total: number) => void;

export interface DownloadOptions {
  readonly signal: AbortSignal;
  readonly progress: DownloadProgress;
  /** Of a set that is a text. */
  readonly text: TextOptions;
  /** For tests: other sets, another folder. */
  readonly sets?: Readonly<Record<string, KnownSet>>;
  readonly home?: string;
}

/**
 * A well-known set, fetched into the user's folder if it is not there, which all projects share; two trials that want it at
 * once fetch it once. Throws an `EngineError`.
 */
export async function loadDownload(name: string, options: DownloadOptions): Promise<RawData> {
  const { signal, progress, sets = knownSets, home = userFolder() } = options;
  const set = sets[name];
  if (!set) {
    throw new EngineError(
      'recipe',
      `There is no set '${name}' to download. There are: ${Object.keys(sets).join(', ')}.`,
    );
  }
  const folder = join(home, 'data', name);
  const total = set.files.reduce((sum, file) => sum + file.bytes, 0);
  await withLock(folder, signal, async () => {
    let before = 0;
    let fetched = false;
    const told = (bytes: number): void => {
      fetched = true;
      progress(before + bytes, total);
    };
    for (const file of set.files) {
      await fetchFile(file, { folder, signal, progress: told });
      before += file.bytes;
    }
    // Also where the last file was there already: whoever was told of the beginning hears of the end.
    if (fetched) progress(total, total);
  });
  const { holds } = set;
  switch (holds.kind) {
    case 'text':
      return loadText(folder, holds.file, options.text);
    case 'cifar':
      return loadCifar(folder, holds.train.join(','), holds.test);
    case 'idx': {
      const names = ([images, labels]: readonly [string, string]) => ({ images, labels });
      return loadIdx(folder, names(holds.train), names(holds.test));
    }
  }
}
