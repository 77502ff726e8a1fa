import type { Channel } from '../protocol/rpc.ts';

interface Process {
  readonly connected: boolean;
  send?: ((message: object, callback: (error: Error | null) => void) => boolean) | undefined;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  off(event: 'message', listener: (message: unknown) => void): unknown;
}

/** The IPC channel to a child process, or to the parent (`process`). What is sent to one that has gone is dropped. */
export function processChannel(other: Process): Channel & { drained(): Promise<void> } {
  let last: Promise<void> = Promise.resolve();
  return {
    send(message) {
      if (!other.connected || !other.send) return;
      last = new Promise((resolve) => {
        // A callback keeps a broken pipe from becoming an 'error' event.
        other.send?.(message as object, () => resolve()); // JSON;
      });
    },
    listen(receive) {
      other.on('message', receive);
      return () => other.off('message', receive);
    },
    /** When everything sent so far has left this process. */
    drained: () => last,
  };
}

/** Text that comes from a stream, its end kept: the reason of a crash is in the last lines. */
export function keepTail(stream: NodeJS.ReadableStream | null, characters = 4000): () => string {
  let tail = '';
  stream?.on('data', (chunk: Buffer | string) => {
    tail = (tail + chunk.toString()).slice(-characters);
  });
  return () => tail.trim();
}

/** Of a crash report, the line that says what happened. */
export function crashLine(tail: string): string {
  const lines = tail.split('\n').map((line) => line.trim());
  return lines.findLast((line) => /(error|fatal|abort|panic)/i.test(line) && !line.startsWith('at ')) ?? '';
}
