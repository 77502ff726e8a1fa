// Every bundle of the product. `node esbuild.mjs [--watch] [--minify]`
import { cpSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { generate } from './scripts/generate.mjs';
import { buildKernels } from './scripts/kernels.mjs';
import { copyAddonSources } from './scripts/native-sources.mjs';
import { oneTensorflow } from './scripts/one-tensorflow.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const flags = new Set(process.argv.slice(2));

const common = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: flags.has('--minify') ? false : 'linked',
  minify: flags.has('--minify'),
  logLevel: 'warning',
  target: 'es2022',
  loader: { '.langium': 'text', '.gz': 'binary', '.csv': 'text' },
};
// ES modules on Node: bundled CommonJS dependencies still call require.
const node = {
  ...common,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['vscode'],
  inject: ['scripts/group-by.mjs'],
  plugins: [oneTensorflow],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; import { fileURLToPath as __toPath } from 'node:url'; import { dirname as __dirnameOf } from 'node:path'; const require = __createRequire(import.meta.url); const __filename = __toPath(import.meta.url); const __dirname = __dirnameOf(__filename);",
  },
  outExtension: { '.js': '.mjs' },
};
const builds = [
  {
    ...node,
    outdir: 'dist',
    entryPoints: {
      cli: 'src/cli/main.ts',
      coordinator: 'src/runs/coordinator-main.ts',
      worker: 'src/runs/worker-main.ts',
      augment: 'src/engine/data/augment-thread.ts',
      server: 'src/services/server-main.ts',
      setup: 'src/runs/setup-main.ts',
      compare: 'src/runs/compare-main.ts',
    },
  },
  {
    ...common,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    outfile: 'dist/extension.cjs',
    entryPoints: ['src/editor/extension.ts'],
  },
  {
    ...common,
    // As the web sees it, so that other bundlers can take it too.
    platform: 'browser',
    format: 'esm',
    inject: ['scripts/group-by.mjs'],
    outfile: 'dist/npm/library.mjs',
    entryPoints: ['src/api/index.ts'],
  },
  {
    ...common,
    platform: 'browser',
    format: 'iife',
    inject: ['scripts/group-by.mjs'],
    outfile: 'dist/server-worker.js',
    entryPoints: ['src/services/worker-main.ts'],
  },
  {
    ...common,
    platform: 'browser',
    format: 'iife',
    outdir: 'dist/webview',
    entryPoints: { preview: 'webview/preview/main.ts', run: 'webview/run/main.ts' },
  },
];

/** Files that the bundles read beside themselves at run time. */
function copyAssets() {
  mkdirSync(join(root, 'dist/webview'), { recursive: true });
  cpSync(require.resolve('elkjs/lib/elk-worker.min.js'), join(root, 'dist/webview/elk-worker.js'));
  const wasm = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out');
  cpSync(join(wasm, 'tfjs-backend-wasm-simd.wasm'), join(root, 'dist/tfjs-backend-wasm-simd.wasm'));
  cpSync(join(root, 'src/engine/data/digits.csv.gz'), join(root, 'dist/digits.csv.gz'));
  copyAddonSources();
}

export async function build() {
  generate();
  copyAssets();
  await buildKernels();
  await Promise.all(builds.map((options) => esbuild.build(options)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (flags.has('--watch')) {
    generate();
    copyAssets();
    await buildKernels();
    for (const options of builds) await (await esbuild.context({ ...options, logLevel: 'info' })).watch();
  } else await build();
}
