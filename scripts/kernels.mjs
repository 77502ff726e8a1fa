// Compiles the training kernels (src/engine/kernels/assembly) to dist/kernels.wasm, if their sources are newer.
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = 'src/engine/kernels/assembly';
const target = 'dist/kernels.wasm';

export async function buildKernels() {
  if (isNewer()) return;
  mkdirSync(join(root, 'dist'), { recursive: true });
  await compile(target);
}

async function compile(outFile) {
  // The memory is that of TensorFlow.js's module, so it is imported and nothing of ours is laid into it.
  const flags = ['--runtime', 'stub', '--importMemory', '--noExportMemory', '--enable', 'simd', '-O3', '--noAssert'];
  const args = [`${source}/index.ts`, '--outFile', outFile, '--baseDir', root, ...flags];
  const { error, stderr } = await asc.main(args);
  if (error) throw new Error(`The kernels do not compile: ${error.message}\n${stderr.toString()}`);
}

function isNewer() {
  const time = (file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const built = time(target);
  const files = readdirSync(join(root, source)).map((name) => `${source}/${name}`);
  return [...files, 'scripts/kernels.mjs'].every((file) => time(file) < built);
}

// `node scripts/kernels.mjs FILE` compiles to that file instead.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === undefined) await buildKernels();
  else await compile(process.argv[2]);
}
