import { NodeFileSystem } from 'langium/node';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeDataFiles } from '../project/node-data-files.ts';
import { withInlineFragments } from './inline/transport.ts';
import { nodeTransport } from './node-transport.ts';
import { startServer } from './server.ts';

const { reader, writer } = withInlineFragments(nodeTransport(process.argv.slice(2)));
startServer({
  connection: createConnection(ProposedFeatures.all, reader, writer),
  ...NodeFileSystem,
  dataFiles: nodeDataFiles,
});
