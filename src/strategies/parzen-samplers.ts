import type { Random } from '../base/random.ts';
import type { Column } from './columns.ts';
import { categorical, numeric, parzenWeights } from './parzen.ts';
import { jointKernels } from './parzen-joint.ts';
import { pickIndex } from './policy.ts';

/** Candidates, best first; each is one value a column. */
export type Sampler = (random: Random) => Float64Array[];

/** One model a column. */
export function separateSampler(
  columns: readonly Column[],
  below: Int32Array,
  above: Int32Array,
  candidates: number,
): Sampler {
  let weights = parzenWeights(0);
  /** Columns of decisions that always exist have the same weights. */
  const weightsOf = (n: number): Float64Array => {
    if (weights.length !== n) weights = parzenWeights(n);
    return weights;
  };
  const models = columns.map((column) => {
    const good = observed(column, below);
    const bad = observed(column, above);
    if (column.options === 0) {
      const [l, g] = [numeric(good, parzenWeights(good.length)), numeric(bad, weightsOf(bad.length))];
      return { draw: l.draw, gain: (x: number) => l.log(x) - g.log(x) };
    }
    const l = categorical(column.options, good, parzenWeights(good.length));
    const g = categorical(column.options, bad, weightsOf(bad.length));
    const gains = l.map((p, i) => Math.log(p / (g[i] as number)));
    return { draw: (random: Random) => pickIndex(l, random.next()), gain: (x: number) => gains[x] as number };
  });
  return (random) => [
    Float64Array.from(models, ({ draw, gain }) => {
      let [best, top] = [0, Number.NEGATIVE_INFINITY];
      for (let i = 0; i < candidates; i++) {
        const place = draw(random);
        const value = gain(place);
        if (value <= top) continue;
        best = place;
        top = value;
      }
      return best;
    }),
  ];
}

function observed({ values }: Column, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length);
  let n = 0;
  for (const row of rows) {
    const value = values[row] as number;
    if (!Number.isNaN(value)) out[n++] = value;
  }
  return out.subarray(0, n);
}

/** One model of all columns: each kernel is a trial. */
export function jointSampler(
  columns: readonly Column[],
  below: Int32Array,
  above: Int32Array,
  candidates: number,
): Sampler {
  const [good, bad] = [jointKernels(columns, below), jointKernels(columns, above)];
  return (random) => {
    const scored = Array.from({ length: candidates }, () => {
      const picks = good.draw(random);
      return { picks, gain: good.log(picks) - bad.log(picks) };
    });
    return scored.sort((a, b) => b.gain - a.gain).map(({ picks }) => picks);
  };
}
