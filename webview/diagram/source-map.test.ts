import { expect, test } from 'vitest';
import { nasBenchCell } from '../test/diagrams.ts';
import { find, nodesAt, spoken } from './source-map.ts';

const uri = 'file:///space.cell';

test('a cursor belongs to the smallest source around it, wherever that is drawn', () => {
  const diagram = nasBenchCell();
  expect([...nodesAt(diagram, { uri, offset: 205, end: 205 })]).toHaveLength(6);
  expect([...nodesAt(diagram, { uri, offset: 195, end: 196 })]).toEqual(['n1', 'n2', 'n3']);
  expect([...nodesAt(diagram, { uri, offset: 75, end: 76 })]).toEqual(['stage']);
  expect(nodesAt(diagram, { uri: 'file:///other.cell', offset: 205, end: 205 }).size).toBe(0);
  expect(nodesAt(diagram, { uri, offset: 5000, end: 5000 }).size).toBe(0);
  expect(nodesAt(diagram, { uri, offset: 415, end: 415 }).size).toBe(0); // the output stands for everything
});

test('words are found in labels, details and options, in any case', () => {
  expect(find(nasBenchCell(), 'AVG_pool')).toHaveLength(6);
  expect(find(nasBenchCell(), '32x32')).toEqual(['in']);
  expect(find(nasBenchCell(), '  ')).toEqual([]);
});

test('a screen reader hears what was chosen of what', () => {
  const node = nasBenchCell([3]).nodes.find(({ id }) => id === 'n0-n1');
  expect(node && spoken(node, { folded: false })).toBe(
    'choice edge; chosen: conv_bn(3); of: none, skip, conv_bn(1), conv_bn(3), avg_pool(3)',
  );
});
