import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RunError } from './run-error.ts';

/** Of Node, for a worker: V8's collector would take a second processor, where another worker trains. */
export const WORKER_OPTIONS: readonly string[] = ['--single-threaded-gc'];

/** Starts one of our bundles as a child process with an IPC channel. */
export function forkProgram(
  name: 'coordinator' | 'worker' | 'setup' | 'compare',
  args: readonly string[] = [],
): ChildProcess {
  // Bundles lie side by side; tests run this file from src/runs.
  const candidates = [join(__dirname, `${name}.mjs`), join(__dirname, '../../dist', `${name}.mjs`)];
  const program = candidates.find((path) => existsSync(path));
  if (!program) throw new RunError(`${candidates[0]} is missing. Build it first: npm run build.`);
  return fork(program, [...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Not the debugger's port of the process that starts it.
    execArgv: name === 'worker' ? [...WORKER_OPTIONS] : [],
    // In VS Code the executable is Electron, which is Node only if told so.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
}
