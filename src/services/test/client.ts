import { PassThrough } from 'node:stream';
import { EmptyFileSystemProvider, type FileSystemNode, type URI } from 'langium';
import {
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  InitializedNotification,
  InitializeRequest,
  type Position,
  ProposedFeatures,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { startServer } from '../server.ts';

/** Files of a test, by path. */
class Files extends EmptyFileSystemProvider {
  readonly texts: Record<string, string>;

  constructor(texts: Record<string, string>) {
    super();
    this.texts = texts;
  }
  private textOf(uri?: URI): string {
    const text = this.texts[uri?.path ?? ''];
    if (text === undefined) throw new Error('no such file');
    return text;
  }
  override async readFile(uri?: URI): Promise<string> {
    return this.textOf(uri);
  }
  override async exists(uri?: URI): Promise<boolean> {
    return this.texts[uri?.path ?? ''] !== undefined;
  }
  override async readDirectory(): Promise<FileSystemNode[]> {
    return [];
  }
}

/**
 * A text with marks: `‸` is the cursor, `⟦…⟧` are ranges. What is asked at the cursor is expected to answer about ranges.
 */
export interface Marked {
  readonly text: string;
  readonly position: Position;
  readonly ranges: readonly Range[];
}

export function marked(source: string): Marked {
  let text = '';
  let cursor = 0;
  const open: number[] = [];
  const spans: [number, number][] = [];
  for (const c of source) {
    if (c === '‸') cursor = text.length;
    else if (c === '⟦') open.push(text.length);
    else if (c === '⟧') spans.push([open.pop() ?? 0, text.length]);
    else text += c;
  }
  const document = TextDocument.create('', '', 0, text);
  const ranges = spans
    .sort((a, b) => a[0] - b[0])
    .map(([start, end]) => ({ start: document.positionAt(start), end: document.positionAt(end) }));
  return { text, position: document.positionAt(cursor), ranges };
}

export interface Client {
  readonly connection: ProtocolConnection;
  /** Opens `/main.cell` and gives what requests need. */
  open(text: string): Promise<{ readonly textDocument: { readonly uri: string } }>;
  change(text: string): Promise<void>;
  /** Waits for diagnostics of `/main.cell` that are newer than the last call. */
  diagnostics(): Promise<Diagnostic[]>;
  dispose(): Promise<void>;
}

export const mainUri = 'file:///main.cell';

/** A client of a server in this process, over the same bytes as over a pipe. */
export async function connect(files: Record<string, string> = {}): Promise<Client> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  startServer({ connection: server, fileSystemProvider: () => new Files(files) });
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  let waiting: ((found: Diagnostic[]) => void) | undefined;
  let arrived: Diagnostic[] | undefined;
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
    if (uri !== mainUri) return;
    arrived = diagnostics;
    waiting?.(diagnostics);
  });
  connection.onRequest('workspace/codeLens/refresh', () => null);
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/configuration', () => []);
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, {
    processId: null,
    rootUri: null,
    capabilities: {},
    workspaceFolders: null,
  });
  await connection.sendNotification(InitializedNotification.type, {});
  let version = 1;
  return {
    connection,
    async open(text) {
      arrived = undefined;
      await connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri: mainUri, languageId: 'cell', version, text },
      });
      return { textDocument: { uri: mainUri } };
    },
    async change(text) {
      arrived = undefined;
      await connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri: mainUri, version: ++version },
        contentChanges: [{ text }],
      });
    },
    diagnostics: () => (arrived ? Promise.resolve(arrived) : new Promise((resolve) => (waiting = resolve))),
    async dispose() {
      await connection.sendRequest(ShutdownRequest.type);
      connection.dispose();
      server.dispose();
    },
  };
}
