// Generates src/language/generated (parser tables and syntax-tree types) from the grammar.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** True when every generated file is newer than the grammar and its configuration. */
function fresh() {
  const inputs = ['src/language/cell.langium', 'langium-config.json', 'node_modules/langium-cli/package.json'];
  const outputs = ['ast.ts', 'grammar.ts', 'module.ts'].map((f) => `src/language/generated/${f}`);
  try {
    const newest = Math.max(...inputs.map((f) => statSync(join(root, f)).mtimeMs));
    return outputs.every((f) => statSync(join(root, f)).mtimeMs > newest && readFileSync(join(root, f)).length > 0);
  } catch {
    return false;
  }
}

export function generate() {
  if (fresh()) return;
  mkdirSync(join(root, 'src/language/generated'), { recursive: true });
  const groupBy = pathToFileURL(join(root, 'scripts/group-by.mjs')).href;
  const cli = join(root, 'node_modules/langium-cli/bin/langium.js');
  const run = spawnSync(process.execPath, ['--import', groupBy, cli, 'generate'], { cwd: root, encoding: 'utf8' });
  const output = `${run.stdout}${run.stderr}`;
  if (run.status !== 0 || /^.*error/im.test(output)) {
    process.stderr.write(output);
    throw new Error('The grammar could not be generated: see the messages above.');
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generate();
