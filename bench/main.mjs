// `npm run bench -- NAME … [--json FILE]`: measures, and compares with a goal and where there is one with a peer.
// Each bench is a TypeScript file beside this one that exports `bench(options): Promise<Row[]>` (see row.ts).
// `--only a,b` measures parts of a bench (`npm run bench -- engine --only mnist,cifar`).
// `--strategies a,b` and `--seeds N` measure a part of the bench of strategies (`overhead`: TPE's proposals).
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { generate } from '../scripts/generate.mjs';
import { oneTensorflow } from '../scripts/one-tensorflow.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
/** What the project promises figures for; a name without a file has none yet. */
const NAMES = [
  'engine',
  'language',
  'spaces',
  'strategies',
  'indicators',
  'fronts',
  'supernets',
  'editor',
  'runs',
  'exports',
];
const existing = NAMES.filter((name) => readdirSync(here).includes(`${name}.ts`));

function fail(message) {
  process.stderr.write(`${message}\nUsage: npm run bench -- NAME … [--json FILE]\nThere are: ${existing.join(', ')}\n`);
  process.exit(2);
}

/**
 * The bench as a module: bundled like the product, so that it runs what users run. Beside it go the programs that it
 * starts as processes (`NAME-…-process.ts`), and, as in the product, nothing but the bundles reads the sources.
 */
async function load(name) {
  const outdir = join(root, 'dist/bench');
  mkdirSync(outdir, { recursive: true });
  const processes = readdirSync(here).filter((file) => file.startsWith(`${name}-`) && file.endsWith('-process.ts'));
  await esbuild.build({
    entryPoints: [`${name}.ts`, ...processes].map((file) => join(here, file)),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    external: ['vscode'],
    plugins: [oneTensorflow],
    loader: { '.langium': 'text', '.gz': 'binary', '.csv': 'text' },
    inject: [join(root, 'scripts/group-by.mjs')],
    banner: {
      js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __dirname = ${JSON.stringify(here)}; const __filename = ${JSON.stringify(join(here, `${name}.ts`))};`,
    },
  });
  return import(pathToFileURL(join(outdir, `${name}.mjs`)).href);
}

const number = (value) => {
  if (value === undefined) return '';
  return Number.isSafeInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
};

/** `at most 2`, and whether it holds. */
function judged({ id, unit, ours, peer, goal }) {
  const ratio = peer === undefined ? undefined : ours / peer;
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY, of } = goal ?? {};
  const value = of === 'ratio' ? ratio : ours;
  const texts = [goal?.atLeast !== undefined && `≥ ${goal.atLeast}`, goal?.atMost !== undefined && `≤ ${goal.atMost}`];
  return {
    id,
    unit,
    ours,
    peer,
    ratio,
    goal: texts.filter(Boolean).join(', ') + (of === 'ratio' ? ' of the peer' : ''),
    met: value >= atLeast && value <= atMost,
  };
}

function print(rows) {
  const head = ['id', 'unit', 'ours', 'peer', 'ratio', 'goal', 'met'];
  const cells = rows.map((row) => [
    row.id,
    row.unit,
    number(row.ours),
    number(row.peer),
    number(row.ratio),
    row.goal,
    row.met ? 'yes' : 'NO',
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i].length)));
  for (const row of [head, ...cells])
    process.stdout.write(
      `${row
        .map((cell, i) => (i > 1 && i < 5 ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
        .join('  ')
        .trimEnd()}\n`,
    );
}

let parsed;
try {
  parsed = parseArgs({
    options: {
      json: { type: 'string' },
      strategies: { type: 'string' },
      seeds: { type: 'string' },
      only: { type: 'string' },
    },
    allowPositionals: true,
  });
} catch (error) {
  fail(error.message);
}
const { positionals: names, values } = parsed;
if (names.length === 0) fail('Which bench?');
for (const name of names) {
  if (existing.includes(name)) continue;
  fail(NAMES.includes(name) ? `There is no bench '${name}' yet.` : `There is no bench '${name}'.`);
}

const options = {
  ...(values.strategies !== undefined && { strategies: values.strategies.split(',') }),
  ...(values.only !== undefined && { only: values.only.split(',') }),
  ...(values.seeds !== undefined && { seeds: Number(values.seeds) }),
};
generate();
const rows = [];
for (const name of names) {
  process.stderr.write(`${name} …\n`);
  const { bench } = await load(name);
  rows.push(...(await bench(options)).map(judged));
}
print(rows);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ rows }, null, 2)}\n`);
process.exitCode = rows.every((row) => row.met) ? 0 : 1;
