import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { random } from '../base/random.ts';
import type { Diagram } from '../protocol/diagram.ts';
import { elaboratePath } from './test/open.ts';

const files = ['examples', 'examples/spaces'].flatMap((folder) =>
  readdirSync(fileURLToPath(new URL(`../../${folder}`, import.meta.url)))
    .filter((f) => f.endsWith('.cell'))
    .map((f) => `${folder}/${f}`),
);

function expectSound({ nodes, edges }: Diagram): void {
  const ids = new Set(nodes.map((n) => n.id));
  expect(ids.size).toBe(nodes.length);
  for (const { from, to } of edges) expect(ids.has(from) && ids.has(to), `${from} → ${to}`).toBe(true);
  const groups = new Set(nodes.filter((n) => n.kind === 'group').map((n) => n.id));
  for (const { parent } of nodes) expect(parent === undefined || groups.has(parent)).toBe(true);
}

test.each(files)('%s can be drawn, open and decided', async (file) => {
  const { spaces, cells } = await elaboratePath(file);
  for (const { model } of spaces) {
    const open = model.diagram();
    const sample = model.space.sample(random(file));
    const decided = model.diagram(sample);
    for (const diagram of [open, decided]) {
      expectSound(diagram);
      const paths = new Set(model.space.decisions.map((d) => d.path));
      for (const node of diagram.nodes) {
        expect(node.decision === undefined || paths.has(node.decision), `${node.id}: ${node.decision}`).toBe(true);
      }
    }
    for (const { decision, options } of decided.nodes) {
      const value = decision === undefined ? undefined : sample[decision];
      const found = model.space.decisions.find((d) => d.path === decision);
      if (value === undefined || !options || !found || !('options' in found)) continue;
      const chosen = options.flatMap((option, i) => (option.chosen ? [i] : []));
      expect(chosen).toEqual(typeof value === 'number' ? [value] : value);
    }
  }
  for (const cell of cells) expectSound(cell.diagram());
});

test('NAS-Bench-201: six edges with five options each between four tensors, at each of three uses', async () => {
  const { spaces, cells } = await elaboratePath('examples/nasbench201.cell');
  const model = spaces[0]?.model;
  const diagram = model?.diagram() as Diagram;
  const edges = diagram.nodes.filter((n) => n.kind === 'choice');
  expect(edges).toHaveLength(18);
  expect(edges.every((n) => n.options?.length === 5 && n.range !== undefined)).toBe(true);
  expect(diagram.nodes.filter((n) => n.kind === 'group').map((n) => n.label)).toEqual([
    's1',
    'repeat 5',
    'normal',
    's2',
    'repeat 5',
    'normal',
    's3',
    'repeat 5',
    'normal',
  ]);
  expect(diagram.subtitle).toBe('15,625 architectures · 6 decisions');
  // deciding marks options and moves nothing
  const decided = model?.diagram(model.space.sample(random(1))) as Diagram;
  expect(decided.nodes.map((n) => n.id)).toEqual(diagram.nodes.map((n) => n.id));
  expect(cells[0]?.diagram().nodes.map((n) => n.label)).toEqual([
    'x',
    'edge',
    'n1',
    'edge',
    'edge',
    'n2',
    'edge',
    'edge',
    'edge',
    'n3',
    'output',
  ]);
});
