// Before the unit tests (vitest's globalSetup): compiles what they run on.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildKernels } from './kernels.mjs';
import { copyAddonSources } from './native-sources.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** The gradients of TensorFlow.js as one file: Node can't load its hundreds of modules, and vitest does so slowly. */
export const gradientsFile = join(root, 'node_modules/.cache/cellwright/gradients.mjs');

export async function setup() {
  await buildKernels();
  copyAddonSources();
  mkdirSync(dirname(gradientsFile), { recursive: true });
  await build({
    entryPoints: [join(root, 'node_modules/@tensorflow/tfjs-core/dist/register_all_gradients.js')],
    outfile: gradientsFile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
  });
}
