import { expect, test } from 'vitest';
import type { Diagram } from '../../src/protocol/diagram.ts';
import { nasBenchCell } from '../test/diagrams.ts';
import { fold, foldAbove, initiallyFolded, parents } from './fold.ts';

test('a folded group stands for all that it contains', () => {
  const folded = fold(nasBenchCell(), new Set(['stage', 'cell']));
  expect(folded.nodes.map(({ id }) => id)).toEqual(['in', 'stem', 'stage', 'out']);
  expect(folded.edges).toEqual([
    { from: 'in', to: 'stem' },
    { from: 'stem', to: 'stage' },
    { from: 'stage', to: 'out' },
  ]);
});

test('nothing folded, nothing changed', () => {
  expect(fold(nasBenchCell(), new Set())).toEqual(nasBenchCell());
});

test('a parent that is missing, no group, or its own ancestor is none', () => {
  const diagram: Diagram['nodes'] = [
    { id: 'a', kind: 'group', label: 'a', parent: 'b' },
    { id: 'b', kind: 'group', label: 'b', parent: 'a' },
    { id: 'c', kind: 'operation', label: 'c', parent: 'nowhere' },
    { id: 'd', kind: 'operation', label: 'd', parent: 'c' },
  ];
  expect([...parents(diagram)]).toEqual([['a', 'b']]);
});

test('only large drawings begin folded', () => {
  expect(initiallyFolded(nasBenchCell()).size).toBe(0);
  const many = Array.from({ length: foldAbove }, (_, i) => ({
    id: `n${i}`,
    kind: 'operation' as const,
    label: 'conv',
    parent: 'g',
  }));
  const large: Diagram = { ...nasBenchCell(), nodes: [{ id: 'g', kind: 'group', label: 'g' }, ...many], edges: [] };
  expect([...initiallyFolded(large)]).toEqual(['g']);
});
