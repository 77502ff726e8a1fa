// `npm run code`: the extension in VS Code, on the examples. Uses the desktop's `code` if there is one, else VS Code in
// the browser from npm packages (test/rig). `--browser` wants the latter; `--port N` names its port (8123).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, requireNode, root } from './install.mjs';

const USAGE = 'Usage: npm run code -- [--browser] [--port NUMBER]\n';

function parse(argv) {
  const options = { browser: false, port: 8123 };
  for (let i = 0; i < argv.length; i++) {
    const [name, glued] = argv[i].split('=', 2);
    if (name === '--browser') options.browser = true;
    else if (name === '--port') {
      const text = glued ?? argv[++i] ?? '';
      options.port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      options.browser = true;
      if (!(options.port >= 1 && options.port <= 65_535)) fail(`'${text}' is no port: a number from 1 to 65535.`);
    } else fail(`Unknown option '${argv[i]}'.`);
  }
  return options;
}

function fail(message) {
  process.stderr.write(`${message}\n${USAGE}`);
  process.exit(2);
}

/** The desktop's VS Code, if it is there and there is a screen to show it on. */
function hasDesktopCode() {
  const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!screen) return false;
  const { status } = spawnSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' });
  return status === 0;
}

/** The wanted port, or 0 (any) if somebody else has it. */
function freePort(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}

async function serveInBrowser(wanted) {
  const { setUpRig } = await import('../test/rig/setup.mjs');
  await setUpRig();
  const { startInstalled } = await import('../test/rig/installed.mjs');
  const { workbenchUrl } = await import('../test/rig/server.mjs');
  const port = await freePort(wanted);
  if (port === 0) process.stdout.write(`Port ${wanted} is taken; using another one.\n`);
  const state = mkdtempSync(join(tmpdir(), 'cwc-')); // short: holds sockets
  const server = await startInstalled(state, { port, idleSeconds: 0 });
  process.stdout.write(`\nOpen  ${workbenchUrl(server.port, { folder: examples })}\nCtrl-C ends it.\n`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
  await server.stop();
  rmSync(state, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

const options = parse(process.argv.slice(2));
const examples = join(root, 'examples');
requireNode();
if (install() !== 0) process.exit(1);
try {
  process.stdout.write('Building …\n');
  const { build } = await import('../esbuild.mjs');
  await build();
  if (!options.browser && hasDesktopCode()) {
    const args = [`--extensionDevelopmentPath=${root}`, examples];
    const { status } = spawnSync('code', args, { stdio: 'inherit', shell: process.platform === 'win32' });
    process.exitCode = status ?? 1;
  } else {
    await serveInBrowser(options.port);
    process.exit(0); // the build's service may still be idling
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
