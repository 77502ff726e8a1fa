import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { checkBy } from '../protocol/check.ts';
import { runEventSchema } from '../protocol/run-event-schema.ts';
import type { RunEvent } from '../protocol/run-events.ts';
import { fileError, messageOf, RunError } from './run-error.ts';

const checkEvent = checkBy(runEventSchema);

export interface ReadLog {
  readonly events: RunEvent[];
  /** Bytes up to the end of the last whole line. */
  readonly bytes: number;
  /** What stood after it: a line that was being written when the process ended. */
  readonly torn?: string;
}

/** Events of a text, one JSON object a line. A torn last line is left out; any other damage throws, with its line. */
export function parseLog(text: string, name: string): ReadLog {
  const events: RunEvent[] = [];
  let bytes = 0;
  let start = 0;
  for (let line = 1; start < text.length; line++) {
    const end = text.indexOf('\n', start);
    const content = text.slice(start, end < 0 ? undefined : end);
    const last = end < 0 || end === text.length - 1;
    try {
      if (end < 0) throw new Error('it does not end');
      events.push(checkEvent(JSON.parse(content)));
    } catch (error) {
      if (last) return { events, bytes, torn: content };
      throw new RunError(
        `${name}:${line}: this line is no event (${messageOf(error)}). The run can't be read past it; restore the file, or cut it before this line to resume from there.`,
      );
    }
    bytes += Buffer.byteLength(content) + 1;
    start = end + 1;
  }
  return { events, bytes };
}

export function readLog(path: string): ReadLog {
  let text: string;
  try {
    text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  } catch (error) {
    throw fileError('read', path, error);
  }
  return parseLog(text, path);
}

/** What the log needs of a file system; given by tests that fill the disk. */
export interface LogFile {
  write(file: number, bytes: Uint8Array, offset: number): number;
  sync(file: number): void;
  /** Milliseconds, from anywhere. */
  now(): number;
}
const realFile: LogFile = {
  write: (file, bytes, offset) => writeSync(file, bytes, offset),
  sync: fsyncSync,
  now: () => performance.now(),
};

/** Ends of trials that come closer together share one sync. */
const SHARED_MS = 100;

export interface EventLog {
  /**
   * Writes one line whole or not at all: no end of this process loses it. What ends a trial or the run is on the disk
   * when this returns, but trials that follow each other within a tenth of a second share a write to the disk, which
   * would take longer than they do; a power cut may cost the last of them.
   */
  append(event: RunEvent): void;
  close(): void;
}

/** Opens a log to append to, behind its first `bytes` bytes; what follows them (a torn line) is cut off. */
export function openLog(path: string, bytes: number, io: LogFile = realFile): EventLog {
  let lastSync = Number.NEGATIVE_INFINITY;
  let unsynced = false;
  const remedy = 'Trials that finished are kept; the run can be resumed.';
  let length = bytes;
  let file: number;
  try {
    file = openSync(path, 'a+');
    if (fstatSync(file).size > length) ftruncateSync(file, length);
  } catch (error) {
    throw fileError('write', path, error);
  }
  return {
    append(event) {
      const line = Buffer.from(`${JSON.stringify(event)}\n`);
      try {
        // A deleted file can still be written to, for nobody.
        if (isDurable(event) && fstatSync(file).nlink === 0) throw new RunError(deleted(path));
        for (let written = 0; written < line.length; ) written += io.write(file, line, written);
        unsynced ||= isDurable(event);
        if (unsynced && (endsRun(event) || io.now() - lastSync >= SHARED_MS)) {
          io.sync(file);
          lastSync = io.now();
          unsynced = false;
        }
      } catch (error) {
        // Half a line would hide what a later session appends to it.
        try {
          ftruncateSync(file, length);
        } catch {
          // Readers drop a torn last line.
        }
        throw fileError('write', path, error, remedy);
      }
      length += line.length;
    },
    close: () => closeSync(file),
  };
}

const deleted = (path: string): string =>
  `${path} was deleted while the search was at work, and what it had found with it. Start the search again.`;

/** Others may be lost with the power: nothing is computed from epochs, a trial without an end runs again. */
const isDurable = ({ type }: RunEvent): boolean =>
  type !== 'trial.epoch' && type !== 'run.notice' && type !== 'run.download' && type !== 'trial.started';
const endsRun = ({ type }: RunEvent): boolean => type === 'run.finished' || type === 'run.stopped';
