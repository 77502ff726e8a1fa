// What `npm start` and `npm test` share: a Node that is new enough, and the packages of the lock file.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Exits with a message if this Node is older than `engines.node` of package.json. */
export function requireNode() {
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node.replace('>=', '');
  const numbers = (version) => version.split('.').map(Number);
  const [major, minor = 0] = numbers(process.versions.node);
  const [wantedMajor, wantedMinor = 0] = numbers(wanted);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  process.stderr.write(`Cellwright needs Node ${wanted} or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}

/** True if node_modules holds what the lock file says: npm writes its own copy of the lock after each install. */
export function installed() {
  const copy = join(root, 'node_modules/.package-lock.json');
  return existsSync(copy) && statSync(copy).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

/** How to start npm from a script that npm started, or from one that was started by hand. */
export function npmCommand(...args) {
  const cli = process.env.npm_execpath;
  if (cli && /\.[cm]?js$/.test(cli)) return { file: process.execPath, args: [cli, ...args], shell: false };
  return { file: 'npm', args, shell: process.platform === 'win32' };
}

/** Installs the packages if they are missing or older than the lock file. Returns the exit status of npm, 0 if idle. */
export function install() {
  if (installed()) return 0;
  process.stdout.write('Installing the packages of package-lock.json (npm ci): once, about a minute …\n');
  const { file, args, shell } = npmCommand('ci', '--no-audit', '--no-fund', '--loglevel=error');
  const { status, error } = spawnSync(file, args, { cwd: root, stdio: 'inherit', shell });
  if (error) process.stderr.write(`npm could not be started: ${error.message}\n`);
  else if (status !== 0)
    process.stderr.write('npm ci failed: see above. Is the package registry reachable from this machine?\n');
  return status ?? 1;
}
