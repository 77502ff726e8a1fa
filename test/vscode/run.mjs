#!/usr/bin/env node
// `npm run integration`: the suites of this folder inside a real VS Code, on a copy of the examples.
// CELLWRIGHT_VSCODE names the executable of an installed VS Code, or is `download`; without it the rig is used on Linux
// x64, a download elsewhere. `--grep TEXT` runs the tests whose names hold the text; `--no-build` takes dist as it is.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build as bundle } from 'esbuild';
import { build } from '../../esbuild.mjs';
import { rigCanRun, setUpRig } from '../rig/setup.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const out = join(root, 'test/out/vscode');

/** Each folder of suites is one start of VS Code: workspace trust is a matter of the whole window. */
const windows = ['trusted', 'untrusted'];

async function vscode() {
  const named = process.env.CELLWRIGHT_VSCODE;
  if (named && named !== 'download') return named;
  if (named === 'download' || !rigCanRun()) return downloadAndUnzipVSCode();
  await setUpRig();
  return join(root, 'test/rig/code-web.mjs');
}

async function buildSuites() {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const suites = windows.flatMap((window) =>
    readdirSync(join(here, window))
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => join(here, window, file)),
  );
  await bundle({
    entryPoints: [join(here, 'main.ts'), ...suites],
    outbase: here,
    outdir: out,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

/** As `runTests` does, but without `--disable-workspace-trust`, which that always passes. */
function runUntrusted(executable, { extensionDevelopmentPath, extensionTestsPath, launchArgs, extensionTestsEnv }) {
  const args = [
    ...launchArgs,
    '--no-sandbox',
    '--disable-gpu-sandbox',
    '--disable-updates',
    '--skip-welcome',
    '--skip-release-notes',
    `--extensionTestsPath=${extensionTestsPath}`,
    `--extensionDevelopmentPath=${extensionDevelopmentPath}`,
  ];
  const env = { ...process.env, ...extensionTestsEnv };
  const child = spawn(executable, args, { env, stdio: 'inherit', shell: process.platform === 'win32' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status, signal) =>
      status === 0 ? resolve() : reject(new Error(`VS Code ended with ${signal ?? status}`)),
    );
  });
}

/** One start of VS Code on a copy of the examples; true if its suites passed. */
async function runWindow(executable, window, grep) {
  const scratch = mkdtempSync(join(tmpdir(), 'cwi-')); // short: holds sockets
  const workspace = join(scratch, 'examples');
  // Data and sources, without the runs of whoever tried them.
  cpSync(join(root, 'examples'), workspace, { recursive: true, filter: (source) => !source.endsWith('.cellwright') });
  const userData = join(scratch, 'u');
  mkdirSync(join(userData, 'User'), { recursive: true });
  if (window === 'untrusted') {
    const settings = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };
    writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(settings));
  }
  const options = {
    extensionDevelopmentPath: root,
    extensionTestsPath: join(out, 'main.cjs'),
    launchArgs: [workspace, `--user-data-dir=${userData}`, `--extensions-dir=${join(scratch, 'e')}`],
    extensionTestsEnv: { CELLWRIGHT_TEST_SUITES: join(out, window), CELLWRIGHT_TEST_GREP: grep ?? '' },
  };
  process.stdout.write(`\n${window} workspace\n`);
  try {
    if (window === 'untrusted') await runUntrusted(executable, options);
    else await runTests({ ...options, vscodeExecutablePath: executable });
    return true;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return false;
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

const args = process.argv.slice(2);
const grep = args.includes('--grep') ? args[args.indexOf('--grep') + 1] : undefined;
const only = windows.filter((window) => args.includes(`--${window}`));
try {
  const executable = await vscode();
  if (!args.includes('--no-build')) await build();
  await buildSuites();
  let passed = true;
  for (const window of only.length > 0 ? only : windows) passed = (await runWindow(executable, window, grep)) && passed;
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
