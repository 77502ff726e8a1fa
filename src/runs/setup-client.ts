import { connect, RemoteError } from '../protocol/rpc.ts';
import {
  checkSetupProgress,
  checkSetupResult,
  type SetupBoundary,
  type SetupClientBoundary,
  type SetupProgress,
  type SetupResult,
} from '../protocol/setup-boundary.ts';
import { forkProgram } from './fork-program.ts';
import { crashLine, keepTail, processChannel } from './process-channel.ts';
import { messageOf, RunError } from './run-error.ts';

/** Why native TensorFlow could not be installed, in words for the user; the code is the engine's, for programs. */
export class SetupError extends RunError {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Time for the installer to clean up after it was told to stop. */
const PATIENCE_MS = 5000;

/**
 * Installs native TensorFlow for this user, in a process of its own. Throws a `SetupError`; what was
 * downloaded before a failure or cancellation is continued by the next call.
 */
export async function installNative(options: {
  readonly onProgress: (progress: SetupProgress) => void;
  readonly signal: AbortSignal;
}): Promise<SetupResult> {
  const child = forkProgram('setup');
  const tail = keepTail(child.stderr);
  const peer = connect<SetupClientBoundary, SetupBoundary>(processChannel(child), {
    requests: {},
    notices: { progress: { check: checkSetupProgress, handle: options.onProgress } },
  });
  const end = (how: string): void => {
    peer.close(`The installer ended ${how}${crashLine(tail()) ? ` (${crashLine(tail())})` : ''}.`);
  };
  // 'close' comes after the last of stderr, but not after a disconnection from this side.
  child.once('close', (code, signal) => end(signal ? `by ${signal}` : `with status ${code}`));
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      end(`(${error.message})`);
      resolve();
    });
  });
  try {
    return checkSetupResult(await peer.request('install', {}, { signal: options.signal }));
  } catch (error) {
    if (options.signal.aborted) throw new SetupError('cancelled', 'The installation was cancelled.');
    throw new SetupError(error instanceof RemoteError ? error.code : 'failed', messageOf(error));
  } finally {
    // Cancelled, it still has processes to end and a lock to remove.
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    if (!options.signal.aborted && child.connected) child.disconnect();
    await gone;
    clearTimeout(timer);
  }
}
