// `npm start`: from a fresh clone to a finished search. Installs what is missing, builds, searches the digits example.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { install, requireNode, root } from './install.mjs';

requireNode();
if (install() !== 0) process.exit(1);

process.stdout.write('Building …\n');
try {
  const { build } = await import('../esbuild.mjs');
  await build();
} catch (error) {
  process.stderr.write(`The build failed: ${error.message}\n`);
  process.exit(1);
}

process.stdout.write('Searching examples/digits.cell on the built-in digits data. Ctrl-C stops it cleanly.\n\n');
const child = spawn(
  process.execPath,
  [join(root, 'dist/cli.mjs'), 'search', 'examples/digits.cell', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
// The terminal sends Ctrl-C to both; the search decides when it is over.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('close', (status, signal) => {
  if (status === 0) process.stdout.write(NEXT);
  process.exitCode = status ?? (signal ? 1 : 0);
});

const NEXT = `
What next
  npm run code                                          opens the extension in VS Code, on the examples
  node dist/cli.mjs info examples/nasbench201.cell      sizes and costs of the spaces of a file
  node dist/cli.mjs search examples/nasbench201.cell --search cifar10
                                                        107 trials of a tabular benchmark, in a second
  node dist/cli.mjs runs                                the runs of this folder
  node dist/cli.mjs --help                              every command
  npm test                                              every check of the project
`;
