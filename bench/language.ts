import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { random } from '../src/base/random.ts';
import { openProject } from '../src/project/project.ts';
import { exampleSources, longSource } from './cell-source.ts';
import { fuzz } from './language-fuzz.ts';
import { memory, writeFolder } from './language-memory.ts';
import { startServer } from './language-server.ts';
import { type Part, percentile, type Row } from './row.ts';

const EDITS = 100;
const FILES = 500;

const parts: Readonly<Record<string, () => Promise<Row[]>>> = {
  'edit.2000': async () => [await edits(2000, 50)],
  'edit.10000': async () => [await edits(10_000, 150)],
  'lsp.2000': () => typing(2000),
  'workspace.500': async () => [await workspace()],
  'info.examples': async () => [await examplesInfo()],
  'memory.': memory,
  'fuzz.100000': async () => fuzz(100_000),
};
/** It takes half an hour: only on demand. */
const long = ['fuzz.100000'];

/** Editing: from a typed character to diagnostics and counts, to completions, opening what there is, and bad input. */
export async function bench({ only }: Part): Promise<Row[]> {
  const wanted = Object.keys(parts).filter((name) =>
    only ? only.some((start) => name.startsWith(start)) : !long.includes(name),
  );
  const rows: Row[] = [];
  for (const name of wanted) rows.push(...((await parts[name]?.()) ?? []));
  return rows;
}

/** One character, typed or deleted, in definitions all over the text. */
function* changes(start: string, seed: string): Generator<{ text: string; at: number; inserted: string; end: number }> {
  const source = random(seed);
  let text = start;
  for (;;) {
    const at = source.pick([...text.matchAll(/\((\d)\)/g)].map((match) => match.index + 1));
    const old = text[at] as string;
    // Another kernel size, then the old one: the file stays right, and what depends on the definition changes.
    for (const inserted of [old === '3' ? '5' : '3', old]) {
      text = text.slice(0, at) + inserted + text.slice(at + 1);
      yield { text, at, inserted, end: at + 1 };
    }
  }
}

/** In the process of the server: an edit to all its diagnostics and counts. */
async function edits(lines: number, atMost: number): Promise<Row> {
  const uri = 'file:///long.cell';
  let text = longSource(lines);
  const project = openProject({ readText: async (wanted) => (wanted === uri ? text : undefined) });
  const check = async (): Promise<void> => {
    const model = await project.model(uri);
    for (const { space } of model.spaces) void space.count;
    for (const cell of model.cells) void cell.count;
  };
  await check();
  const times: number[] = [];
  let warm = 10;
  for (const change of changes(text, `edits ${lines}`)) {
    text = change.text;
    const from = performance.now();
    await check();
    if (warm-- > 0) continue;
    times.push(performance.now() - from);
    if (times.length === EDITS) break;
  }
  return row(`edit.${lines}`, times, atMost);
}

/** Through the built server, with a completion at every key: what waits for the diagnostics, and for the completions. */
async function typing(lines: number): Promise<Row[]> {
  const server = startServer();
  try {
    const uri = 'file:///long.cell';
    const start = longSource(lines);
    await server.initialize(null);
    await server.open(uri, start);
    const diagnostics: number[] = [];
    const completions: number[] = [];
    let version = 1;
    let warm = 10;
    let text = start;
    for (const change of changes(start, 'typing')) {
      version++;
      const range = { start: positionAt(text, change.at), end: positionAt(text, change.end) };
      text = change.text;
      const from = performance.now();
      const answered = server.diagnostics(uri, version);
      void server.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ range, text: change.inserted }],
      });
      await server.connection.sendRequest('textDocument/completion', {
        textDocument: { uri },
        position: positionAt(text, change.at + 1),
      });
      const completed = performance.now();
      await answered;
      if (warm-- > 0) continue;
      diagnostics.push(performance.now() - from);
      completions.push(completed - from);
      if (diagnostics.length === EDITS) break;
    }
    return [row(`lsp.${lines}`, diagnostics, 80), row(`completion.${lines}`, completions, 30)];
  } finally {
    server.stop();
  }
}

/** From the start of the server to the diagnostics of one file of a folder, everything in it loaded. */
async function workspace(): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'cellwright-bench-'));
  const times: number[] = [];
  try {
    writeFolder(folder);
    const [first] = exampleSources();
    for (let i = 0; i < 5; i++) {
      const from = performance.now();
      const server = startServer();
      try {
        await server.initialize(pathToFileURL(folder).href);
        await server.open(pathToFileURL(join(folder, 'spaces/space0.cell')).href, first?.text ?? '');
        await server.connection.sendRequest('workspace/symbol', { query: 'edge' });
        times.push(performance.now() - from);
      } finally {
        server.stop();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return row(`workspace.${FILES}`, times, 3000);
}

/** Count and range of costs of every example, parsed and checked before. */
async function examplesInfo(): Promise<Row> {
  const sources = exampleSources();
  const texts = new Map<string, string>();
  const project = openProject({ readText: async (uri) => texts.get(uri) });
  const times: number[] = [];
  for (let round = 0; round < 6; round++) {
    for (const { name, text } of sources) {
      const uri = `file:///${round}/${name}`;
      texts.set(uri, text);
      const model = await project.model(uri);
      const from = performance.now();
      for (const space of model.spaces) {
        void space.space.count;
        space.bounds();
      }
      // The first round warms up.
      const time = performance.now() - from;
      if (process.env.BENCH_DETAIL) process.stderr.write(`${round} ${name} ${time.toFixed(1)}\n`);
      if (round > 0) times.push(time);
      texts.delete(uri);
    }
  }
  return row('info.examples', times, 50);
}

function row(id: string, times: readonly number[], atMost: number): Row {
  return { id, unit: 'ms', ours: percentile(times, 0.95), goal: { atMost } };
}

function positionAt(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset);
  const line = before.split('\n').length - 1;
  return { line, character: offset - (before.lastIndexOf('\n') + 1) };
}
