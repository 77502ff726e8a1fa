import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { publishedSpaces } from '../../test/examples/published.ts';
import { random } from '../base/random.ts';
import { elaboratePath } from './test/open.ts';

const folder = 'examples/spaces';
const files = readdirSync(new URL(`../../${folder}`, import.meta.url)).filter((f) => f.endsWith('.cell'));

test.each(publishedSpaces.map((space) => [space.file, space.name, space.count] as const))(
  '%s: %s has the size that its paper gives',
  async (file, name, count) => {
    const { spaces, cells } = await elaboratePath(`${folder}/${file}.cell`);
    const space = spaces.find(({ model }) => model.name === name)?.model.space;
    expect((space ?? cells.find((cell) => cell.name === name))?.count).toBe(count);
  },
);

test('every example is one of the table, or imported by one', () => {
  const listed = new Set(publishedSpaces.map(({ file }) => `${file}.cell`));
  expect(files.filter((file) => !listed.has(file))).toEqual(['digits-task.cell']);
});

test.each(files)('%s elaborates without a complaint, and its samples build', async (file) => {
  const { spaces, diagnostics } = await elaboratePath(`${folder}/${file}`);
  expect(diagnostics).toEqual([]);
  for (const { model } of spaces) {
    const source = random(file);
    for (let i = 0; i < 10; i++) {
      const network = model.instantiate(model.space.sample(source));
      expect(network.nodes.length).toBeGreaterThan(1);
    }
  }
});

test('a space of 10^30 and more is counted in closed form', async () => {
  const [chain] = (await elaboratePath(`${folder}/zoph_chain.cell`)).spaces;
  expect(chain?.model.space.count).toBe(64n ** 15n * 2n ** 105n);
});

test('the examples of the product count as their comments say', async () => {
  const [nasbench] = (await elaboratePath('examples/nasbench201.cell')).spaces;
  expect(nasbench?.model.space.count).toBe(15_625n);
  const [digits] = (await elaboratePath('examples/digits.cell')).spaces;
  // 3 widths, 2 activations, one or two turns of 2 kernels and no dropout or one of 2 rates
  expect(digits?.model.space.count).toBe(3n * 2n * (6n + 36n));
});
