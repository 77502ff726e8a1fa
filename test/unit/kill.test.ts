/**
 * `kill -9` in mid-run, as the out-of-memory killer or a power cut would: nothing finished is lost or run twice, and the
 * run goes on as if nothing had happened. Whole processes, started by the command line as a user does.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/protocol/run-events.ts';

const SOURCE = `
space Tiny {
  let width = 4 | 6 | 8 | 12
  input image(8x8x1)
  -> conv(3 | 5, width) -> bn -> (relu | silu | tanh) -> max_pool(2, stride: 2)
  -> conv(3, 2 * width) -> relu -> global_avg_pool -> dense(10)
}
dataset digits { source builtin("digits")  split 70%, 15%, 15%  normalize on }
train quick { epochs 2  batch 64  optimizer adam(lr: 3e-3)  loss cross_entropy }
search tiny {
  space Tiny   data digits   train quick
  maximize accuracy
  strategy regularized_evolution(population: 3, sample: 2)
  trials 8  parallel 1  seed 5
}
`;
const cli = join(process.cwd(), 'dist/cli.mjs');

/** A folder of its own for each run: a run in the same folder would reuse the results of the others. */
const folders: string[] = [];
function workspace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cw-kill-'));
  folders.push(folder);
  writeFileSync(join(folder, 'tiny.cell'), SOURCE);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

/** What the log holds; a line that a killed process left unfinished is not there yet. */
function events(folder: string): RunEvent[] {
  const log = join(folder, 'run/events.jsonl');
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as RunEvent];
    } catch {
      return [];
    }
  });
}
const count = (folder: string, type: RunEvent['type']): number =>
  events(folder).filter((event) => event.type === type).length;

/** What a run decided and measured, without times: what must not depend on how often it was interrupted. */
function outcome(folder: string) {
  const log = events(folder);
  return {
    started: log.flatMap((e) => (e.type === 'trial.started' ? [{ ...e, time: 0 }] : [])),
    finished: log.flatMap((e) =>
      e.type === 'trial.finished'
        ? [{ trial: e.trial, objectives: e.objectives, accuracy: e.metrics.accuracy, reused: e.reused?.trial }]
        : [],
    ),
    best: log.flatMap((e) => (e.type === 'run.finished' ? [e.best.map(({ trial }) => trial)] : [])).at(-1),
  };
}

async function until(what: string, holds: () => boolean, seconds = 60): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !holds(); ) {
    if (Date.now() > end) throw new Error(`After ${seconds} s not yet: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function start(
  folder: string,
  ...args: string[]
): { child: ChildProcess; ended: Promise<{ status: number | null; errors: string }> } {
  const child = spawn(process.execPath, [cli, ...args, '--json'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return {
    child,
    ended: new Promise((resolve) => child.on('close', (status) => resolve({ status, errors }))),
  };
}
const search = (folder: string) =>
  start(folder, 'search', 'tiny.cell', '--run', 'run', '--workers', '1', '--engine', 'wasm');
const resume = (folder: string) => start(folder, 'resume', 'run', '--workers', '1');

const coordinatorOf = (folder: string): number => Number.parseInt(readFileSync(join(folder, 'run/lock'), 'utf8'), 10);

function childrenOf(pid: number): number[] {
  if (process.platform !== 'linux') {
    const lines = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).stdout.split('\n');
    const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
    return pairs.flatMap(([child, parent]) => (parent === pid && child ? [child] : []));
  }
  return readdirSync('/proc').flatMap((name) => {
    try {
      const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
      return Number(parent) === pid ? [Number(name)] : [];
    } catch {
      return []; // not a process, or one that has just ended
    }
  });
}

describe('kill -9 in mid-run', () => {
  let expected: ReturnType<typeof outcome>;
  beforeAll(async () => {
    const folder = workspace();
    const { status, errors } = await search(folder).ended;
    expect(errors).toBe('');
    expect(status).toBe(0);
    expected = outcome(folder);
    expect(expected.finished).toHaveLength(8);
  });

  it.each([1, 4])('of the coordinator after trial %i: the resumed run ends as an uninterrupted one', async (after) => {
    const folder = workspace();
    const run = search(folder);
    await until(
      `${after} trials and a bit`,
      () => count(folder, 'trial.finished') >= after && count(folder, 'trial.started') > after,
    );
    process.kill(coordinatorOf(folder), 'SIGKILL');
    const killed = await run.ended;
    expect(killed.status).not.toBe(0);
    expect(killed.errors).toMatch(/resume/);
    expect(killed.errors).not.toMatch(/\bat .*\(.*:\d+:\d+\)/); // no stack trace
    expect(count(folder, 'run.finished')).toBe(0);
    expect((await resume(folder).ended).status).toBe(0);
    expect(outcome(folder)).toEqual(expected);
  });

  it('of a worker: its trial is run again and the run ends as an uninterrupted one', async () => {
    const folder = workspace();
    const run = search(folder);
    await until('a trial at work', () => count(folder, 'trial.finished') >= 2 && count(folder, 'trial.started') >= 3);
    const workers = childrenOf(coordinatorOf(folder));
    expect(workers).toHaveLength(1);
    process.kill(workers[0]!, 'SIGKILL');
    expect((await run.ended).status).toBe(0);
    expect(outcome(folder)).toEqual(expected);
  });

  it('of everything at once, twice', async () => {
    const folder = workspace();
    for (const [after, begin] of [
      [2, search],
      [5, resume],
    ] as const) {
      const run = begin(folder);
      await until(`${after} trials`, () => count(folder, 'trial.finished') >= after);
      const coordinator = coordinatorOf(folder);
      const pids = [run.child.pid!, coordinator, ...childrenOf(coordinator)];
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      await run.ended;
    }
    expect((await resume(folder).ended).status).toBe(0);
    expect(outcome(folder)).toEqual(expected);
  });
});
