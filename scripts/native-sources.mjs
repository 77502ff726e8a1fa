// Lays what the addon of native TensorFlow is compiled of into dist/native: its C++, from the package tfjs-node, our own
// operations, and the headers of Node's stable interface.
import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const folderOf = (name) => dirname(require.resolve(`${name}/package.json`));

export function copyAddonSources() {
  cpSync(join(folderOf('@tensorflow/tfjs-node'), 'binding'), join(root, 'dist/native/binding'), { recursive: true });
  cpSync(join(root, 'src/engine/native/addon'), join(root, 'dist/native/binding'), { recursive: true });
  cpSync(join(folderOf('node-api-headers'), 'include'), join(root, 'dist/native/node-api'), { recursive: true });
}
