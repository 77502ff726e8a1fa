import { existsSync, readFileSync, statSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ADDON, addonFile } from './build-addon.ts';
import { digestOf } from './digest.ts';
import { tensorflowFolder } from './folders.ts';
import { libraryFor, type Machine, type NativeLibrary, thisMachine } from './library.ts';
import { NativeError } from './native-error.ts';

export interface Installation {
  readonly folder: string;
  readonly version: string;
  readonly addon: string;
}

/** The file that is written last: without it, or with one that does not fit, a folder is no installation. */
const MARKER = 'installed.json';

interface Marker {
  readonly version: string;
  readonly wheel: string;
  readonly addon: string;
  /** By path in the folder. */
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

const loaded = (library: NativeLibrary, folder: string): string[] => [
  ...library.libraries.map((name) => join(folder, 'lib', name)),
  addonFile(folder),
];

/** Native TensorFlow of this user, if it is whole. Looks at sizes, not at contents: that would take a second. */
export function findInstallation(
  machine: Machine = thisMachine(),
  parent: string = tensorflowFolder(),
): Installation | undefined {
  let library: NativeLibrary;
  try {
    library = libraryFor(machine);
  } catch (error) {
    if (error instanceof NativeError) return undefined;
    throw error;
  }
  const folder = join(parent, library.name);
  return isWhole(folder, library) ? { folder, version: library.version, addon: addonFile(folder) } : undefined;
}

export function isWhole(folder: string, library: NativeLibrary): boolean {
  const marker = readMarker(folder);
  if (marker?.wheel !== library.sha256 || marker.addon !== ADDON) return false;
  return loaded(library, folder).every((file) => {
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    return size !== undefined && size === marker.files[nameIn(folder, file)]?.bytes;
  });
}

/** Whether the library has the right contents, whatever the addon was built of. */
export async function holdsLibrary(folder: string, library: NativeLibrary): Promise<boolean> {
  const marker = readMarker(folder);
  if (marker?.wheel !== library.sha256) return false;
  for (const name of library.libraries.map((name) => `lib/${name}`)) {
    const file = join(folder, name);
    if (!existsSync(file) || (await digestOf(file)) !== marker.files[name]?.sha256) return false;
  }
  return true;
}

export async function writeMarker(folder: string, library: NativeLibrary): Promise<void> {
  const files: Record<string, { bytes: number; sha256: string }> = {};
  for (const file of loaded(library, folder)) {
    files[nameIn(folder, file)] = { bytes: (await stat(file)).size, sha256: await digestOf(file) };
  }
  const marker: Marker = { version: library.version, wheel: library.sha256, addon: ADDON, files };
  await writeFile(join(folder, MARKER), `${JSON.stringify(marker, null, 2)}\n`);
  // Read back: on a full disk it may be cut off.
  JSON.parse(await readFile(join(folder, MARKER), 'utf8'));
}

function readMarker(folder: string): Marker | undefined {
  try {
    const marker = JSON.parse(readFileSync(join(folder, MARKER), 'utf8')) as Partial<Marker> | null;
    return marker?.files ? (marker as Marker) : undefined;
  } catch {
    return undefined;
  }
}

const nameIn = (folder: string, file: string): string => file.slice(folder.length + 1).replaceAll('\\', '/');
