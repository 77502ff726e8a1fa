// Every bundle of the product. `node esbuild.mjs [--watch] [--minify]`
import { cpSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { generate } from './scripts/generate.mjs';
import { buildKernels } from './scripts/kernels.mjs';
import { copyAddonSources } from './scripts/native-sources.mjs';

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
/**
 * The main files of TensorFlow.js are ES5 without gradients; its modules have everything. One copy of them for all who
 * import it, or classes of one copy would extend those of the other.
 */
const oneTensorflow = {
  name: 'one-tensorflow',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@tensorflow\/tfjs-(core|backend-\w+)$/ }, ({ path }) => ({
      path: join(dirname(require.resolve(`${path}/package.json`)), 'dist/index.js'),
    }));
    // The kernels of tfjs-node want the package of everything, but use the core of it alone.
    onResolve({ filter: /^@tensorflow\/tfjs$/ }, () => ({
      path: join(dirname(require.resolve('@tensorflow/tfjs-core/package.json')), 'dist/index.js'),
    }));
    // Its compiled classes are of a kind that can't extend the core's; its source is in the package.
    onResolve({ filter: /^@tensorflow\/tfjs-node\/dist\/\w+\.js$/ }, ({ path }) => ({
      path: join(
        dirname(require.resolve('@tensorflow/tfjs-node/package.json')),
        path.replace(/^.*\/dist\/(\w+)\.js$/, 'src/$1.ts'),
      ),
    }));
    // Functions that Node 23 removed.
    onResolve({ filter: /^util$/ }, ({ importer }) =>
      importer.includes('tfjs-node') ? { path: 'util', namespace: 'old-util' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'old-util' }, () => ({
      contents:
        'export const isArray = Array.isArray; export const isNullOrUndefined = (value) => value === null || value === undefined;',
    }));
    // Messages of TensorBoard, which nothing here writes.
    onResolve({ filter: /\/proto\/api_pb$/ }, () => ({ path: 'api_pb', namespace: 'empty' }));
    onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: '' }));
  },
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
      server: 'src/services/server-main.ts',
      setup: 'src/runs/setup-main.ts',
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
