import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cellwright, root } from './run-cli.ts';

interface Info {
  readonly spaces: readonly {
    readonly name: string;
    readonly architectures: string;
    readonly decisions: readonly {
      readonly path: string;
      readonly kind: string;
      readonly options: readonly string[];
    }[];
    readonly params: { readonly min: number; readonly max: number };
    readonly macs: { readonly min: number; readonly max: number };
    readonly exact: boolean;
  }[];
  readonly searches: readonly { readonly name: string }[];
}
const info = async (file: string): Promise<Info> => {
  const { status, stdout, stderr } = await cellwright(['info', `examples/${file}`, '--json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Info;
};

test('NAS-Bench-201: count, decisions, and the extremes of the published costs', async () => {
  const { spaces, searches } = await info('nasbench201.cell');
  const [space] = spaces;
  expect(spaces).toHaveLength(1);
  expect(space).toMatchObject({ name: 'NB201', architectures: '15625' });
  expect(space?.decisions.map(({ kind, options }) => [kind, options.length])).toEqual(Array(6).fill(['choice', 5]));
  // Dong & Yang 2020, as the table has them: params_M and flops_M (multiply-accumulates) over all 15,625 cells.
  const table = readFileSync(join(root, 'examples/data/nasbench201.csv'), 'utf8').trim().split('\n');
  const names = table[0]?.split(',') ?? [];
  const column = (name: string): number[] => table.slice(1).map((row) => Number(row.split(',')[names.indexOf(name)]));
  const extremes = (values: number[]) => ({ min: Math.min(...values), max: Math.max(...values) });
  const params = extremes(column('params_M'));
  const macs = extremes(column('flops_M'));
  expect(space?.params.max).toBeCloseTo(params.max * 1e6, -1);
  expect(space?.params.min).toBeCloseTo(params.min * 1e6, -1);
  expect((space?.macs.max ?? 0) / 1e6).toBeCloseTo(macs.max, 3);
  expect((space?.macs.min ?? 0) / 1e6).toBeCloseTo(macs.min, 3);
  expect(space?.exact).toBe(true);
  expect(searches.map(({ name }) => name)).toEqual(['cifar10', 'fast']);
});

test('every kind of decision has its options as text', async () => {
  const [digits] = (await info('digits.cell')).spaces;
  expect(digits?.decisions.map(({ path }) => path)).toContain('width');
  expect(digits?.decisions.find(({ path }) => path === 'width')).toMatchObject({
    kind: 'choice',
    options: ['16', '24', '32'],
  });
  for (const { options } of digits?.decisions ?? []) expect(options.length).toBeGreaterThan(0);
});

test('sample: the same seed draws the same architectures, whose costs lie within the bounds', async () => {
  const draw = async (seed: string) =>
    (await cellwright(['sample', 'examples/digits.cell', '-n', '5', '--seed', seed, '--json'])).stdout;
  const first = await draw('3');
  expect(await draw('3')).toBe(first);
  expect(await draw('4')).not.toBe(first);
  const { samples } = JSON.parse(first) as { samples: { params: number; macs: number }[] };
  const [space] = (await info('digits.cell')).spaces;
  expect(samples).toHaveLength(5);
  for (const { params, macs } of samples) {
    expect(params).toBeGreaterThanOrEqual(space?.params.min ?? Number.NaN);
    expect(params).toBeLessThanOrEqual(Math.min(100_000, space?.params.max ?? Number.NaN));
    expect(macs).toBeGreaterThanOrEqual(space?.macs.min ?? Number.NaN);
    expect(macs).toBeLessThanOrEqual(space?.macs.max ?? Number.NaN);
  }
});

test('for people: the same in words', async () => {
  const { stdout } = await cellwright(['info', 'examples/nasbench201.cell']);
  expect(stdout).toContain('space NB201  15,625 architectures, 6 decisions');
  expect(stdout).toMatch(/search cifar10 {2}maximize c10_val12 over NB201; regularized_evolution, 107 trials/);
});
