import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSION = '2.15.0';

/**
 * A Python that has PyTorch, in a virtual environment outside of the project; `CELLWRIGHT_BENCH_PYTHON` names another.
 * Made at the first use, by the user's own pip (about 5 GB on Linux: the registry's wheel brings its libraries for
 * graphics cards along, which nothing here uses). Undefined, with the reason on stderr, if it can't be had.
 */
export function pythonWithTorch(): string | undefined {
  const own = process.env.CELLWRIGHT_BENCH_PYTHON;
  if (own !== undefined) return own;
  const folder = join(tmpdir(), `cellwright-bench-torch-${VERSION}`);
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(python) && hasTorch(python)) return python;
  const commands = [
    ['python3', '-m', 'venv', folder],
    [python, '-m', 'pip', 'install', '--no-compile', `torch==${VERSION}`],
  ] as const;
  for (const [command, ...args] of commands) {
    process.stderr.write(`  ${[command, ...args].join(' ')}\n`);
    if (spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0) continue;
    process.stderr.write('  PyTorch could not be installed: the rows have no peer.\n');
    return undefined;
  }
  return python;
}

const hasTorch = (python: string): boolean => spawnSync(python, ['-c', 'import torch']).status === 0;
