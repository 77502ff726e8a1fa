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
import { withInlineFragments } from '../inline/transport.ts';
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
  /** Opens `/main.cell`, or a file of another language, and gives what requests need. */
  open(text: string, host?: Host): Promise<{ readonly textDocument: { readonly uri: string } }>;
  /** Replaces the text, or a part of it. */
  change(text: string, range?: Range): Promise<void>;
  /** Waits for diagnostics of the open file that are newer than the last call; with a condition, for such. */
  diagnostics(wanted?: (found: readonly Diagnostic[]) => boolean): Promise<Diagnostic[]>;
  dispose(): Promise<void>;
}

/** A file of another language. */
export interface Host {
  readonly uri: string;
  readonly languageId: string;
}

export const mainUri = 'file:///main.cell';

/** A client of a server in this process, over the same bytes as over a pipe. */
export async function connect(files: Record<string, string> = {}): Promise<Client> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const { reader, writer } = withInlineFragments({
    reader: new StreamMessageReader(toServer),
    writer: new StreamMessageWriter(toClient),
  });
  const server = createConnection(ProposedFeatures.all, reader, writer);
  startServer({ connection: server, fileSystemProvider: () => new Files(files) });
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  let opened: Host = { uri: mainUri, languageId: 'cell' };
  let waiting: ((found: Diagnostic[]) => void) | undefined;
  let arrived: Diagnostic[] | undefined;
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
    if (uri !== opened.uri) return;
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
    async open(text, host) {
      arrived = undefined;
      opened = host ?? opened;
      await connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { ...opened, version, text },
      });
      return { textDocument: { uri: opened.uri } };
    },
    async change(text, range) {
      arrived = undefined;
      await connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri: opened.uri, version: ++version },
        contentChanges: [range ? { range, text } : { text }],
      });
    },
    diagnostics: (wanted = () => true) =>
      new Promise((resolve) => {
        waiting = (found) => {
          if (wanted(found)) resolve(found);
        };
        if (arrived) waiting(arrived);
      }),
    async dispose() {
      await connection.sendRequest(ShutdownRequest.type);
      connection.dispose();
      server.dispose();
    },
  };
}
