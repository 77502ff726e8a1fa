import { installTensorflow } from '../engine/native/install.ts';
import { NativeError } from '../engine/native/native-error.ts';
import { connect } from '../protocol/rpc.ts';
import { checkSetup, type SetupBoundary, type SetupClientBoundary } from '../protocol/setup-boundary.ts';
import { forkProgram } from './fork-program.ts';
import { crashLine, keepTail, processChannel } from './process-channel.ts';

// Whoever asked is told first, and then says when to end.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(0));

const peer = connect<SetupBoundary, SetupClientBoundary>(processChannel(process), {
  requests: {
    install: {
      check: checkSetup,
      handle: async (_, signal) => {
        // Whoever cancelled waits for the end of this process, not for an answer.
        try {
          const { folder, version, fresh } = await installTensorflow({
            signal,
            progress: (progress) => peer.notify('progress', progress),
            prove,
          });
          return { folder, version, fresh };
        } finally {
          if (signal.aborted) setImmediate(() => process.exit(0));
        }
      },
    },
  },
  notices: {},
});

/** By a trial worker of its own, where a crash harms nothing. */
function prove(folder: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = forkProgram('worker', ['--prove', folder]);
    const tail = keepTail(child.stderr);
    const stop = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    const fail = (how: string): void => {
      const reason = crashLine(tail()) || tail().split('\n').at(-1);
      reject(
        new NativeError(
          'proof',
          `Native TensorFlow was built, but a training step on it fails (${how}${reason ? `: ${reason}` : ''}). It is not used; the engine 'wasm' works without it.`,
        ),
      );
    };
    child.once('error', (error) => fail(error.message));
    child.once('close', (code, killed) => {
      signal.removeEventListener('abort', stop);
      if (code === 0) resolve();
      else fail(killed ? `ended by ${killed}` : `status ${code}`);
    });
  });
}
