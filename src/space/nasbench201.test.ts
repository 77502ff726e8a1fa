import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { costOf } from '../network/cost.ts';
import { elaboratePath } from './test/open.ts';

const csv = readFileSync(new URL('../../examples/data/nasbench201.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const header = csv[0]?.split(',') ?? [];
const column = (name: string): number => header.indexOf(name);

test('all 15,625 networks have the published parameters and FLOPs', { timeout: 300_000 }, async () => {
  const [space] = (await elaboratePath('examples/nasbench201.cell')).spaces;
  const model = space?.model;
  expect(model?.space.decisions.map((d) => d.path)).toEqual([
    'normal/n1/edge[x]',
    'normal/n2/edge[x]',
    'normal/n2/edge[n1]',
    'normal/n3/edge[x]',
    'normal/n3/edge[n1]',
    'normal/n3/edge[n2]',
  ]);
  const wrong: string[] = [];
  for (const line of csv.slice(1)) {
    const cells = line.split(',');
    // the digits are the options of the decisions, in order
    const digits = [...(cells[column('ops')] ?? '')].map(Number);
    const assignment = Object.fromEntries(model?.space.decisions.map((d, i) => [d.path, digits[i] ?? 0]) ?? []);
    const { params, macs } = costOf(model?.instantiate(assignment) as Parameters<typeof costOf>[0]);
    const same =
      params === Math.round(Number(cells[column('params_M')]) * 1e6) &&
      macs === Math.round(Number(cells[column('flops_M')]) * 1e6);
    if (!same) wrong.push(`${digits.join('')}: ${params} ${macs}`);
  }
  expect(csv.length - 1).toBe(15_625);
  expect(wrong).toEqual([]);
});

test('its bounds are exact without looking at every architecture', async () => {
  const [space] = (await elaboratePath('examples/nasbench201.cell')).spaces;
  expect(space?.model.bounds()).toEqual({
    params: { min: 73_306, max: 73_306 + 6 * 243_040 },
    macs: { min: 7_783_050, max: 7_783_050 + 6 * 9 * 3_932_160 },
    exact: true,
  });
});
