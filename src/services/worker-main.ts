import { EmptyFileSystem } from 'langium';
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { startServer } from './server.ts';

// In a web worker: what the editor has open is all that there is.
const scope = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
startServer({
  connection: createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope)),
  ...EmptyFileSystem,
});
