// VS Code in the browser with the extension installed from its VSIX, as users have it: no development driver, so that
// notifications and dialogs show.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RIG } from './paths.mjs';
import { runCodeCommand, startServer } from './server.mjs';

const root = dirname(dirname(RIG));

/**
 * Packs what is in dist, installs it into a profile in that folder and starts the server.
 * @param {string} state short path of a folder; made if it is missing
 * @param {Omit<Parameters<typeof startServer>[0], 'state' | 'userDataDir' | 'extensionsDir'>} options
 */
export async function startInstalled(state, options = {}) {
  const profile = { state, userDataDir: join(state, 'u'), extensionsDir: join(state, 'e') };
  mkdirSync(state, { recursive: true });
  const packagePath = join(state, 'cellwright.vsix');
  pack(packagePath);
  if (runCodeCommand(profile, ['--install-extension', packagePath, '--force'], 'quiet') !== 0) {
    throw new Error(`VS Code did not install ${packagePath}.`);
  }
  return startServer({ ...profile, ...options });
}

/** By its command line and not by its API, which prints every file of the package. */
function pack(packagePath) {
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const args = ['package', '--no-dependencies', '--no-rewrite-relative-links', '--out', packagePath];
  const run = spawnSync(process.execPath, [vsce, ...args], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`The extension could not be packed:\n${run.stdout}${run.stderr}`);
}
