import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError } from './engine-error.ts';

/** A file that the build lays beside the bundle, or, when the sources run unbundled, in `elsewhere` (from src/engine). */
export function assetFile(name: string, elsewhere: readonly string[]): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const folders = [here, ...elsewhere.map((folder) => join(here, folder))];
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (found) return found;
  throw new EngineError('data-missing', `The product's own file ${name} is missing. Install or build it again.`);
}
