import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ComparisonSpec, prepareContest } from './contestants.ts';

const file = join(import.meta.dirname, '../../../examples/nasbench201.cell');
const spec = (more: Partial<ComparisonSpec>): ComparisonSpec => ({
  file,
  strategies: ['random'],
  maximize: [],
  minimize: [],
  report: [],
  ...more,
});

test('contestants differ in their strategy alone', async () => {
  const { contestants, trials } = await prepareContest(
    spec({ search: 'cifar10', strategies: ['random', 'genetic(population: 20)'], report: ['c100_test200'] }),
  );
  expect(trials).toBe(107);
  expect(contestants.map(({ search }) => search.strategy.name)).toEqual(['random', 'genetic']);
  expect(contestants[1]?.search.strategy.parameters).toMatchObject({ population: 20 });
  for (const { search } of contestants) {
    expect(search.objectives).toEqual([{ measure: 'c10_val12', direction: 'maximize' }]);
    expect(search.report).toEqual(['c100_test200']);
  }
});

test.each([
  [{ search: 'cifar10', strategies: ['tpee'] }, "'tpee': There is no strategy 'tpee'. Did you mean 'tpe'?"],
  [
    { search: 'cifar10', strategies: ['random', 'genetic(population: 0)'] },
    "'genetic(population: 0)': 'population' of 'genetic' must be an integer",
  ],
  [{ search: 'fast', strategies: ['tpe'] }, "'tpe' follows one objective, but there are 2."],
  [{}, 'has 2 searches. Name one with --search: cifar10, fast.'],
  [{ space: 'NB201', trials: 3 }, "'random': The comparison needs an objective"],
  [{ search: 'cifar10', strategies: ['random', 'random'] }, "'random' is named twice."],
  [{ search: 'cifar10', evaluate: 'table("no.csv")' }, "There is no file 'no.csv'"],
] as [Partial<ComparisonSpec>, string][])('%j is refused', async (more, message) => {
  await expect(prepareContest(spec(more))).rejects.toThrow(message);
});
