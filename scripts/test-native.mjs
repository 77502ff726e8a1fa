// `npm test` runs this as its step `native`: installs native TensorFlow into the project's cache and runs the engine's
// tests on it. Where the Python registry or a compiler is out of reach it says so and ends well.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './install.mjs';

/** Not the user's own, which other tests would then find. */
const env = { ...process.env, CELLWRIGHT_HOME: join(root, 'node_modules/.cache/cellwright/native') };
/** What a machine may lack without the project being wrong. */
const lacking = new Set(['network', 'index', 'platform', 'compiler']);

const run = (args, options = {}) =>
  spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 28, ...options });

const setup = run([join(root, 'dist/cli.mjs'), 'setup', 'tensorflow', '--json'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const messages = setup.stdout
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
if (setup.status !== 0) {
  const { code, message } = messages.find(({ type }) => type === 'failed') ?? { message: 'it ended without a reason' };
  const skip = lacking.has(code);
  process.stdout.write(`${skip ? 'skipped' : 'failed'}: ${message}\n`);
  process.exit(skip ? 0 : 1);
}
process.stdout.write(`${messages.at(-1).folder}\n`);

// A search takes it by itself.
const folder = mkdtempSync(join(tmpdir(), 'cellwright-native-'));
const cell = join(root, 'examples/digits.cell');
const search = run([
  join(root, 'dist/cli.mjs'),
  'search',
  cell,
  '--trials',
  '1',
  '--json',
  '--run',
  join(folder, 'run'),
]);
const engine = /"type":"run.started".*"engine":"(\w+)"/.exec(search.stdout)?.[1];
rmSync(folder, { recursive: true, force: true });
if (search.status !== 0 || engine !== 'tensorflow') {
  process.stdout.write(
    `failed: a search with engine 'auto' took ${engine} (status ${search.status}): ${search.stderr}\n`,
  );
  process.exit(1);
}

const tests = ['kernels/affine.test.ts', 'layers', 'model.test.ts', 'optimizers.test.ts', 'trial.test.ts'].map(
  (name) => `src/engine/${name}`,
);
const vitest = run([join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...tests], {
  stdio: 'inherit',
  env: { ...env, CELLWRIGHT_TEST_NATIVE: '1' },
});
process.exitCode = vitest.status ?? 1;
