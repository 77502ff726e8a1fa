import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file that the build lays beside the bundle, or, when the sources run unbundled, in `elsewhere` (from src/engine). */
export function assetFile(name: string, elsewhere: string): string | undefined {
  const here = dirname(fileURLToPath(import.meta.url));
  return [join(here, name), join(here, elsewhere, name)].find((file) => existsSync(file));
}
