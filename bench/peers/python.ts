import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A Python that has a package, in a virtual environment outside of the project; `CELLWRIGHT_BENCH_PYTHON` names another.
 * Made at the first use, by the user's own pip. Undefined, with the reason on stderr, if it can't be had.
 */
export function pythonWith(name: string, version: string): string | undefined {
  const own = process.env.CELLWRIGHT_BENCH_PYTHON;
  if (own !== undefined) return own;
  const folder = join(tmpdir(), `cellwright-bench-${name}-${version}`);
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(python) && spawnSync(python, ['-c', `import ${name}`]).status === 0) return python;
  const commands = [
    ['python3', '-m', 'venv', folder],
    [python, '-m', 'pip', 'install', '--no-compile', `${name}==${version}`],
  ] as const;
  for (const [command, ...args] of commands) {
    process.stderr.write(`  ${[command, ...args].join(' ')}\n`);
    if (spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0) continue;
    process.stderr.write(`  ${name} could not be installed: the rows have no peer.\n`);
    return undefined;
  }
  return python;
}
