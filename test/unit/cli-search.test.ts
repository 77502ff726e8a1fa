import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cellwright, endOf, eventsOf, root, startOf, temporaryFolder } from './run-cli.ts';

const example = join(root, 'examples/nasbench201.cell');
const lines = readFileSync(join(root, 'examples/data/nasbench201.csv'), 'utf8').trim().split('\n');
const names = lines[0]?.split(',') ?? [];
const rows = new Map(
  lines.slice(1).map((line) => {
    const cells = line.split(',');
    return [cells[names.indexOf('ops')], Object.fromEntries(names.map((name, i) => [name, Number(cells[i])]))];
  }),
);

test('107 trials of a table: each result is its row, the best is the best that was seen', async () => {
  const cwd = temporaryFolder();
  const { status, stdout, stderr } = await cellwright(
    ['search', example, '--search', 'cifar10', '--seed', '5', '--json'],
    { cwd },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const events = eventsOf(stdout);
  expect(startOf(events)).toMatchObject({ search: 'cifar10', seed: 5, trials: 107, architectures: '15625' });
  const finished = events.filter((event) => event.type === 'trial.finished');
  const started = new Map(events.flatMap((event) => (event.type === 'trial.started' ? [[event.trial, event]] : [])));
  expect(finished).toHaveLength(107);
  const seen = new Set<string>();
  for (const { trial, metrics, objectives } of finished) {
    const ops = Object.values(started.get(trial)?.assignment ?? {}).join('');
    const row = rows.get(ops);
    expect(row, ops).toBeDefined();
    expect(objectives).toEqual([row?.c10_val12]);
    expect(metrics).toMatchObject({ c10_val12: row?.c10_val12, c10_test200: row?.c10_test200 });
    seen.add(ops);
  }
  const end = endOf(events);
  const values = finished.map(({ objectives }) => objectives[0] ?? 0);
  expect(end.best.map(({ objectives }) => objectives[0])).toEqual(values.sort((a, b) => b - a));
  expect(end).toMatchObject({ reason: 'trials', trials: 107, failed: 0 });
  for (const field of ['assignment', 'metrics', 'objectives', 'hash']) expect(end.best[0]).toHaveProperty(field);
});

test('the same seed tries the same architectures', async () => {
  const tried = async (seed: string) => {
    const args = ['search', example, '--search', 'cifar10', '--seed', seed, '--trials', '30', '--json'];
    const events = eventsOf((await cellwright(args, { cwd: temporaryFolder() })).stdout);
    return events.flatMap((event) => (event.type === 'trial.started' ? [event.assignment] : []));
  };
  const first = await tried('1');
  expect(first).toHaveLength(30);
  expect(await tried('1')).toEqual(first);
  expect(await tried('2')).not.toEqual(first);
});

test('two objectives: the front dominates all, and nothing in it dominates another', async () => {
  const { stdout } = await cellwright(['search', example, '--search', 'fast', '--json'], { cwd: temporaryFolder() });
  const events = eventsOf(stdout);
  const all = events.flatMap((event) => (event.type === 'trial.finished' ? [event.objectives] : []));
  const { front } = endOf(events);
  const dominates = ([a = 0, b = 0]: readonly number[], [c = 0, d = 0]: readonly number[]): boolean =>
    a >= c && b <= d && (a > c || b < d);
  const expected = all.filter((one) => !all.some((other) => dominates(other, one)));
  const key = (objectives: readonly number[]): string => objectives.join();
  expect(front.map(({ objectives }) => key(objectives)).sort()).toEqual(expected.map(key).sort());
});

test('for people: progress on the error stream, results on the output, and the run is found again', async () => {
  const cwd = temporaryFolder();
  const { status, stdout, stderr } = await cellwright(['search', example, '--search', 'cifar10'], { cwd });
  expect(status).toBe(0);
  expect(stderr).toContain('cifar10: NB201 (15,625 architectures), regularized_evolution');
  expect(stderr).toMatch(/^107 of 107 {2}trial 107 {2}c10_val12 /m);
  expect(stdout).toMatch(/^cifar10 finished: 107 trials in /);
  expect(stdout).toContain('Best architecture: trial');
  expect(stdout).toMatch(/ = (none|skip|conv_bn\(1\)|conv_bn\(3\)|avg_pool\(3\))$/m);

  const [run] = JSON.parse((await cellwright(['runs', '--json'], { cwd })).stdout) as { id: string; status: string }[];
  expect(run).toMatchObject({ status: 'finished', search: 'cifar10', trials: 107 });
  expect((await cellwright(['runs'], { cwd })).stdout).toContain(run?.id);
  const shown = JSON.parse((await cellwright(['show', 'last', '--json'], { cwd })).stdout) as {
    best: { trial: number }[];
  };
  const best = shown.best[0]?.trial;
  const trial = await cellwright(['show', run?.id.slice(0, -2) ?? '', String(best)], { cwd });
  expect(trial).toMatchObject({ status: 0, stderr: '' });
  expect(trial.stdout).toContain(`Trial ${best}: finished`);
  expect(trial.stdout).toContain('c10_test200');
  expect((await cellwright(['show', 'last', '999'], { cwd })).stderr).toContain(
    'has no trial 999.\nIt has 107 trials, the last is 107.',
  );
});

test('more trials for a finished run', async () => {
  const cwd = temporaryFolder();
  const folder = join(cwd, 'somewhere');
  const args = ['search', example, '--search', 'cifar10', '--trials', '20', '--run', folder];
  expect((await cellwright(args, { cwd })).status).toBe(0);
  const { status, stdout } = await cellwright(['resume', folder, '--trials', '50', '--json'], { cwd });
  expect(status).toBe(0);
  const whole = eventsOf(
    (
      await cellwright(['search', example, '--search', 'cifar10', '--trials', '50', '--json'], {
        cwd: temporaryFolder(),
      })
    ).stdout,
  );
  expect(endOf(eventsOf(stdout)).best).toEqual(endOf(whole).best);
});

test('a run that has tried everything ends and says so, also when it is shown', async () => {
  const cwd = temporaryFolder();
  writeFileSync(
    join(cwd, 'small.cell'),
    `space Small { input image(8x8x1) -> (relu | silu) -> conv(3, 4 | 8) -> global_avg_pool -> dense(10) }
     search s { space Small  evaluate table("t.csv", key: code)  maximize v  strategy tpe(startup: 2)  trials 9 }`,
  );
  writeFileSync(join(cwd, 't.csv'), 'code,v\n00,1\n01,2\n10,3\n11,4\n');
  const ran = await cellwright(['search', 'small.cell'], { cwd });
  expect(ran.status).toBe(0);
  expect(ran.stdout).toMatch(
    /s finished: 4 trials in .*\nIt ended before 9 trials because 'tpe' has nothing left to try\.\n/,
  );
  const [, run = ''] = /runs\/(\S+)\./.exec(ran.stdout) ?? [];
  expect((await cellwright(['show', run], { cwd })).stdout).toContain('nothing left to try');
});

test('results that all miss a requirement are not passed off as good', async () => {
  const cwd = temporaryFolder();
  const space = 'space Small { input image(8x8x1) -> (relu | silu) -> conv(3, 4 | 8) -> global_avg_pool -> dense(10) }';
  const search = (name: string, limit: number): string =>
    `search ${name} { space Small  evaluate table("t.csv", key: code)  maximize v  require cost < ${limit}  trials 4 }`;
  writeFileSync(join(cwd, 'small.cell'), `${space}\n${search('none', 3)}\n${search('some', 6)}`);
  writeFileSync(join(cwd, 't.csv'), 'code,v,cost\n00,1,5\n01,2,6\n10,3,7\n11,4,8\n');
  const [none, some] = await Promise.all(
    ['none', 'some'].map((name) => cellwright(['search', 'small.cell', '--search', name], { cwd })),
  );
  expect(none?.stdout).toContain('No trial keeps all requirements; the first come closest.\n');
  expect(some?.stdout).not.toContain('No trial keeps');
});
