import { spawn } from 'node:child_process';
import { cancelled } from './native-error.ts';

export interface Outcome {
  /** Exit status, or the signal that ended it; `ENOENT` and the like if it did not start. */
  readonly status: number | string;
  /** Of both streams; the last 64 KB. */
  readonly output: string;
}

/** Runs a program to its end, without a shell. Throws if the signal aborts, after the program is gone. */
export function execute(
  program: string,
  args: readonly string[],
  options: { readonly signal?: AbortSignal; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  const { signal, env = process.env } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled());
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-65_536);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const stop = (): void => void child.kill('SIGKILL');
    signal?.addEventListener('abort', stop, { once: true });
    const end = (status: number | string): void => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) reject(cancelled());
      else resolve({ status, output });
    };
    child.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    child.once('close', (code, killed) => end(code ?? killed ?? 'unknown'));
  });
}

/** The last line that says something. */
export const lastLine = (output: string): string =>
  output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1) ?? '';
