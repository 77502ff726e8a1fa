import type { Random } from '../../base/random.ts';
import { ensemble, type Train } from './surrogate.ts';

type Tree = number | { readonly column: number; readonly at: number; readonly low: Tree; readonly high: Tree };

/** Regression trees on bootstrap samples, splits among random columns (Breiman 2001); the deviation is that of the trees. */
export const trainRandomForest =
  (trees: number, leaf = 2): Train =>
  (rows, scores, random) => {
    const forest = Array.from({ length: trees }, () => {
      const sample = Int32Array.from(rows, () => random.integer(rows.length));
      return grow(rows, scores, sample, leaf, random);
    });
    return ensemble(forest.map((tree) => (row) => read(tree, row)));
  };

function read(tree: Tree, row: Float64Array): number {
  let node = tree;
  while (typeof node !== 'number') node = (row[node.column] as number) <= node.at ? node.low : node.high;
  return node;
}

function grow(
  rows: readonly Float64Array[],
  scores: Float64Array,
  sample: Int32Array,
  leaf: number,
  random: Random,
): Tree {
  let sum = 0;
  for (const i of sample) sum += scores[i] as number;
  const mean = sum / sample.length;
  if (sample.length < 2 * leaf) return mean;
  const width = rows[0]?.length ?? 0;
  const tries = Math.max(1, Math.ceil(width / 2));
  let best: { column: number; at: number; gain: number } | undefined;
  for (let t = 0; t < tries; t++) {
    const column = random.integer(width);
    const at = (rows[sample[random.integer(sample.length)] as number] as Float64Array)[column] as number;
    let [lowCount, lowSum, lowHigh] = [0, 0, Number.POSITIVE_INFINITY];
    for (const i of sample) {
      const value = (rows[i] as Float64Array)[column] as number;
      if (value <= at) {
        lowCount++;
        lowSum += scores[i] as number;
      } else lowHigh = Math.min(lowHigh, value);
    }
    const highCount = sample.length - lowCount;
    if (lowCount < leaf || highCount < leaf) continue;
    const gain = lowSum ** 2 / lowCount + (sum - lowSum) ** 2 / highCount;
    if (!best || gain > best.gain) best = { column, at: (at + lowHigh) / 2, gain };
  }
  if (!best) return mean;
  const { column, at } = best;
  const isLow = (i: number): boolean => ((rows[i] as Float64Array)[column] as number) <= at;
  return {
    column,
    at,
    low: grow(rows, scores, sample.filter(isLow), leaf, random),
    high: grow(
      rows,
      scores,
      sample.filter((i) => !isLow(i)),
      leaf,
      random,
    ),
  };
}
