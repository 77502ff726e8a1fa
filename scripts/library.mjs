// `npm run library [-- DIR]`: the language as an npm package, cellwright-VERSION.tgz in DIR (.): the library with its
// types, the language server for Node and for browsers. The bundles must be there (npm run build).
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { root } from './install.mjs';

const target = resolve(process.argv[2] ?? '.');
const folder = mkdtempSync(join(tmpdir(), 'cellwright-library-'));
const require = createRequire(import.meta.url);

function run(args, cwd) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

/** Declarations of the library and of what they name, nothing else. */
function copyTypes() {
  const all = join(folder, 'all-types');
  const config = join(folder, 'tsconfig.json');
  const compilerOptions = { noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: all, rootDir: root };
  const options = { ...compilerOptions, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] };
  const files = [join(root, 'src/api/index.ts')];
  const settings = { extends: join(root, 'tsconfig.json'), compilerOptions: options, include: [], files };
  writeFileSync(config, JSON.stringify(settings));
  run([join(dirname(require.resolve('typescript/package.json')), 'bin/tsc'), '-p', config], root);
  const seen = new Set();
  const copy = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    const to = join(folder, 'package/types', relative(join(all, 'src'), file));
    mkdirSync(dirname(to), { recursive: true });
    // Consumers without `allowImportingTsExtensions` read `.js` as the declaration beside it.
    writeFileSync(to, text.replace(/(['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2'));
    for (const [, path] of text.matchAll(/['"](\.[^'"]*)\.ts['"]/g)) copy(join(dirname(file), `${path}.d.ts`));
  };
  copy(join(all, 'src/api/index.d.ts'));
}

try {
  mkdirSync(join(folder, 'package'));
  copyTypes();
  for (const path of ['npm/library.mjs', 'server.mjs', 'server-worker.js']) {
    cpSync(join(root, 'dist', path), join(folder, 'package', basename(path)));
  }
  for (const name of ['LICENSE', 'docs/api.md']) {
    cpSync(join(root, name), join(folder, 'package', name === 'LICENSE' ? name : 'README.md'));
  }
  const { name, version, license, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const manifest = {
    ...{ name, version, license, type: 'module', engines: { node: engines.node } },
    description: 'The Cell language: neural architecture search spaces as source code.',
    exports: {
      '.': { types: './types/api/index.d.ts', default: './library.mjs' },
      './server': './server.mjs',
      './server-worker': './server-worker.js',
      './package.json': './package.json',
    },
  };
  writeFileSync(join(folder, 'package/package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  mkdirSync(target, { recursive: true });
  const npm = process.env.npm_execpath ?? join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  const packed = run([npm, 'pack', '--silent', '--pack-destination', target], join(folder, 'package'));
  process.stdout.write(`${join(target, packed.trim())}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
