import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/protocol/run-events.ts';
import { cellwright, endOf, eventsOf, root, temporaryFolder } from './run-cli.ts';

const example = join(root, 'examples/nasbench201.cell');
const again = readFileSync(example, 'utf8')
  .replace('regularized_evolution(population: 10, sample: 3)', 'warm_start(portfolio: 2)')
  .replaceAll('"data/nasbench201.csv"', JSON.stringify(join(root, 'examples/data/nasbench201.csv')));
const proposed = (events: readonly RunEvent[]): unknown[] =>
  events.flatMap((event) => (event.type === 'trial.started' ? [event.assignment] : []));
const notices = (events: readonly RunEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'run.notice' ? [event.message] : []));

test('warm_start begins with the best of the earlier run, and resumes the same when that run is deleted', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'again.cell'), again);
  const search = async (args: readonly string[]) => {
    const { status, stdout, stderr } = await cellwright([...args, '--json'], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return eventsOf(stdout);
  };
  const without = await search(['search', 'again.cell', '--search', 'cifar10', '--trials', '3', '--run', 'without']);
  expect(notices(without)).toEqual([
    'No earlier run of this workspace has decisions in common with this search: it begins without.',
  ]);

  const earlier = await search(['search', example, '--search', 'cifar10', '--trials', '20']);
  const best = endOf(earlier).best.slice(0, 2);
  const whole = await search(['search', 'again.cell', '--search', 'cifar10', '--trials', '30', '--run', 'whole']);
  expect(notices(whole)[0]).toMatch(/^Learns from .*cifar10 \(100% in common\)\.$/);
  expect(proposed(whole).slice(0, 2)).toEqual(best.map(({ assignment }) => assignment));

  const part = await search(['search', 'again.cell', '--search', 'cifar10', '--trials', '12', '--run', 'part']);
  rmSync(join(cwd, '.cellwright'), { recursive: true });
  const rest = await search(['resume', 'part', '--trials', '30']);
  expect([...proposed(part), ...proposed(rest)]).toEqual(proposed(whole));

  rmSync(join(cwd, 'part', 'earlier.json'));
  const lost = await cellwright(['resume', 'part', '--trials', '40'], { cwd });
  expect(lost.status).not.toBe(0);
  expect(lost.stderr).toContain("earlier.json, the earlier runs that this one learns from, can't be read");
}, 120_000);
