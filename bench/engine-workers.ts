import { fork, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findInstallation } from '../src/engine/native/installation.ts';
import type { EngineName, TrialJob } from '../src/engine/types.ts';
import { createNetworkBuilder } from '../src/network/draft.ts';
import { image } from '../src/network/tensor-type.ts';
import { connect } from '../src/protocol/rpc.ts';
import { WORKER_OPTIONS } from '../src/runs/fork-program.ts';
import { processChannel } from '../src/runs/process-channel.ts';
import type { WorkerBoundary, WorkerClientBoundary } from '../src/runs/trial-boundary.ts';
import { median, type Row } from './row.ts';

const dist = join(dirname(__dirname), 'dist');
const ROUNDS = 5;
/** Of a search's trials, the first that finish: each worker compiles what it runs often. */
const WARM = 4;
const TRIALS = 500;
const SETTLED = 20;

/** Trials a minute of one search with two warm workers and with one, in turns: command line, coordinator, workers. */
export async function workersRows(): Promise<Row[]> {
  const one: number[] = [];
  const two: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    one.push(trialsAMinute(1));
    two.push(trialsAMinute(2));
  }
  const unit = 'trials/min (peer: one worker)';
  return [{ id: 'workers.2', unit, ours: median(two), peer: median(one), goal: { atLeast: 1.8, of: 'ratio' } }];
}

function trialsAMinute(count: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'cellwright-bench-'));
  try {
    const args = ['search', join(__dirname, 'workers.cell'), '--engine', 'wasm', '--workers', String(count), '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(dist, 'cli.mjs'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (status !== 0) throw new Error(`The search failed (is it built? npm run build): ${stderr}`);
    const events = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { type: string; time: number });
    const finished = events.flatMap(({ type, time }) => (type === 'trial.finished' ? time : [])).sort((a, b) => a - b);
    const [from, to] = [finished[WARM - 1] as number, finished.at(-1) as number];
    return (60_000 * (finished.length - WARM)) / (to - from);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether a worker that trains for long grows. */
export async function memoryRows(): Promise<Row[]> {
  const engines: EngineName[] = findInstallation() ? ['tensorflow', 'wasm'] : ['wasm'];
  const rows: Row[] = [];
  for (const engine of engines) rows.push(await memory(engine));
  return rows;
}

/** Memory of one worker process after many trials and after few. In searches a worker is replaced after 50 trials. */
async function memory(engine: EngineName): Promise<Row> {
  const child = fork(join(dist, 'worker.mjs'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [...WORKER_OPTIONS],
  });
  try {
    const peer = connect<WorkerClientBoundary, WorkerBoundary>(processChannel(child), {
      requests: {},
      notices: {
        epoch: { check: (value) => value as never, handle: () => {} },
        download: { check: (value) => value as never, handle: () => {} },
      },
    });
    await peer.request('start', { engine });
    let settled = Number.NaN;
    for (let trial = 1; trial <= TRIALS; trial++) {
      const { leakedTensors } = await peer.request('run', smallJob(trial));
      if (leakedTensors !== 0) throw new Error(`Trial ${trial} leaks ${leakedTensors} tensors.`);
      if (trial === SETTLED) settled = megabytes(child.pid as number);
    }
    return {
      id: `memory.${TRIALS}.${engine}`,
      unit: `MB (peer: after ${SETTLED} trials)`,
      ours: megabytes(child.pid as number),
      peer: settled,
      goal: { atMost: 1.1, of: 'ratio' },
    };
  } finally {
    child.kill();
  }
}

/** Resident set size of a process. */
function megabytes(pid: number): number {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(stdout.trim()) / 1024;
}

/** Networks of several sizes on a part of the digits, one epoch. */
function smallJob(trial: number): TrialJob {
  const b = createNetworkBuilder();
  const filters = 8 * (1 + (trial % 4));
  const x = b.add('relu', [b.add('bn', [b.add('conv', [b.input(image(8, 8, 1))], { filters })])]);
  const y = b.add('relu', [b.add('bn', [b.add('conv', [x], { filters: 16, k: trial % 2 === 0 ? 3 : 5 })])]);
  const pooled = b.add('max_pool', [y], { stride: 2 });
  const hidden = b.add('relu', [b.add('dense', [b.add('flatten', [pooled])], { units: 32 })]);
  const setting = (name: string, parameters = {}) => ({ name, parameters });
  return {
    network: b.finish(b.add('dense', [hidden], { units: 10 })),
    recipe: {
      epochs: 1,
      batch: 32,
      optimizer: setting('adam', { lr: 0.01 }),
      schedule: setting('constant'),
      loss: setting('cross_entropy'),
    },
    dataset: {
      source: setting('builtin', { name: 'digits' }),
      split: [0.8, 0.2, 0],
      normalize: true,
      augment: [],
      take: 200,
    },
    folder: '.',
    seed: trial,
    fidelity: 1,
    measures: [],
  };
}
