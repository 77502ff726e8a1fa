import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exampleSources, longSource } from './cell-source.ts';
import { startServer } from './language-server.ts';
import type { Row } from './row.ts';

const FILES = 500;

/** Memory of the server's process with one long file open, and with a folder of many. */
export async function memory(): Promise<Row[]> {
  return [await long(2000), await long(10_000), await folder()];
}

async function long(lines: number): Promise<Row> {
  const server = startServer();
  try {
    await server.initialize(null);
    await server.open('file:///long.cell', longSource(lines));
    return row(`memory.${lines}`, server.pid);
  } finally {
    server.stop();
  }
}

async function folder(): Promise<Row> {
  const path = mkdtempSync(join(tmpdir(), 'cellwright-bench-'));
  const server = startServer();
  try {
    writeFolder(path);
    await server.initialize(pathToFileURL(path).href);
    await server.open(pathToFileURL(join(path, 'spaces/space0.cell')).href, exampleSources()[0]?.text ?? '');
    await server.connection.sendRequest('workspace/symbol', { query: 'edge' });
    return row(`memory.${FILES}files`, server.pid);
  } finally {
    server.stop();
    rmSync(path, { recursive: true, force: true });
  }
}

/** The examples again and again, each a file of its own. */
export function writeFolder(path: string): void {
  const sources = exampleSources().filter((source) => !source.text.includes('evaluate table('));
  mkdirSync(join(path, 'spaces'));
  for (let i = 0; i < FILES; i++) {
    writeFileSync(join(path, 'spaces', `space${i}.cell`), sources[i % sources.length]?.text ?? '');
  }
}

const row = (id: string, pid: number): Row => ({ id, unit: 'MB', ours: residentBytes(pid) / 1e6 });

/** What of a process lies in memory. */
function residentBytes(pid: number): number {
  if (process.platform === 'linux') {
    const [, kilobytes] = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}
