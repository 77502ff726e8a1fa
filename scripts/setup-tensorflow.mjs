// `npm run setup:tensorflow`: installs native TensorFlow for this user. Installs the packages and builds, if need be.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { install, requireNode, root } from './install.mjs';

requireNode();
if (install() !== 0) process.exit(1);
if (!['cli.mjs', 'setup.mjs', 'worker.mjs'].every((file) => existsSync(join(root, 'dist', file)))) {
  const { build } = await import('../esbuild.mjs');
  await build();
}
const args = [join(root, 'dist/cli.mjs'), 'setup', 'tensorflow', ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
