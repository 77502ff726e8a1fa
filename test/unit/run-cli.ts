import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import type { RunEvent, RunFinished, RunStarted } from '../../src/protocol/run-events.ts';

export const root = resolve(import.meta.dirname, '../..');
const program = join(root, 'dist/cli.mjs');
if (!existsSync(program)) throw new Error('These tests run the built command line: npm run build.');

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
interface Options {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Record<string, string>;
  /** Sees each line of the output as it comes, with a way to signal the process and one to read no more of it. */
  readonly onLine?: (line: string, kill: (signal: NodeJS.Signals) => void, closeOutput: () => void) => void;
}

/** Runs `cellwright …` in a process of its own. */
export function cellwright(
  args: readonly string[],
  { cwd = root, input = '', env = {}, onLine }: Options = {},
): Promise<Result> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '', ...env },
    });
    let stdout = '';
    let stderr = '';
    let seen = 0;
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      for (let end = stdout.indexOf('\n', seen); end >= 0; end = stdout.indexOf('\n', seen)) {
        onLine?.(
          stdout.slice(seen, end),
          (signal) => child.kill(signal),
          () => child.stdout.destroy(),
        );
        seen = end + 1;
      }
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.on('error', fail);
    child.on('close', (status) => done({ status, stdout, stderr }));
    child.stdin.end(input);
  });
}

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cellwright-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const eventsOf = (stdout: string): RunEvent[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RunEvent);

export function startOf(events: readonly RunEvent[]): RunStarted {
  const [first] = events;
  if (first?.type !== 'run.started') throw new Error(`The first event is ${first?.type}.`);
  return first;
}
export function endOf(events: readonly RunEvent[]): RunFinished {
  const last = events.at(-1);
  if (last?.type !== 'run.finished') throw new Error(`The last event is ${last?.type}.`);
  return last;
}
