// `npm run package`: the extension as cellwright-VERSION.vsix, built small. `--check`: only says whether what would go
// into it is right, from the bundles that are there.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVSIX, listFiles } from '@vscode/vsce';
import { root } from './install.mjs';

/** Largest unpacked size in bytes, of bundles that are not minified. */
const BUDGET = 16 * 1024 * 1024;
/** What the extension consists of; a file that none of these covers does not belong. */
const EXPECTED = [
  /^package(\.nls)?\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^language-configuration\.json$/,
  /^syntaxes\/[\w.-]+\.json$/,
  /^media\/[\w./-]+\.(svg|png|md)$/,
  /^dist\/(augment|cli|compare|coordinator|worker|server|setup)\.mjs$/,
  /^dist\/extension\.cjs$/,
  /^dist\/[\w-]+\.(wasm|csv\.gz)$/,
  /^dist\/native\/(binding|node-api)\/\w+\.(cc|h)$/,
  /^dist\/webview\/[\w-]+\.(js|css|ttf)$/,
];
const REQUIRED = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'dist/extension.cjs',
  'dist/augment.mjs',
  'dist/cli.mjs',
  'dist/compare.mjs',
  'dist/coordinator.mjs',
  'dist/worker.mjs',
  'dist/server.mjs',
  'dist/setup.mjs',
  'dist/native/binding/tfjs_binding.cc',
  'dist/native/node-api/node_api.h',
  'dist/digits.csv.gz',
  'dist/kernels.wasm',
  'dist/tfjs-backend-wasm-simd.wasm',
  'dist/webview/preview.js',
  'dist/webview/run.js',
];

/** Every relative path that the manifest names: entry points, grammars, icons, walkthrough pages. Scopes such as `source.js` are none. */
function namedPaths(value) {
  if (typeof value === 'string')
    return !/^(source|text)\./.test(value) && /^\.?\.?\/?[\w-]+(\/[\w.-]+)*\.(json|c?m?js|svg|png|md)$/.test(value)
      ? [value]
      : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(namedPaths);
}

function problems(files) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const named = namedPaths([manifest.main, manifest.bin, manifest.icon, manifest.contributes]);
  const wanted = [...REQUIRED, ...named.map((path) => path.replace(/^\.\//, ''))];
  const size = files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0);
  return {
    size,
    list: [
      ...files
        .filter((file) => !EXPECTED.some((pattern) => pattern.test(file)))
        .map((file) => `does not belong: ${file}`),
      ...[...new Set(wanted)]
        .filter((path) => !files.includes(path))
        .map((path) => `missing: ${path}${existsSync(join(root, path)) ? ' (see .vscodeignore)' : ''}`),
      ...(size > BUDGET ? [`too large: ${size} bytes unpacked, at most ${BUDGET}`] : []),
    ],
  };
}

/** The packed files alone, without node_modules beside them, must run: command line, coordinator and a table search. */
function runsAlone(files) {
  const folder = mkdtempSync(join(tmpdir(), 'cellwright-package-'));
  try {
    for (const file of files) cpSync(join(root, file), join(folder, file));
    const cell = join(root, 'examples/nasbench201.cell');
    const args = [join(folder, 'dist/cli.mjs'), 'search', cell, '--search', 'cifar10', '--trials', '20', '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    if (status === 0 && last.includes('"run.finished"')) return [];
    return [`does not run from the package alone (status ${status}): ${stderr.trim() || last}`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const check = process.argv.includes('--check');
if (!check) {
  const { status } = spawnSync(process.execPath, ['esbuild.mjs', '--minify'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
const files = (await listFiles({ cwd: root, dependencies: false })).map((file) => file.replaceAll('\\', '/')).sort();
const { size, list } = problems(files);
if (list.length === 0) list.push(...runsAlone(files));
for (const file of files) process.stdout.write(`${String(statSync(join(root, file)).size).padStart(9)}  ${file}\n`);
process.stdout.write(`${String(size).padStart(9)}  ${files.length} files\n`);
for (const problem of list) process.stderr.write(`${problem}\n`);
process.exitCode = list.length > 0 ? 1 : 0;
if (!check && list.length === 0) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const packagePath = join(root, `cellwright-${version}.vsix`);
  await createVSIX({
    cwd: root,
    dependencies: false,
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
    packagePath,
  });
  process.stdout.write(`\n${packagePath}: ${(statSync(packagePath).size / 1024 / 1024).toFixed(1)} MB\n`);
}
