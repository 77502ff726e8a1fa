import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  CompletionRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentFormattingRequest,
  ExitNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  RenameRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { random } from '../../src/base/random.ts';
import { corpus, mutated } from '../mutations.ts';
import { root } from './run-cli.ts';

const program = join(root, 'dist/cli.mjs');
if (!existsSync(program)) throw new Error('These tests run the built server: npm run build.');
const uri = 'file:///main.cell';
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

/** `cellwright server --stdio` and a client as editors have one. */
async function start() {
  const child = spawn(process.execPath, [program, 'server', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const connection: ProtocolConnection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const arrived = new Map<string, Diagnostic[]>();
  let wake: (() => void) | undefined;
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
    arrived.set(`${uri} ${version}`, diagnostics);
    wake?.();
  });
  connection.onRequest('workspace/codeLens/refresh', () => null);
  connection.listen();
  const { capabilities, serverInfo } = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: null,
    capabilities: {},
  });
  await connection.sendNotification(InitializedNotification.type, {});
  return {
    connection,
    capabilities,
    serverInfo,
    ended: new Promise<number | null>((done) => child.on('exit', done)),
    open: (uri: string, text: string) =>
      connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId: 'cell', version: 1, text },
      }),
    async diagnostics(uri: string, version: number): Promise<Diagnostic[]> {
      for (;;) {
        const found = arrived.get(`${uri} ${version}`);
        if (found) return found;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

const text = `op edge = conv(3) | skip
space S {
  input image(8x8x1) -> edge -> rleu
}
`;

test('an editor starts, asks and ends it', async () => {
  const { connection, capabilities, ended, open, diagnostics } = await start();
  expect(capabilities).toMatchObject({ hoverProvider: true, renameProvider: { prepareProvider: true } });
  await open(uri, text);
  const textDocument = { uri };
  expect((await diagnostics(uri, 1)).map(({ message }) => message)).toEqual([
    "Unknown name 'rleu'. Did you mean 'relu'?",
  ]);

  await connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start: { line: 2, character: 32 }, end: { line: 2, character: 36 } }, text: 'relu' }],
  });
  expect(await diagnostics(uri, 2)).toEqual([]);

  const completions = await connection.sendRequest(CompletionRequest.type, {
    textDocument,
    position: { line: 2, character: 34 },
  });
  const items = Array.isArray(completions) ? completions : (completions?.items ?? []);
  expect(items.map(({ label }) => label)).toContain('relu');

  const position = { line: 2, character: 26 };
  const hover = await connection.sendRequest(HoverRequest.type, { textDocument, position });
  expect(JSON.stringify(hover)).toContain('edge');

  const rename = await connection.sendRequest(RenameRequest.type, { textDocument, position, newName: 'step_one' });
  expect(rename?.changes?.[uri]?.map(({ range }) => range.start.line).sort()).toEqual([0, 2]);

  const options = { tabSize: 2, insertSpaces: true };
  await open('file:///ugly.cell', 'op   a=conv( 3 )->relu');
  const edits = await connection.sendRequest(DocumentFormattingRequest.type, {
    textDocument: { uri: 'file:///ugly.cell' },
    options,
  });
  const ugly = TextDocument.create('', '', 0, 'op   a=conv( 3 )->relu');
  expect(TextDocument.applyEdits(ugly, (edits ?? []) as TextEdit[])).toBe('op a = conv(3) -> relu\n');

  await connection.sendRequest(ShutdownRequest.type);
  await connection.sendNotification(ExitNotification.type);
  expect(await ended).toBe(0);
});

test('random edits leave it answering what it answers about a text that is opened anew', async () => {
  const { connection, open, diagnostics } = await start();
  const texts = corpus();
  const source = random('edits over stdio');
  let text = source.pick(texts);
  await open(uri, text);
  const versions = 40;
  for (let version = 2; version <= versions; version++) {
    text = version % 8 === 0 ? source.pick(texts) : mutated(text, texts, source);
    const change = DidChangeTextDocumentNotification.type;
    await connection.sendNotification(change, { textDocument: { uri, version }, contentChanges: [{ text }] });
    // Without waiting: an edit overtakes the checks of the one before.
    if (version % 5 === 0) await diagnostics(uri, version);
    if (version % 3 === 0) {
      const position = { line: source.integer(20), character: source.integer(30) };
      await connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    }
  }
  const edited = await diagnostics(uri, versions);
  await open('file:///fresh.cell', text);
  expect(edited).toEqual(await diagnostics('file:///fresh.cell', 1));
});
