import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MetricsRecord, RunEvent } from '../../src/protocol/run-events.ts';
import { cellwright, endOf, eventsOf, temporaryFolder } from './run-cli.ts';

const SOURCE = `space Tiny { input image(8x8x1) -> conv(3, 2..16 step 2) -> (relu | silu | tanh) -> global_avg_pool -> dense(10) }
dataset digits { source builtin("digits")  split 70%, 15%, 15%  normalize on }
train quick { epochs 2  batch 64  optimizer adam(lr: 1e-2)  schedule constant  loss cross_entropy }
search tiny {
  space Tiny   data digits   train quick
  maximize accuracy
  strategy regularized_evolution(population: 3, sample: 2)
  trials 7  parallel 1  seed 3
}
`;
/** How long it took is no result. */
const results = ({ seconds, ...others }: MetricsRecord): MetricsRecord => others;

/** What was proposed and what came of it, by trial; a trial that was run again counts as it ended. */
const outcomes = (events: readonly RunEvent[]): Map<string, unknown> =>
  new Map(
    events.flatMap((event): [string, unknown][] => {
      if (event.type === 'trial.started') return [[`proposed ${event.trial}`, event.assignment]];
      return event.type === 'trial.finished' ? [[`finished ${event.trial}`, results(event.metrics)]] : [];
    }),
  );

test('Ctrl-C stops a search cleanly; resumed, it tries what an uninterrupted one tries', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'tiny.cell'), SOURCE);
  let signalled = false;
  const first = await cellwright(['search', 'tiny.cell', '--run', 'a', '--json'], {
    cwd,
    onLine: (line, kill) => {
      if (!signalled && line.includes('"trial.finished"') && line.includes('"trial":2')) {
        signalled = true;
        kill('SIGINT');
      }
    },
  });
  expect(first.status).toBe(130);
  const before = eventsOf(first.stdout);
  expect(before.at(-1)).toMatchObject({ type: 'run.stopped', reason: 'user' });

  const second = await cellwright(['resume', 'a', '--json'], { cwd });
  expect(second).toMatchObject({ status: 0, stderr: '' });
  const after = eventsOf(second.stdout);
  expect(after[0]?.type).toBe('run.resumed');
  const finished = [...before, ...after].flatMap((event) => (event.type === 'trial.finished' ? [event.trial] : []));
  expect(finished).toEqual([1, 2, 3, 4, 5, 6, 7]);

  const other = temporaryFolder();
  writeFileSync(join(other, 'tiny.cell'), SOURCE);
  const whole = eventsOf((await cellwright(['search', 'tiny.cell', '--json'], { cwd: other })).stdout);
  expect(outcomes([...before, ...after])).toEqual(outcomes(whole));
  const best = (events: readonly RunEvent[]) =>
    endOf(events).best.map((trial) => ({ ...trial, metrics: results(trial.metrics) }));
  expect(best(after)).toEqual(best(whole));
}, 120_000);

test('for people: how to go on', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'tiny.cell'), SOURCE);
  await cellwright(['search', 'tiny.cell', '--run', 'a', '--json'], {
    cwd,
    onLine: (line, kill) => {
      if (line.includes('"trial.finished"')) kill('SIGINT');
    },
  });
  const shown = await cellwright(['show', 'a'], { cwd });
  expect(shown.stdout).toMatch(/^tiny stopped: /);
  expect(shown.stdout).toContain("'cellwright resume a' goes on with it.");
}, 120_000);

test.runIf(process.platform !== 'win32')(
  'a search whose output nobody reads on is stopped, not left at work',
  async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'tiny.cell'), SOURCE);
    await cellwright(['search', 'tiny.cell', '--run', 'a', '--json'], {
      cwd,
      onLine: (line, _, closeOutput) => {
        if (line.includes('"trial.finished"')) closeOutput();
      },
    });
    const { stdout } = await cellwright(['show', 'a', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ status: 'stopped' });
  },
  60_000,
);
