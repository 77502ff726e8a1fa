// code-server: VS Code's own server, extension host and web workbench, as one process on a free loopback port.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CODE_SERVER, NODE } from './paths.mjs';

/** Settings of a quiet editor: no network, no tips, nothing that opens by itself. */
export const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'chat.disableAIFeatures': true,
  'files.autoSave': 'off', // as on the desktop
  'files.simpleDialog.enable': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
};

/**
 * @typedef {object} Profile
 * @property {string} state short path for sockets, whose names may have 107 characters in all
 * @property {string} userDataDir
 * @property {string} extensionsDir
 */

/** Environment of code-server and, through it, of the extension host. */
function environment(state, extra = {}) {
  const env = { ...process.env, ...extra };
  for (const key of Object.keys(env)) {
    // Set inside any VS Code terminal: with them code-server would hand the folder to that other window and exit.
    // Those of the test runners (VSCODE_TEST_OPTIONS) stay.
    if (/^(VSCODE_(?!TEST)|ELECTRON_|CODE_SERVER_|CS_)/.test(key) || key === 'PORT' || key === 'PASSWORD')
      delete env[key];
  }
  delete env.NODE_OPTIONS;
  env.XDG_RUNTIME_DIR = state;
  env.XDG_DATA_HOME = join(state, 'data');
  env.XDG_CACHE_HOME = join(state, 'cache');
  env.EXTENSIONS_GALLERY = '{"serviceUrl":""}'; // no marketplace look-ups
  return env;
}

const commonArguments = (profile) => [
  '--user-data-dir',
  profile.userDataDir,
  '--extensions-dir',
  profile.extensionsDir,
  '--config',
  join(profile.state, 'config.yaml'),
  '--disable-telemetry',
  '--disable-update-check',
];

/**
 * Runs a `code` command that ends by itself, such as `--install-extension`; returns its exit status.
 * @param {Profile} profile
 * @param {string[]} args
 * @param {'loud' | 'quiet'} output quiet: only what goes to the error output is shown
 */
export function runCodeCommand(profile, args, output = 'loud') {
  const run = spawnSync(NODE, [CODE_SERVER, ...commonArguments(profile), ...args], {
    stdio: ['ignore', output === 'quiet' ? 'ignore' : 'inherit', 'inherit'],
    env: environment(profile.state),
  });
  return run.status ?? 1;
}

/**
 * Starts code-server.
 * @param {Profile & {
 *   port?: number, development?: boolean, trust?: boolean, settings?: object, env?: object, idleSeconds?: number
 * }} options
 *   development: accept `extensionDevelopmentPath` and `extensionTestsPath` (hides toasts and refuses modal dialogs);
 *   trust: ask for workspace trust as desktop VS Code does; without it every workspace is trusted.
 */
export async function startServer(options) {
  mkdirSync(join(options.userDataDir, 'User'), { recursive: true });
  mkdirSync(options.extensionsDir, { recursive: true });
  const settings = join(options.userDataDir, 'User/settings.json');
  const trust = {
    'security.workspace.trust.enabled': options.trust === true,
    'security.workspace.trust.startupPrompt': 'never',
  };
  const own = existsSync(settings) ? JSON.parse(readFileSync(settings, 'utf8')) : {};
  writeFileSync(settings, JSON.stringify({ ...quietSettings, ...trust, ...options.settings, ...own }, null, 2));
  const args = [CODE_SERVER, ...commonArguments(options)];
  args.push('--auth', 'none', '--bind-addr', `127.0.0.1:${options.port ?? 0}`, '--ignore-last-opened');
  args.push('--disable-getting-started-override', '--disable-proxy', '--reconnection-grace-time', '30');
  // Ends by itself when nobody is connected any more, should its starter be killed. 0: never.
  const idle = options.idleSeconds ?? 300;
  if (idle > 0) args.push('--idle-timeout-seconds', String(idle));
  if (!options.trust) args.push('--disable-workspace-trust');
  // The built workbench ignores the development paths unless the smoke-test driver is on.
  if (options.development) args.push('--vscode-option', 'enable-smoke-test-driver');

  const log = join(options.state, 'server.log');
  const out = openSync(log, 'a');
  const child = spawn(NODE, args, {
    detached: true, // a process group of its own, so that stopping it stops the extension host and what that started
    stdio: ['ignore', out, out],
    env: environment(options.state, options.env),
  });
  closeSync(out);
  let ended = false;
  child.on('exit', () => {
    ended = true;
  });
  const stop = () => stopGroup(child.pid);

  for (const start = Date.now(); ; await sleep(50)) {
    const text = readFileSync(log, 'utf8');
    const port = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1];
    if (port) return { port: Number(port), log, stop, pid: child.pid };
    if (ended || Date.now() - start > 30_000) {
      await stop();
      throw new Error(`code-server did not start:\n${text}`);
    }
  }
}

async function stopGroup(pid) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    for (let turn = 0; turn < 40; turn++) {
      try {
        process.kill(-pid, turn === 0 ? signal : 0);
      } catch {
        return; // nobody left
      }
      await sleep(50);
    }
  }
}

/**
 * The address of the workbench. folder: absolute path of a folder or of a .code-workspace file.
 * @param {number} port
 * @param {{ folder?: string, developmentPaths?: string[], testsPath?: string }} options
 */
export function workbenchUrl(port, { folder, developmentPaths = [], testsPath } = {}) {
  // `localhost`, not 127.0.0.1: only the former is a secure context with service workers, which webviews need.
  const remote = (path) => `vscode-remote://localhost:${port}${encodeURI(resolve(path))}`;
  const payload = developmentPaths.map((path) => ['extensionDevelopmentPath', remote(path)]);
  if (testsPath) payload.push(['extensionTestsPath', remote(testsPath)]);
  const query = new URLSearchParams();
  if (folder) query.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', resolve(folder));
  else query.set('ew', 'true');
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `http://localhost:${port}/?${query}`;
}
