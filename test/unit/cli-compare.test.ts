import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cellwright, root, temporaryFolder } from './run-cli.ts';

const example = join(root, 'examples/nasbench201.cell');
const small = ['--trials', '12', '--seeds', '3'];

test('strategies side by side: the same again, as JSON and as CSV', async () => {
  const cwd = temporaryFolder();
  const args = ['compare', example, '--search', 'cifar10', '--strategies', 'random,local_search', ...small];
  const { status, stdout, stderr } = await cellwright([...args, '--json', '--csv', 'curves.csv'], { cwd });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({
    by: 'c10_val12',
    seeds: [0, 1, 2],
    trials: 12,
    reference: { value: 84.892, known: true },
  });
  expect(result.strategies.map((s: { strategy: string }) => s.strategy).sort()).toEqual(['local_search', 'random']);
  expect(result.pairs).toHaveLength(1);
  const lines = readFileSync(join(cwd, 'curves.csv'), 'utf8').trim().split('\n');
  expect(lines[0]).toBe('strategy,seed,trial,c10_val12,regret');
  expect(lines).toHaveLength(1 + 2 * 3 * 12);
  const again = JSON.parse((await cellwright([...args, '--json', '--workers', '1'], { cwd })).stdout);
  const values = (of: typeof result) => of.strategies.map((s: { value: unknown }) => s.value);
  expect(values(again)).toEqual(values(result));
});

test('a space with a table and objectives that are given here', async () => {
  const { status, stdout } = await cellwright(
    [
      ...['compare', example, '--space', 'NB201', '--strategies', 'random,nsga2(population: 4)', ...small],
      ...['--evaluate', 'table("data/nasbench201.csv", key: ops)'],
      ...['--maximize', 'c10_val12', '--minimize', 'latency_ms_raspi4'],
    ],
    { cwd: temporaryFolder() },
  );
  expect(status).toBe(0);
  expect(stdout).toContain('hypervolume');
  expect(stdout).toContain('nsga2(population: 4)');
});

test('what the command line lacks is said', async () => {
  const { status, stderr } = await cellwright(['compare', example, '--search', 'cifar10']);
  expect(status).toBe(2);
  expect(stderr).toContain('Which strategies are compared?');
});
