import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { median, type Row } from './row.ts';

const examples = join(dirname(__dirname), 'examples');
const EDITS = 30;

/** Editing through the built language server: from a typed character to the diagnostics of the checked model. */
export async function bench(): Promise<Row[]> {
  const server = spawn(process.execPath, [join(dirname(__dirname), 'dist/server.mjs'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = connect(server);
  try {
    const from = performance.now();
    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    await connection.sendNotification('initialized', {});
    const rows: Row[] = [
      {
        id: 'language/server answers its first request',
        unit: 'ms',
        ours: performance.now() - from,
        goal: { atMost: 1000 },
      },
    ];
    for (const name of readdirSync(examples).filter((file) => file.endsWith('.cell'))) {
      rows.push(await edits(connection, name));
    }
    return rows;
  } finally {
    connection.dispose();
    server.kill();
  }
}

function connect(server: ChildProcess): ProtocolConnection {
  if (!server.stdout || !server.stdin) throw new Error('The server has no streams.');
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.onRequest('workspace/codeLens/refresh', () => null);
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  return connection;
}

/** Types into a comment at the end of the file: the whole file is checked, and nothing else changes. */
async function edits(connection: ProtocolConnection, name: string): Promise<Row> {
  const uri = pathToFileURL(join(examples, name)).href;
  const text = `${readFileSync(join(examples, name), 'utf8')}\n// `;
  const line = text.split('\n').length - 1;
  const waiting = new Map<number, () => void>();
  const listener = connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    if (params.uri === uri && params.version !== undefined) waiting.get(params.version)?.();
  });
  const answered = (version: number) => new Promise<void>((resolve) => waiting.set(version, resolve));
  const opened = answered(1);
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'cell', version: 1, text },
  });
  await opened;
  const times: number[] = [];
  for (let version = 2; version < EDITS + 2; version++) {
    const position = { line, character: 3 + version - 2 };
    const answer = answered(version);
    const from = performance.now();
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: position, end: position }, text: 'x' }],
    });
    await answer;
    times.push(performance.now() - from);
  }
  listener.dispose();
  await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  return { id: `language/${name}: edit to diagnostics`, unit: 'ms', ours: median(times), goal: { atMost: 150 } };
}
