import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { random } from '../src/base/random.ts';
import type { RunEvent } from '../src/protocol/run-events.ts';
import { foldEvents } from '../src/protocol/run-state.ts';
import { median, type Row, timed } from './row.ts';

const root = dirname(__dirname);

/** How long runs take beside training: a search of a table from the shell, and the fold of a long log. */
export async function bench(): Promise<Row[]> {
  return [
    {
      id: 'runs/107 table trials, command to exit',
      unit: 's',
      ours: median(await timed(5, 1, tableSearch)) / 1000,
      goal: { atMost: 2 },
    },
    await foldOf(1),
    await foldOf(2),
  ];
}

function tableSearch(): void {
  const folder = mkdtempSync(join(tmpdir(), 'cellwright-bench-'));
  try {
    const args = [
      join(root, 'dist/cli.mjs'),
      'search',
      join(root, 'examples/nasbench201.cell'),
      '--search',
      'cifar10',
      '--json',
    ];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`The search failed (is it built? npm run build): ${stderr}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function foldOf(objectives: 1 | 2): Promise<Row> {
  const events = log(10_000, objectives);
  return {
    id: `runs/fold of 10,000 trials with 10 epochs, ${objectives} objective${objectives === 1 ? '' : 's'}`,
    unit: 'ms',
    ours: median(await timed(7, 2, () => foldEvents(events))),
    goal: { atMost: 500 },
  };
}

/** A log as a run would write it, with random results. */
function log(trials: number, objectives: 1 | 2): RunEvent[] {
  const source = random(1);
  const wishes = [
    { measure: 'accuracy', direction: 'maximize' },
    { measure: 'params', direction: 'minimize' },
  ] as const;
  const events: RunEvent[] = [
    {
      type: 'run.started',
      time: 0,
      format: 1,
      run: 'bench',
      search: 'bench',
      space: 'Bench',
      file: 'bench.cell',
      strategy: { name: 'random', parameters: {} },
      objectives: wishes.slice(0, objectives),
      seed: 1,
      workers: 1,
      engine: 'wasm',
      trials,
      architectures: 'infinite',
      versions: {},
    },
  ];
  for (let trial = 0; trial < trials; trial++) {
    const time = trial * 1000;
    const assignment = { width: source.integer(64), depth: source.integer(8), 'dropout.rate': source.next() };
    events.push({ type: 'trial.started', time, trial, assignment, hash: String(trial), fidelity: 1, seed: trial });
    for (let epoch = 1; epoch <= 10; epoch++) {
      const metrics = { accuracy: source.next(), loss: source.next() };
      events.push({ type: 'trial.epoch', time: time + epoch, trial, epoch, epochs: 10, metrics });
    }
    const metrics = { accuracy: source.next(), params: source.integer(1e6) };
    const values = [metrics.accuracy, metrics.params].slice(0, objectives);
    events.push({
      type: 'trial.finished',
      time: time + 20,
      trial,
      metrics,
      objectives: values,
      violations: [],
      seconds: 1,
    });
  }
  return events;
}
