import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findInstallation } from '../src/engine/native/installation.ts';
import type { BenchNetworkName } from './engine-networks.ts';
import { pythonWithTorch } from './peers/torch.ts';
import { median, type Row } from './row.ts';

/** Steps of a round: about a second each. */
const steps: Readonly<Record<BenchNetworkName, number>> = { mlp: 200, cnn: 40, nas: 6 };
const ROUNDS = 7;
/** Ours over PyTorch's. WebAssembly has no goal for the smallest network, of which nearly all is overhead. */
const goals: Readonly<Record<string, number>> = {
  'mlp.tensorflow': 1.2,
  'cnn.tensorflow': 1.2,
  'nas.tensorflow': 1.2,
  'cnn.wasm': 1.6,
  'nas.wasm': 2.2,
};

/** A process that times steps when it is asked. */
interface Stepping {
  run(network: BenchNetworkName, count: number): Promise<number[]>;
  end(): void;
}

/**
 * Milliseconds of one training step (reading the batch, forward, back, update) of three networks on each engine and in
 * PyTorch, one thread each. They take turns, so that a slow minute of the machine slows all of them.
 */
export async function trainRows(): Promise<Row[]> {
  const python = pythonWithTorch();
  const peer = python === undefined ? undefined : await stepping(python, [join(__dirname, 'peers/train_step.py')]);
  const program = join(__dirname, '../dist/bench/engine-steps-process.mjs');
  const engines = new Map<string, Stepping>();
  if (findInstallation()) engines.set('tensorflow', await stepping(process.execPath, [program, 'tensorflow']));
  else process.stderr.write('  Native TensorFlow is not installed (npm run setup:tensorflow): no rows of it.\n');
  engines.set('wasm', await stepping(process.execPath, [program, 'wasm']));
  const rows: Row[] = [];
  try {
    for (const network of ['mlp', 'cnn', 'nas'] as const) {
      const times = new Map<string, number[]>([...engines.keys(), 'peer'].map((name) => [name, []]));
      for (let round = 0; round < ROUNDS; round++) {
        for (const [name, engine] of [...engines, ...(peer ? [['peer', peer] as const] : [])]) {
          times.get(name)?.push(...(await engine.run(network, steps[network])));
        }
      }
      const theirs = peer ? median(times.get('peer') ?? []) : undefined;
      for (const name of engines.keys()) rows.push(row(`${network}.${name}`, median(times.get(name) ?? []), theirs));
    }
  } finally {
    for (const process of [...engines.values(), peer]) process?.end();
  }
  return rows;
}

function row(id: string, ours: number, theirs: number | undefined): Row {
  const ratio = goals[id];
  return {
    id: `train.${id}`,
    unit: 'ms/step',
    ours,
    ...(theirs !== undefined && { peer: theirs }),
    ...(theirs !== undefined && ratio !== undefined && { goal: { atMost: ratio, of: 'ratio' } }),
  };
}

async function stepping(command: string, args: readonly string[]): Promise<Stepping> {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} ${args.join(' ')} ended.`);
    return value;
  };
  await line();
  return {
    async run(network, count) {
      child.stdin.write(`${network} ${count}\n`);
      return JSON.parse(await line()) as number[];
    },
    end: () => child.stdin.end(),
  };
}
