import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../../src/engine/backend.ts';
import { costOf } from '../../src/network/cost.ts';
import { openProject } from '../../src/project/project.ts';
import { exampleSpaces, runInstances } from '../examples/instances.ts';
import { publishedTable } from '../examples/published.ts';

const folder = new URL('../../examples/', import.meta.url);
const project = openProject({
  async readText(uri) {
    try {
      return readFileSync(fileURLToPath(uri), 'utf8');
    } catch {
      return undefined;
    }
  },
});
const open = (name: string) => project.model(new URL(name, folder).href);

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cell'));

test.each(files)('%s has no mistake', async (name) => {
  expect((await open(name)).diagnostics).toEqual([]);
});

test('the table of the language reference is that of the examples', () => {
  const page = readFileSync(new URL('../docs/language.md', folder), 'utf8');
  expect(page).toContain(`\n${publishedTable()}\n`);
});

describe('random architectures of the examples infer shapes, build and run', async () => {
  const spaces = await exampleSpaces(fileURLToPath(new URL('..', folder)), 'small');
  beforeAll(() => startBackend('wasm'));

  // `npm run bench -- spaces` runs a thousand of each
  test.each(spaces.map((space) => [space.file, space.model.name, space] as const))('%s: %s', (_file, _name, space) => {
    expect(runInstances(space, 3).failures).toEqual([]);
  });
});

describe('NAS-Bench-201', () => {
  const published = readFileSync(new URL('data/nasbench201.csv', folder), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const column = (name: string): number => published[0]!.indexOf(name);

  test('has 15,625 architectures', async () => {
    const { spaces, searches } = await open('nasbench201.cell');
    expect(spaces[0]!.space.count).toBe(15_625n);
    expect(searches.map(({ name }) => name)).toEqual(['cifar10', 'fast']);
  });

  test('its parameters and multiply-accumulates are the published ones', async () => {
    const space = (await open('nasbench201.cell')).spaces[0]!;
    const paths = space.space.decisions.map(({ path }) => path);
    // Every 26th row: 26 and 5 share no factor, so every operation comes on every edge.
    for (let row = 1; row < published.length; row += 26) {
      const digits = published[row]![column('ops')]!;
      const assignment = Object.fromEntries(paths.map((path, i) => [path, Number(digits[i])]));
      const { params, macs } = costOf(space.instantiate(assignment));
      expect([digits, params / 1e6, macs / 1e6]).toEqual([
        digits,
        expect.closeTo(Number(published[row]![column('params_M')]), 6),
        expect.closeTo(Number(published[row]![column('flops_M')]), 5),
      ]);
    }
  });
});
