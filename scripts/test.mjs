// `npm test`: installs what is missing and runs every check. `npm test -- --only unit,types` runs some.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { install, npmCommand, requireNode, root } from './install.mjs';

const bin = (path, ...args) => [process.execPath, join(root, 'node_modules', path), ...args];
const node = (path, ...args) => [process.execPath, join(root, path), ...args];

/** In order. `needs`: steps without which this one says nothing. */
const steps = [
  { name: 'generate', what: 'parser from the grammar', run: node('scripts/generate.mjs') },
  { name: 'build', what: 'every bundle', run: node('esbuild.mjs'), needs: ['generate'] },
  { name: 'types', what: 'TypeScript', run: npm('check:types'), needs: ['generate'] },
  { name: 'lint', what: 'Biome', run: npm('check:lint') },
  { name: 'layers', what: 'dependency-cruiser', run: npm('check:layers') },
  { name: 'unused', what: 'knip: files, exports, dependencies', run: npm('check:unused'), needs: ['generate'] },
  { name: 'unit', what: 'beside the units', run: vitest('src', 'webview'), needs: ['generate'] },
  { name: 'processes', what: 'command line, coordinator, workers', run: vitest('test/unit'), needs: ['build'] },
  { name: 'native', what: 'the engine on native TensorFlow', run: node('scripts/test-native.mjs'), needs: ['build'] },
  { name: 'package', what: 'what the VSIX holds', run: node('scripts/package.mjs', '--check'), needs: ['build'] },
  { name: 'rig', what: 'VS Code and a browser for the tests', run: node('test/rig/setup.mjs') },
  { name: 'integration', what: 'inside VS Code', run: npm('integration'), needs: ['build', 'rig'] },
  { name: 'e2e', what: 'VS Code in a browser, by keyboard', run: npm('e2e'), needs: ['build', 'rig'] },
];

function npm(script) {
  const { file, args } = npmCommand('run', '--silent', script);
  return [file, ...args];
}
function vitest(...folders) {
  return bin('vitest/vitest.mjs', 'run', ...folders);
}

/** The steps named by `--only` with those that they need, or all. */
function chosen(argv) {
  const [first, ...rest] = argv;
  if (first === undefined) return steps;
  const names = (first.startsWith('--only=') ? first.slice(7) : first === '--only' ? (rest.shift() ?? '') : '').split(
    ',',
  );
  const wrong = names.find((name) => !steps.some((step) => step.name === name));
  const strange = first.startsWith('--only') ? rest[0] : first;
  if (wrong !== undefined || strange !== undefined) {
    const problem = strange === undefined ? `There is no step '${wrong}'.` : `Unknown option '${strange}'.`;
    const list = steps.map((step) => step.name).join(', ');
    process.stderr.write(`${problem}\nUsage: npm test -- [--only NAME,…]\nSteps: ${list}\n`);
    process.exit(2);
  }
  const wanted = new Set(names);
  for (const step of [...steps].reverse())
    if (wanted.has(step.name)) for (const need of step.needs ?? []) wanted.add(need);
  return steps.filter((step) => wanted.has(step.name));
}

/** Runs one command; its output is shown as it comes, and returned. */
function execute([file, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : { ...process.env, NO_COLOR: '1' },
      shell: process.platform === 'win32' && file === 'npm',
    });
    let output = '';
    const tee = (stream) => (chunk) => {
      output += chunk;
      stream.write(chunk);
    };
    child.stdout.on('data', tee(process.stdout));
    child.stderr.on('data', tee(process.stderr));
    child.on('error', (error) => resolve({ status: 1, output: `${output}\n${error.message}` }));
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

/** How many tests a step ran, from what vitest, mocha or a script of ours says last; one if it is a single check. */
function tally(output, passed) {
  const text = stripVTControlCharacters(output);
  const sum = (pattern) => [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
  const vitestLine = [...text.matchAll(/^\s*Tests\s+(.*)\(\d+\)\s*$/gm)].at(-1)?.[1] ?? '';
  // mocha says it once a suite; vitest and our scripts once at the end
  const good =
    Number(/(\d+) passed/.exec(vitestLine)?.[1] ?? 0) ||
    sum(/^\s*(\d+) passing\b/gm) ||
    sum(/^(\d+) passed, \d+ failed$/gm);
  const bad =
    Number(/(\d+) failed/.exec(vitestLine)?.[1] ?? 0) ||
    sum(/^\s*(\d+) failing\b/gm) ||
    sum(/^\d+ passed, (\d+) failed$/gm);
  if (passed) return { passed: Math.max(1, good), failed: 0 };
  return { passed: good, failed: Math.max(1, bad) };
}

requireNode();
const plan = chosen(process.argv.slice(2));
const started = Date.now();
if (install() !== 0) {
  process.stdout.write('0 passed, 1 failed\n');
  process.exit(1);
}

const results = [];
for (const step of plan) {
  const missing = (step.needs ?? []).filter((need) => results.some((r) => r.name === need && r.state !== 'passed'));
  if (missing.length > 0) {
    results.push({ ...step, state: 'not run', note: `needs ${missing.join(', ')}`, passed: 0, failed: 1, seconds: 0 });
    continue;
  }
  process.stdout.write(`\n── ${step.name}: ${step.what}\n`);
  const from = Date.now();
  const { status, output } = await execute(step.run);
  const seconds = (Date.now() - from) / 1000;
  // A step may say that this machine lacks what it needs.
  const skipped = status === 0 ? /^skipped: (.*)$/m.exec(stripVTControlCharacters(output))?.[1] : undefined;
  if (skipped !== undefined) {
    results.push({ ...step, state: 'skipped', note: skipped, passed: 0, failed: 0, seconds });
    continue;
  }
  results.push({ ...step, state: status === 0 ? 'passed' : 'failed', seconds, ...tally(output, status === 0) });
}

const width = Math.max(...results.map((r) => r.name.length));
process.stdout.write('\n');
for (const r of results) {
  const mark = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' }[r.state] ?? '----';
  const count = r.passed + r.failed > 1 ? `${r.passed} passed${r.failed ? `, ${r.failed} failed` : ''}` : r.what;
  const time = `${r.seconds.toFixed(1)} s`.padStart(8);
  process.stdout.write(`${mark} ${r.name.padEnd(width)} ${time}  ${r.note ? `not run: ${r.note}` : count}\n`);
}
const sum = (key) => results.reduce((total, r) => total + r[key], 0);
process.stdout.write(`${((Date.now() - started) / 1000).toFixed(0)} s in all\n`);
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = results.every((r) => r.state === 'passed' || r.state === 'skipped') ? 0 : 1;
