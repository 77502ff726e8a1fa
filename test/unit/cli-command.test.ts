import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cellwright, endOf, eventsOf, root, temporaryFolder } from './run-cli.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;

test.runIf(hasPython)('a program in Python trains and measures the architectures of a search', async () => {
  const example = join(root, 'examples/command/moons.cell');
  const { status, stdout, stderr } = await cellwright(['search', example, '--trials', '4', '--json'], {
    cwd: temporaryFolder(),
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const events = eventsOf(stdout);
  const finished = events.filter((event) => event.type === 'trial.finished');
  expect(finished).toHaveLength(4);
  for (const { metrics, seconds } of finished) {
    expect(metrics.accuracy).toBeGreaterThan(0.6);
    expect(metrics.params).toBeGreaterThan(10);
    expect(seconds).toBeGreaterThan(0);
  }
  const epochs = events.flatMap((event) => (event.type === 'trial.epoch' ? [event.epoch] : []));
  expect(Math.max(...epochs)).toBe(12);
  expect(endOf(events)).toMatchObject({ reason: 'trials', trials: 4, failed: 0 });
});
