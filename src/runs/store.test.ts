import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../protocol/run-events.ts';
import { openLog } from './event-log.ts';
import { holderOf, takeLock } from './lock.ts';
import { openCache } from './result-cache.ts';
import { fileError } from './run-error.ts';
import { createRunFolder, type RunManifest, readManifest, runFiles, runName, writeManifest } from './run-folder.ts';
import { copySource } from './source-copy.ts';
import { listRuns, readRun } from './store.ts';

const base = mkdtempSync(join(tmpdir(), 'cellwright-store-'));
afterAll(() => rmSync(base, { recursive: true }));
const workspace = (name: string): string => join(base, name);

const manifestOf = (id: string): RunManifest => ({
  format: 1,
  id,
  search: 'quick',
  file: '/w/digits.cell',
  source: 'digits.cell',
  workspace: '/w',
  dataFolder: '/w',
  seed: 1,
  workers: 1,
  engine: 'wasm',
  versions: {},
});
const startedAt = (time: number): RunEvent => ({
  type: 'run.started',
  time,
  format: 1,
  run: 'r',
  search: 'quick',
  space: 'S',
  file: 'digits.cell',
  strategy: { name: 'random', parameters: {} },
  objectives: [{ measure: 'accuracy', direction: 'maximize' }],
  seed: 1,
  workers: 1,
  engine: 'wasm',
  architectures: '12',
  versions: {},
});
function makeRun(folder: string, id: string, events: readonly RunEvent[]): void {
  writeManifest(folder, manifestOf(id));
  const log = openLog(runFiles(folder).events, 0);
  for (const event of events) log.append(event);
  log.close();
}

describe('the store of runs', () => {
  it('names runs by time and search, and never two alike', () => {
    const name = runName('quick', new Date(2026, 10, 21, 7, 5));
    expect(name).toBe('2026-11-21-0705-quick');
    const ids = [1, 2, 3].map(() => createRunFolder(workspace('names'), name).id);
    expect(ids).toEqual([name, `${name}-2`, `${name}-3`]);
  });

  it('lists runs newest first, with the state of each, damaged ones too', () => {
    const place = workspace('list');
    const make = (id: string, events: readonly RunEvent[]): string => {
      const { folder } = createRunFolder(place, id);
      makeRun(folder, id, events);
      return folder;
    };
    make('a', [startedAt(1), { type: 'run.stopped', time: 2, reason: 'user' }]);
    make('b', [startedAt(5)]);
    const running = make('c', [startedAt(9)]);
    const release = takeLock(runFiles(running).lock);
    const damaged = make('d', [startedAt(7)]);
    writeFileSync(runFiles(damaged).manifest, '{');
    expect(listRuns(place).map(({ id, status }) => `${id} ${status}`)).toEqual([
      'c running',
      'b interrupted',
      'a stopped',
      'd damaged',
    ]);
    expect(listRuns(place).at(-1)?.problem).toMatch(/run\.json is damaged/);
    release();
    expect(readRun(running).status).toBe('interrupted');
    expect(listRuns(workspace('none'))).toEqual([]);
  });

  it('reads a run whose last line is torn, and says so', () => {
    const { folder } = createRunFolder(workspace('torn'), 'a');
    makeRun(folder, 'a', [startedAt(1)]);
    writeFileSync(runFiles(folder).events, `${JSON.stringify(startedAt(1))}\n{"type":"trial.fin`);
    expect(readRun(folder)).toMatchObject({ torn: '{"type":"trial.fin', state: { status: 'running' } });
  });

  it('says which file is missing or damaged', () => {
    expect(() => readManifest(join(base, 'nowhere'))).toThrow(/is no run: it has no run\.json/);
  });

  it.each([
    ['EACCES', "Can't create /x: there is no permission."],
    ['EROFS', "Can't create /x: the file system is read-only."],
    ['ENOSPC', "Can't create /x: the disk is full."],
  ])('puts %s in words', (code, message) => {
    expect(fileError('create', '/x', Object.assign(new Error('mkdir'), { code })).message).toBe(message);
  });

  it('says that a folder is a file', () => {
    writeFileSync(join(base, 'file'), '');
    expect(() => createRunFolder(join(base, 'file'), 'a')).toThrow(/Can't create .*: a part of the path is a file/);
  });

  it('copies a source with its imports as they lie', () => {
    const texts = new Map([
      ['/w/spaces/digits.cell', 'import "../blocks.cell"'],
      ['/w/blocks.cell', 'op edge = skip'],
    ]);
    const folder = join(base, 'copy');
    expect(copySource(texts, '/w/spaces/digits.cell', folder)).toBe(join('spaces', 'digits.cell'));
    expect(readFileSync(join(folder, 'blocks.cell'), 'utf8')).toBe('op edge = skip');
    expect(copySource(new Map([['/w/a.cell', 'x']]), '/w/a.cell', join(base, 'single'))).toBe('a.cell');
  });
});

describe('the lock of a run', () => {
  const lock = join(base, 'lock');
  const sleeper = (): ChildProcess =>
    spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' });

  it('is held by one living process, and taken over from a dead one', async () => {
    const other = sleeper();
    await new Promise((resolve) => other.once('spawn', resolve));
    takeLock(lock, other.pid);
    expect(() => takeLock(lock)).toThrow(new RegExp(`Process ${other.pid} is working on this run`));
    expect(holderOf(lock)).toBe(other.pid);
    other.kill('SIGKILL');
    await new Promise((resolve) => other.once('exit', resolve));
    expect(holderOf(lock)).toBeUndefined();
    const release = takeLock(lock);
    expect(holderOf(lock)).toBe(process.pid);
    release();
    expect(existsSync(lock)).toBe(false);
    expect(readdirSync(base).filter((name) => name.startsWith('lock.'))).toEqual([]);
  });

  it('is not held by a later process that got the same id', () => {
    writeFileSync(lock, `${process.pid}\nan earlier boot 12345\n`);
    // Only Linux tells processes with the same id apart.
    expect(holderOf(lock)).toBe(process.platform === 'linux' ? undefined : process.pid);
    takeLock(lock)();
    expect(existsSync(lock)).toBe(false);
  });
});

describe('the cache of results', () => {
  it('gives back what was put, and nothing for what is absent or damaged', () => {
    const folder = join(base, 'cache');
    const cache = openCache(folder);
    const result = { run: 'r', trial: 3, metrics: { accuracy: 0.9 }, seconds: 2 };
    expect(cache.get('abc')).toBeUndefined();
    cache.put('abc', result);
    expect(openCache(folder).get('abc')).toMatchObject(result);
    writeFileSync(join(folder, 'ab', 'abc.json'), '{"format":1');
    expect(cache.get('abc')).toBeUndefined();
    writeFileSync(join(base, 'not-a-folder'), '');
    openCache(join(base, 'not-a-folder')).put('abc', result); // must not throw: the log has the result
  });
});
