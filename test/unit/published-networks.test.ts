import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { publishedNetworks } from '../../bench/published-networks.ts';
import { costOf } from '../../src/network/cost.ts';
import type { Network } from '../../src/network/network.ts';
import { openProject } from '../../src/project/project.ts';

const examples = new URL('../../examples/', import.meta.url);
const project = openProject({ readText: async (uri) => readFileSync(fileURLToPath(uri), 'utf8') });

async function networkOf(file: string): Promise<Network> {
  const { spaces, diagnostics } = await project.model(new URL(file, examples).href);
  expect(diagnostics).toEqual([]);
  const [space] = spaces;
  if (!space) throw new Error(`${file} has no space.`);
  expect(space.space.count).toBe(1n);
  return space.instantiate({});
}

const page = readFileSync(new URL('../../docs/networks.md', import.meta.url), 'utf8');
const cells = (line: string): string[] => line.split('|').map((cell) => cell.trim());

test.each(publishedNetworks)(
  '$name has the published costs, and docs/networks.md says so',
  async ({ name, file, ...costs }) => {
    expect(costOf(await networkOf(file))).toMatchObject(costs);
    const row = page.split('\n').find((line) => line.includes(file));
    const shown = [costs.params, costs.macs, costs.receptive_field].map((value) => value.toLocaleString('en-US'));
    expect(cells(row ?? '')).toEqual(['', name, expect.stringContaining(file), ...shown, '']);
  },
);

test('VGG-16 sees 212 pixels at its fifth pooling', async () => {
  const { nodes, inputs } = await networkOf('vgg16.cell');
  const output = nodes.findLastIndex(({ op }) => op === 'max_pool');
  expect(nodes.filter(({ op }) => op === 'max_pool')).toHaveLength(5);
  expect(costOf({ nodes: nodes.slice(0, output + 1), inputs, output }).receptive_field).toBe(212);
});
