import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root, temporaryFolder } from './run-cli.ts';

const folder = temporaryFolder();
const node = (args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
};

// It packs, unpacks, runs and compiles: a few seconds, more on a busy machine.
test('the packed library runs, and its types hold, for the program in docs/api.md', () => {
  const archive = node([join(root, 'scripts/library.mjs'), folder]).trim();
  mkdirSync(join(folder, 'node_modules'));
  const unpacked = spawnSync('tar', ['-xzf', archive, '-C', folder], { encoding: 'utf8' });
  expect(unpacked.stderr).toBe('');
  renameSync(join(folder, 'package'), join(folder, 'node_modules/cellwright'));

  const page = readFileSync(join(root, 'docs/api.md'), 'utf8');
  const [, program = '', , output] = /```ts\n(.*?)```\n(.*?)```text\n(.*?)```/s.exec(page) ?? [];
  writeFileSync(join(folder, 'program.mjs'), program);
  expect(node([join(folder, 'program.mjs')])).toBe(output);

  writeFileSync(join(folder, 'program.ts'), program);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        ...{ strict: true, noEmit: true, target: 'ES2023', module: 'NodeNext', types: [], lib: ['ES2023', 'DOM'] },
        ...{ skipLibCheck: false, moduleDetection: 'force' },
      },
      files: ['program.ts'],
    }),
  );
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  expect(node([tsc, '-p', folder])).toBe('');
}, 180_000);
