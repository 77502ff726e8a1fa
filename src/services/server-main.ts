import { NodeFileSystem } from 'langium/node';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server.ts';

// Which transport, the client says by an argument: --stdio, --node-ipc, --socket=…
startServer({ connection: createConnection(ProposedFeatures.all), ...NodeFileSystem });
