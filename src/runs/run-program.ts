import { type ChildProcess, spawn } from 'node:child_process';
import { crashLine, keepTail } from './process-channel.ts';
import { RunError } from './run-error.ts';
import { TrialError } from './trial-error.ts';

export interface Program {
  readonly words: readonly string[];
  readonly folder: string;
  /** For its standard input. */
  readonly input: string;
  output(text: string): void;
  readonly signal: AbortSignal;
  /** It is ended after so many. */
  readonly seconds?: number;
}

/**
 * Runs a program to its end, without a shell. Throws a `RunError` if it can't start (then no trial could), a `TrialError` if
 * it fails or takes too long, the reason of the signal if that ends it. Whatever it started itself ends with it.
 */
export async function runProgram({ words, folder, input, output, signal, seconds }: Program): Promise<void> {
  const [command = '', ...args] = words;
  signal.throwIfAborted();
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that what it starts can be ended with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const tail = keepTail(child.stderr);
  let wrong: unknown;
  const fail = (error: unknown): void => {
    wrong ??= error;
    end(child);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    try {
      if (wrong === undefined) output(text);
    } catch (error) {
      fail(error);
    }
  });
  // A program need not read what it is given.
  child.stdin.on('error', () => {}).end(input);
  const abort = (): void => fail(signal.reason);
  signal.addEventListener('abort', abort);
  const timer =
    seconds === undefined
      ? undefined
      : setTimeout(
          () => fail(new TrialError('timeout', `It took more than ${seconds} seconds, the limit of one trial.`)),
          seconds * 1000,
        );
  try {
    const how = await new Promise<string | undefined>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => reject(new RunError(cannotStart(command, error))));
      child.once('close', (code, ended) =>
        resolve(ended ? `was ended by ${ended}` : code === 0 ? undefined : `ended with status ${code}`),
      );
    });
    if (wrong !== undefined) throw wrong;
    if (how !== undefined) {
      const reason = lastLine(tail());
      throw new TrialError('error', `'${words.join(' ')}' ${how}${reason ? `: ${reason}` : '.'}`);
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    end(child);
  }
}

/** Of what a program wrote to its standard error, the line that says what happened. */
const lastLine = (tail: string): string => crashLine(tail) || (tail.split('\n').at(-1) ?? '');

function cannotStart(command: string, error: NodeJS.ErrnoException): string {
  const reason =
    error.code === 'ENOENT'
      ? 'there is no such program, or no such folder'
      : error.code === 'EACCES'
        ? 'it may not be run'
        : error.message;
  return `The program '${command}' of the search's 'evaluate' clause can't start: ${reason}.`;
}

/** With its group: a program may have started others. */
function end(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // it has gone
  }
}
