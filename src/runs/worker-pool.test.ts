import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { TrialJob } from '../engine/types.ts';
import { createWorkerPool, type WorkerPool } from './worker-pool.ts';

/** A worker that speaks the protocol and does what the name of the loss says, so that no training is needed. */
const program = `
process.on('disconnect', () => process.exit(0));
const send = (message) => process.send(message);
process.on('message', ({ rpc, id, name, params }) => {
  if (rpc !== 'request') return;
  const answer = (result) => send({ rpc: 'result', id, result });
  const fail = (code, message) => send({ rpc: 'error', id, code, message });
  if (name === 'start') {
    if (params.engine === 'tensorflow') return fail('engine-unavailable', "The engine 'tensorflow' can't start.");
    return answer({ engine: 'wasm', description: 'pid ' + process.pid });
  }
  if (name === 'load') {
    if (params.dataset.source.name !== 'download') return answer({});
    for (const bytes of [1, 100]) send({ rpc: 'notice', name: 'download', params: { name: 'large', bytes, total: 100 } });
    return setTimeout(() => answer({}), 600);
  }
  const report = { metrics: { accuracy: process.pid, loss: NaN }, epochs: [], seconds: 1, leakedTensors: 0 };
  switch (params.recipe.loss.name) {
    case 'die': process.stderr.write('FATAL ERROR: heap out of memory\\n', () => process.abort()); return;
    case 'exit': return process.exit(3);
    case 'hang': for (;;);
    case 'diverge': return fail('diverged', 'The loss became infinite.');
    case 'no-data': return fail('data-missing', 'x.idx does not exist.');
    case 'leak': return answer({ ...report, leakedTensors: 2 });
    case 'nonsense': return answer({ metrics: 'none' });
    default:
      send({ rpc: 'notice', name: 'epoch', params: { epoch: 1, epochs: 1, metrics: { accuracy: 0.5 } } });
      return answer(report);
  }
});
`;
const folder = mkdtempSync(join(tmpdir(), 'cellwright-pool-'));
const script = join(folder, 'worker.mjs');
writeFileSync(script, program);
afterAll(() => rmSync(folder, { recursive: true }));

let children: ChildProcess[] = [];
let pool: WorkerPool;
const open = (): WorkerPool => {
  children = [];
  pool = createWorkerPool(() => {
    const child = fork(script, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
    children.push(child);
    return child;
  });
  return pool;
};
afterEach(() => pool.close());

const job = (loss: string): TrialJob => {
  const setting = (name: string) => ({ name, parameters: {} });
  return {
    network: { nodes: [], inputs: [], output: 0 },
    recipe: { epochs: 1, batch: 1, optimizer: setting('sgd'), schedule: setting('constant'), loss: setting(loss) },
    dataset: { source: setting('builtin'), split: [1, 0, 0], normalize: false, augment: [] },
    folder,
    seed: 1,
    fidelity: 1,
    measures: [],
  };
};
const run = (loss: string, more: { seconds?: number; signal?: AbortSignal } = {}) =>
  pool.evaluate(job(loss), { epoch: () => {}, signal: new AbortController().signal, ...more });
/** The process that trained. */
const pidOf = async (loss = 'cross_entropy'): Promise<number> => (await run(loss)).metrics.accuracy ?? 0;

describe('the pool of trial workers', () => {
  it('settles the engine, trains, tells epochs, and uses a worker again', async () => {
    expect((await open().start('auto')).engine).toBe('wasm');
    const epochs: number[] = [];
    const signal = new AbortController().signal;
    const report = await pool.evaluate(job('cross_entropy'), { epoch: (epoch) => epochs.push(epoch), signal });
    expect(epochs).toEqual([1]);
    expect(report.metrics.loss).toBeNaN();
    expect(await pidOf()).toBe(report.metrics.accuracy);
    expect(children).toHaveLength(1);
  });

  it('trains side by side on workers of their own', async () => {
    await open().start('auto');
    const pids = await Promise.all([pidOf(), pidOf(), pidOf()]);
    expect(new Set(pids).size).toBe(3);
  });

  it.each([
    ['die', 'crash', /process ended by SIGABRT \(FATAL ERROR: heap out of memory\)/],
    ['exit', 'crash', /process ended with status 3/],
    ['diverge', 'error', /^The loss became infinite\.$/],
    ['nonsense', 'error', /metrics/],
  ])('a trial that does %j fails as %s, and the next one is trained', async (loss, kind, message) => {
    await open().start('auto');
    await expect(run(loss)).rejects.toMatchObject({
      name: 'TrialError',
      kind,
      message: expect.stringMatching(message),
    });
    expect(await pidOf()).toBeGreaterThan(0);
  });

  it('kills a trial that hangs, at its limit of time', async () => {
    await open().start('auto');
    await expect(run('hang', { seconds: 0.2 })).rejects.toMatchObject({ kind: 'timeout' });
    await new Promise((resolve) => children[0]?.once('exit', resolve));
    expect(children[0]?.signalCode).toBe('SIGKILL');
    expect(await pidOf()).toBe(children[1]?.pid);
  });

  it('counts no download against the limit of time, and tells how far it is', async () => {
    await open().start('auto');
    const data = job('cross_entropy');
    const source = { name: 'download', parameters: {} };
    const told: unknown[] = [];
    const report = await pool.evaluate(
      { ...data, dataset: { ...data.dataset, source } },
      {
        epoch: () => {},
        download: (...progress) => told.push(progress),
        signal: new AbortController().signal,
        seconds: 0.3,
      },
    );
    expect(report.metrics.accuracy).toBe(children[0]?.pid);
    expect(told).toEqual([
      ['large', 1, 100],
      ['large', 100, 100],
    ]);
  });

  it('kills a trial that is given up', async () => {
    await open().start('auto');
    const abort = new AbortController();
    const trial = run('hang', { signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    await expect(trial).rejects.toThrow();
    await new Promise((resolve) => children[0]?.once('exit', resolve));
    expect(children[0]?.signalCode).toBe('SIGKILL');
  });

  it('takes a new worker after a leak', async () => {
    await open().start('auto');
    const pid = await pidOf('leak');
    expect(await pidOf()).not.toBe(pid);
  });

  it('says what no trial could get past', async () => {
    await expect(open().start('tensorflow')).rejects.toMatchObject({
      name: 'RunError',
      message: expect.stringMatching(/'tensorflow' can't/),
    });
    await open().start('auto');
    await expect(run('no-data')).rejects.toMatchObject({ name: 'RunError', message: 'x.idx does not exist.' });
  });

  it('ends all workers', async () => {
    await open().start('auto');
    await Promise.all([pidOf(), pidOf()]);
    const exits = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    pool.close();
    await Promise.all(exits);
  });
});
