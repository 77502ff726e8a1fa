import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assetFile } from '../assets.ts';
import { buildAddon, findCompiler } from './build-addon.ts';
import { downloadWheel } from './download.ts';
import { tensorflowFolder } from './folders.ts';
import { holdsLibrary, type Installation, isWhole, writeMarker } from './installation.ts';
import { libraryFor, type NativeLibrary, thisMachine } from './library.ts';
import { takeLock } from './lock.ts';
import { cancelled, diskFull, fromFileSystem, NativeError } from './native-error.ts';
import { type OpenWriter, unpackWheel } from './unpack.ts';

export const installSteps = ['download', 'unpack', 'build', 'prove'] as const;
export type InstallStep = (typeof installSteps)[number];

export interface InstallProgress {
  readonly step: InstallStep;
  readonly bytes?: number;
  readonly total?: number;
}

export interface InstallOptions {
  readonly signal: AbortSignal;
  readonly progress: (progress: InstallProgress) => void;
  /** Trains a step on what lies in the folder, in a process of its own. Throws a `NativeError` (`proof`). */
  readonly prove: (installation: string, signal: AbortSignal) => Promise<void>;
  readonly library?: NativeLibrary;
  /** Holds all installations. */
  readonly parent?: string;
  /** The addon's C++ and headers. */
  readonly sources?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly openWriter?: OpenWriter;
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/**
 * Brings native TensorFlow to this machine and proves it. Everything goes into a folder beside the final one, which takes
 * its place by one rename when it is complete; so however this ends, what is found is whole or nothing. A download that
 * broke off is continued by the next call. Throws a `NativeError`.
 */
export async function installTensorflow(options: InstallOptions): Promise<Installation & { readonly fresh: boolean }> {
  const { library = libraryFor(thisMachine()), parent = tensorflowFolder(), signal } = options;
  const folder = join(parent, library.name);
  const work = `${folder}.partial`;
  const result = { folder, version: library.version, addon: join(folder, 'lib', 'tfjs_binding.node') };
  try {
    await mkdir(parent, { recursive: true });
    const release = takeLock(`${folder}.lock`);
    try {
      const hasLibrary = await holdsLibrary(folder, library);
      if (hasLibrary && isWhole(folder, library)) {
        options.progress({ step: 'prove' });
        await options.prove(folder, signal);
        return { ...result, fresh: false };
      }
      if (!hasLibrary) await rm(folder, { recursive: true, force: true });
      const tree = await fill(work, library, options, hasLibrary ? folder : undefined);
      await rename(tree, folder);
      await rm(work, { recursive: true, force: true });
      return { ...result, fresh: true };
    } finally {
      release();
    }
  } catch (error) {
    const problem = signal.aborted ? cancelled() : fromFileSystem(error, parent, library.bytes);
    // What a full disk needs most.
    if (problem instanceof NativeError && problem.code === 'disk') {
      await rm(work, { recursive: true, force: true }).catch(() => undefined);
    }
    throw problem;
  }
}

/**
 * The complete tree, not yet in its place. `old`: an installation with the right library but an addon of another version
 * of Cellwright, which becomes that tree.
 */
async function fill(
  work: string,
  library: NativeLibrary,
  options: InstallOptions,
  old: string | undefined,
): Promise<string> {
  const { signal, progress, env = process.env, sources = addonSources() } = options;
  const tree = join(work, 'tree');
  await rm(tree, { recursive: true, force: true });
  // First what can fail at once.
  const compiler = await findCompiler(env, signal);
  if (old === undefined) await bring(work, tree, library, options);
  else {
    await mkdir(work, { recursive: true });
    await rename(old, tree);
  }
  progress({ step: 'build' });
  await buildAddon(tree, compiler, { library, sources, signal, env });
  progress({ step: 'prove' });
  await options.prove(tree, signal);
  await writeMarker(tree, library);
  return tree;
}

/** Downloads the wheel and unpacks it. */
async function bring(work: string, tree: string, library: NativeLibrary, options: InstallOptions): Promise<void> {
  const { signal, progress, env = process.env, openWriter } = options;
  const free = await (options.freeBytes ?? freeBytes)(dirname(work));
  if (free < library.bytes) throw diskFull(dirname(work), library.bytes, free);
  const at = (step: InstallStep) => (bytes: number, total?: number) =>
    progress({ step, bytes, ...(total !== undefined && { total }) });

  progress({ step: 'download' });
  const wheel = await downloadWheel({ library, folder: work, signal, progress: at('download'), env });
  progress({ step: 'unpack' });
  await unpackWheel(wheel, tree, library, { signal, progress: at('unpack'), ...(openWriter && { openWriter }) });
}

function addonSources(): string {
  const folder = assetFile('native', '../../dist') ?? assetFile('native', '../../../dist');
  if (folder === undefined) throw new Error("The addon's sources are missing: npm run build.");
  return folder;
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
