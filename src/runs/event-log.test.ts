import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../protocol/run-events.ts';
import { openLog, parseLog, readLog } from './event-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'cellwright-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

const metrics = fc.dictionary(
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
);
const event: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.record({
    type: fc.constant('trial.epoch' as const),
    time: fc.nat(),
    trial: fc.nat(),
    epoch: fc.nat(),
    epochs: fc.nat(),
    metrics,
  }),
  fc.record({ type: fc.constant('run.notice' as const), time: fc.nat(), message: fc.string({ unit: 'grapheme' }) }),
);
const text = (events: readonly RunEvent[]): string => events.map((e) => `${JSON.stringify(e)}\n`).join('');

describe('the log', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        expect(parseLog(text(events), 'log').events).toEqual(JSON.parse(JSON.stringify(events)));
      }),
    );
  });

  it('cut anywhere, loses the torn line alone, and can be continued', () => {
    let n = 0;
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        event,
        (events, part, next) => {
          const whole = Buffer.from(text(events));
          const cut = whole.subarray(0, Math.floor(part * whole.length));
          const path = join(folder, `${n++}.jsonl`);
          writeFileSync(path, cut);
          const { events: kept, bytes, torn } = readLog(path);
          const lines = cut.toString('latin1').split('\n').length - 1;
          expect(kept).toEqual(JSON.parse(JSON.stringify(events.slice(0, lines))));
          expect(torn === undefined).toBe(bytes === cut.length);
          const log = openLog(path, bytes);
          log.append(next);
          log.close();
          expect(readFileSync(path, 'utf8')).toBe(text([...events.slice(0, lines), next]));
        },
      ),
    );
  });

  it('reports damage in the middle with its line', () => {
    const good: RunEvent = { type: 'run.paused', time: 1 };
    expect(() => parseLog(`${text([good])}{"type":"run.paused"}\n${text([good])}`, 'x/events.jsonl')).toThrow(
      /^x\/events\.jsonl:2: /,
    );
  });

  it('has every trial on the disk when it has ended, unless trials end faster than a disk writes', () => {
    const end = (trial: number): RunEvent => ({ type: 'trial.failed', time: 0, trial, kind: 'error', message: '' });
    const syncsOf = (gap: number): number[] => {
      let clock = 0;
      let lines = 0;
      const syncedAt: number[] = [];
      const log = openLog(join(folder, `gap-${gap}.jsonl`), 0, {
        write: (_, bytes) => bytes.length,
        sync: () => syncedAt.push(lines),
        now: () => clock,
      });
      for (lines = 1; lines <= 20; lines++, clock += gap) log.append(end(lines));
      log.append({ type: 'run.stopped', time: 0, reason: 'user' });
      log.close();
      return syncedAt;
    };
    expect(syncsOf(150)).toEqual(Array.from({ length: 21 }, (_, i) => i + 1));
    expect(syncsOf(10)).toEqual([1, 11, 21]);
  });

  it('on a full disk keeps whole lines only, and says what to do', () => {
    const path = join(folder, 'full.jsonl');
    const events: RunEvent[] = Array.from({ length: 5 }, (_, i) => ({
      type: 'run.notice',
      time: i,
      message: 'x'.repeat(20),
    }));
    let room = text(events.slice(0, 3)).length + 10;
    const log = openLog(path, 0, {
      // Takes what fits, as a disk does, then refuses.
      write: (file, bytes, offset) => {
        if (room === 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        const n = Math.min(room, bytes.length - offset, 7);
        room -= n;
        writeFileSync(file, bytes.subarray(offset, offset + n));
        return n;
      },
      sync: () => {},
      now: () => 0,
    });
    for (const e of events.slice(0, 3)) log.append(e);
    expect(() => log.append(events[3] as RunEvent)).toThrow(/the disk is full.*can be resumed/);
    log.close();
    expect(readFileSync(path, 'utf8')).toBe(text(events.slice(0, 3)));
  });
});

it.runIf(process.platform !== 'win32')('ends where its file was deleted', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'cellwright-log-')), 'events.jsonl');
  const log = openLog(path, 0);
  rmSync(dirname(path), { recursive: true });
  const stopped: RunEvent = { type: 'run.stopped', time: 0, reason: 'user' };
  expect(() => log.append(stopped)).toThrow(/was deleted while the search was at work/);
  log.close();
});
