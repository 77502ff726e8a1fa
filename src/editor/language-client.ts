import * as vscode from 'vscode';
import type { LanguageClient, TextEdit } from 'vscode-languageclient/node';
import {
  type DiagramParams,
  type DiagramResult,
  type Outline,
  type ServerRequests,
  serverRequests,
} from '../protocol/server-requests.ts';
import { documentSelector, sendRequest } from './inline-code.ts';
import { openImportingHosts } from './inline-hosts.ts';
import { messageOf, showLog, tellProblem } from './messages.ts';

/** The language server, as the rest of the extension sees it. It starts with the first call that needs it. */
export interface LanguageService {
  start(): Promise<void>;
  outline(uri: vscode.Uri): Promise<Outline>;
  diagram(params: DiagramParams): Promise<DiagramResult>;
  /** The layout of the Cell code in a file. */
  format(uri: vscode.Uri): Promise<vscode.TextEdit[]>;
  stop(): Promise<void>;
}

export function createLanguageService(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LanguageService {
  let starting: Promise<LanguageClient> | undefined;

  const client = (): Promise<LanguageClient> => {
    starting ??= launch(context, log).catch((error: unknown) => {
      starting = undefined; // the next call tries again
      log.error(`The language server did not start: ${messageOf(error)}`);
      tellProblem('The Cellwright language server did not start.', showLog, {
        title: 'Try Again',
        run: () => client(),
      });
      throw error;
    });
    return starting;
  };
  const ask = async <K extends keyof ServerRequests>(
    name: K,
    params: ServerRequests[K]['params'],
  ): Promise<ServerRequests[K]['result']> => (await client()).sendRequest<ServerRequests[K]['result']>(name, params);

  return {
    start: async () => void (await client()),
    outline: (uri) => ask(serverRequests.outline, { uri: uri.toString() }),
    diagram: (params) => ask(serverRequests.diagram, params),
    format: async (uri) => {
      const params = { textDocument: { uri: uri.toString() }, options: { tabSize: 2, insertSpaces: true } };
      const server = await client();
      const edits = await server.sendRequest<TextEdit[] | null>('textDocument/formatting', params);
      return (await server.protocol2CodeConverter.asTextEdits(edits)) ?? [];
    },
    stop: async () => {
      const running = await starting?.catch(() => undefined);
      starting = undefined;
      await running?.dispose(2000);
    },
  };
}

async function launch(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<LanguageClient> {
  const begin = performance.now();
  // loaded here and not at the top: activation must not wait for it
  const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.mjs').fsPath;
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.cell');
  context.subscriptions.push(watcher);
  const client = new LanguageClient(
    'cellwright',
    'Cellwright',
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--inspect=6029'] } },
    },
    {
      documentSelector,
      middleware: {
        sendRequest,
        provideRenameEdits: async (document, position, newName, token, next) => {
          await openImportingHosts(log);
          return next(document, position, newName, token);
        },
        provideReferences: async (document, position, options, token, next) => {
          await openImportingHosts(log);
          return next(document, position, options, token);
        },
      },
      synchronize: { fileEvents: watcher },
      outputChannel: log,
    },
  );
  await client.start();
  log.info(`The language server started in ${Math.round(performance.now() - begin)} ms.`);
  return client;
}
