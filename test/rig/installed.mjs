// VS Code in the browser with the extension installed from its VSIX, as users have it: no development driver, so that
// notifications and dialogs show.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
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
  await createVSIX({ cwd: root, dependencies: false, rewriteRelativeLinks: false, packagePath });
  if (runCodeCommand(profile, ['--install-extension', packagePath, '--force'], 'quiet') !== 0) {
    throw new Error(`VS Code did not install ${packagePath}.`);
  }
  return startServer({ ...profile, ...options });
}
