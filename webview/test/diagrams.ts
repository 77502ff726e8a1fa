import type { Diagram, DiagramNode } from '../../src/protocol/diagram.ts';

const uri = 'file:///space.cell';
const range = (offset: number, end: number) => ({ uri, offset, end });
const edgeOptions = ['none', 'skip', 'conv_bn(1)', 'conv_bn(3)', 'avg_pool(3)'];

const choice = (id: string, chosen?: number): DiagramNode => ({
  id,
  kind: 'choice',
  label: 'edge',
  decision: id,
  parent: 'cell',
  range: range(200, 210),
  options: edgeOptions.map((label, i) => ({ label, ...(i === chosen && { chosen: true }) })),
});

/** A stem, a repeated cell of three nodes and six edges, a head: as `DiagramView` gets it, built by hand. */
export function nasBenchCell(chosen?: readonly number[]): Diagram {
  const pairs = [
    ['n0', 'n1'],
    ['n0', 'n2'],
    ['n1', 'n2'],
    ['n0', 'n3'],
    ['n1', 'n3'],
    ['n2', 'n3'],
  ] as const;
  return {
    title: 'NB201',
    subtitle: '15,625 architectures · 6 decisions',
    nodes: [
      { id: 'in', kind: 'input', label: 'image', detail: '32x32x3', range: range(10, 30) },
      { id: 'stem', kind: 'operation', label: 'conv', detail: '3x3, 16', range: range(40, 60) },
      { id: 'stage', kind: 'group', label: 'stage s1', range: range(70, 400) },
      { id: 'repeat', kind: 'group', label: 'repeat', detail: '×5', parent: 'stage', range: range(80, 390) },
      { id: 'cell', kind: 'group', label: 'normal', parent: 'repeat', range: range(100, 380) },
      { id: 'n0', kind: 'input', label: 'x', parent: 'cell', range: range(110, 112) },
      ...['n1', 'n2', 'n3'].map(
        (id): DiagramNode => ({ id, kind: 'combine', label: 'sum', parent: 'cell', range: range(190, 220) }),
      ),
      ...pairs.map(([from, to], i) => choice(`${from}-${to}`, chosen?.[i])),
      { id: 'out', kind: 'output', label: 'dense', detail: '10', range: range(410, 420) },
    ],
    edges: [
      { from: 'in', to: 'stem' },
      { from: 'stem', to: 'n0' },
      ...pairs.flatMap(([from, to]) => [
        { from, to: `${from}-${to}` },
        { from: `${from}-${to}`, to },
      ]),
      { from: 'n3', to: 'out' },
    ],
  };
}
