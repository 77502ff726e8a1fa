import type { Assignment } from '../../space/decision.ts';
import type { Encoding } from '../encoding.ts';
import type { ArchitectureGraph } from '../strategy.ts';
import type { KernelFamily } from './kernels.ts';

/** Rounds in which a node takes in the labels of those that it reads. */
const ROUNDS = 2;

/**
 * Labels of the subtrees of a graph with their counts (Shervashidze et al. 2011): first the labels of nodes, then `rounds`
 * times each label with the sorted ones of the nodes that it reads. Rounds add up.
 */
export function subtrees({ labels, inputs }: Omit<ArchitectureGraph, 'details'>, rounds: number): Map<string, number> {
  const counts = new Map<string, number>();
  let current = [...labels];
  for (let round = 0; ; round++) {
    for (const label of current) counts.set(`${round} ${label}`, (counts.get(`${round} ${label}`) ?? 0) + 1);
    if (round === rounds) return counts;
    current = current.map((label, node) => {
      const read = (inputs[node] ?? []).map((input) => current[input] as string).sort();
      return `${label}(${read.join()})`;
    });
  }
}

/** Counts as a row: pairs of id and count by rising ids, after the length of the vector that they are. */
export function wlEncoding(graphOf: (assignment: Assignment) => ArchitectureGraph): Encoding {
  const ids = new Map<string, number>();
  const idOf = (label: string): number => {
    const id = ids.get(label) ?? ids.size;
    ids.set(label, id);
    return id;
  };
  return {
    size: 0, // rows differ in length
    encode(assignment) {
      const graph = graphOf(assignment);
      const counts = subtrees(graph, ROUNDS);
      // Widths and the like, which would tell all labels apart, count once, beside the shape.
      for (const detail of graph.details) counts.set(detail, (counts.get(detail) ?? 0) + 1);
      const pairs = [...counts].map(([label, count]) => [idOf(label), count] as const).sort(([a], [b]) => a - b);
      const length = Math.sqrt(pairs.reduce((sum, [, count]) => sum + count * count, 0));
      return Float64Array.from([length, ...pairs.flat()]);
    },
  };
}

/** The cosine between counts of subtrees. */
export function wlSimilarity(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 1, j = 1; i < a.length && j < b.length; ) {
    const [left, right] = [a[i] as number, b[j] as number];
    if (left === right) sum += (a[i + 1] as number) * (b[j + 1] as number);
    if (left <= right) i += 2;
    if (right <= left) j += 2;
  }
  const lengths = (a[0] as number) * (b[0] as number);
  return lengths > 0 ? sum / lengths : 1;
}

/** Powers of the similarity: the higher, the less a distant architecture says. */
export const wlFamily: KernelFamily = {
  values: [[1, 2, 4, 8, 16, 32]],
  kernel:
    ([power = 4]) =>
    (a, b) =>
      wlSimilarity(a, b) ** power,
};
