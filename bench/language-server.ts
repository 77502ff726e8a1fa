import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const root = dirname(__dirname);

export interface Server {
  readonly connection: ProtocolConnection;
  initialize(rootUri: string | null): Promise<void>;
  /** Until its first diagnostics. */
  open(uri: string, text: string): Promise<void>;
  diagnostics(uri: string, version: number): Promise<void>;
  /** Of its process. */
  readonly pid: number;
  stop(): void;
}

export function startServer(): Server {
  const child = spawn(process.execPath, [join(root, 'dist/server.mjs'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = connect(child);
  const waiting = new Map<string, () => void>();
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, version }: PublishDiagnosticsParams) => {
    const key = `${uri} ${version}`;
    waiting.get(key)?.();
    waiting.delete(key);
  });
  const diagnostics = (uri: string, version: number): Promise<void> =>
    new Promise((resolve) => waiting.set(`${uri} ${version}`, resolve));
  return {
    connection,
    diagnostics,
    pid: child.pid ?? 0,
    async initialize(rootUri) {
      const workspaceFolders = rootUri === null ? null : [{ uri: rootUri, name: 'bench' }];
      await connection.sendRequest('initialize', {
        processId: process.pid,
        rootUri,
        workspaceFolders,
        capabilities: {},
      });
      await connection.sendNotification('initialized', {});
    },
    async open(uri, text) {
      const opened = diagnostics(uri, 1);
      await connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'cell', version: 1, text },
      });
      await opened;
    },
    stop() {
      connection.dispose();
      child.kill();
    },
  };
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
