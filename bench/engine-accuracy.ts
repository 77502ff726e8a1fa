import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { userFolder } from '../src/engine/native/folders.ts';
import { findInstallation } from '../src/engine/native/installation.ts';
import { costOf } from '../src/network/cost.ts';
import { openProject } from '../src/project/project.ts';
import type { RunFinished } from '../src/protocol/run-events.ts';
import { publishedNetworks } from './published-networks.ts';
import type { Row } from './row.ts';

const root = join(__dirname, '..');
const example = (name: string): string => readFileSync(join(root, 'examples', name), 'utf8');
const say = (text: string): void => void process.stderr.write(`  ${text}\n`);

/** LeNet on MNIST: share of the 10,000 test images that are right after three epochs on all 60,000 others. */
export function mnistRows(): Row[] {
  const engines = findInstallation() ? ['wasm', 'tensorflow'] : ['wasm'];
  if (engines.length === 1) say('Native TensorFlow is not installed (npm run setup:tensorflow): no row of it.');
  return engines.map((engine) => {
    const { test_accuracy = Number.NaN } = search(example('lenet.cell'), engine);
    return { id: `mnist.${engine}`, unit: '%', ours: 100 * test_accuracy, goal: { atLeast: 98.8 } };
  });
}

/** 4,000 images of CIFAR-10 learned by heart: the share that is right, on the engine that a user has. */
export function cifarRows(): Row[] {
  const files = cifarFiles();
  if (!files) {
    say(
      'No CIFAR-10: set CELLWRIGHT_CIFAR10 to a folder with its binary files, or run examples/cifar10_overfit.cell once.',
    );
    return [];
  }
  const source = example('cifar10_overfit.cell').replace('download("cifar10")', `cifar(${JSON.stringify(files)})`);
  const { accuracy = Number.NaN } = search(source, 'auto');
  return [{ id: 'cifar.overfit', unit: '%', ours: 100 * accuracy, goal: { atLeast: 95 } }];
}

/** The files of training images, with commas between. */
function cifarFiles(): string | undefined {
  const folder = resolve(process.env.CELLWRIGHT_CIFAR10 ?? join(userFolder(), 'data', 'cifar10'));
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder).filter((name) => name.endsWith('.bin') && !name.startsWith('test'));
  return files.length === 0 ? undefined : files.map((name) => join(folder, basename(name))).join(',');
}

/** The metrics of the best trial, by the command that a user would give; `prepare` puts files beside the source. */
function search(
  source: string,
  engine: string,
  prepare: (folder: string) => void = () => {},
): Readonly<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'cellwright-bench-'));
  try {
    writeFileSync(join(folder, 'bench.cell'), source);
    prepare(folder);
    say(`training on ${engine} …`);
    const args = [join(root, 'dist/cli.mjs'), 'search', 'bench.cell', '--engine', engine, '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    if (status !== 0) throw new Error(`The search failed (is it built? npm run build): ${stderr}`);
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as RunFinished;
    return last.best[0]?.metrics ?? {};
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Parameters and multiply-accumulates of published networks: exactly those that were published. */
export async function publishedRows(): Promise<Row[]> {
  const project = openProject({ readText: async (uri) => readFileSync(new URL(uri), 'utf8') });
  const rows: Row[] = [];
  for (const { file, ...published } of publishedNetworks) {
    const { spaces } = await project.model(new URL(`../examples/${file}`, `file://${__filename}`).href);
    const network = spaces[0]?.instantiate({});
    if (!network) throw new Error(`${file} has no space.`);
    const costs = costOf(network);
    for (const measure of ['params', 'macs', 'receptive_field'] as const) {
      const peer = published[measure];
      const id = `${measure}.${basename(file, '.cell')}`;
      rows.push({ id, unit: '', ours: costs[measure], peer, goal: { atLeast: peer, atMost: peer } });
    }
  }
  return rows;
}

const STREAMED = 700_000;
const WIDTH = 3072;

/** The most memory that a trial has that trains on a file of 2.15 GB, engine included. */
export function streamRows(): Row[] {
  const source = `
    space Wide { input vector(${WIDTH}) -> dense(2) }
    dataset large { source npy("x.npy", "y.npy", predict: classes)  split 99%, 1%  normalize on }
    train once { epochs 1  batch 1000  optimizer sgd  loss cross_entropy }
    search s { space Wide  data large  train once  trials 1  maximize accuracy  report peak_rss }`;
  const { peak_rss = Number.NaN } = search(source, 'auto', (folder) => {
    // Zeros that the file system need not store; the labels alternate.
    const x = join(folder, 'x.npy');
    writeFileSync(x, npyHeader('|u1', `(${STREAMED}, ${WIDTH})`));
    truncateSync(x, statSync(x).size + STREAMED * WIDTH);
    const labels = Buffer.from(Uint8Array.from({ length: STREAMED }, (_, i) => i % 2));
    writeFileSync(join(folder, 'y.npy'), Buffer.concat([npyHeader('|u1', `(${STREAMED},)`), labels]));
  });
  return [{ id: 'memory.stream-2GB', unit: 'MB', ours: peak_rss / 1e6, goal: { atMost: 1000 } }];
}

/** Of the NPY format, version 1: 128 bytes. */
function npyHeader(type: string, shape: string): Buffer {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1'), Buffer.from(`${text}\n`)]);
}
