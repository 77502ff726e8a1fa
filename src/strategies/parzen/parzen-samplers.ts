import type { Random } from '../../base/random.ts';
import type { Column } from '../columns.ts';
import { pickIndex } from '../policy.ts';
import { categorical, numeric, parzenWeights } from './parzen.ts';
import { type Kernels, numberKernels, optionKernels } from './parzen-cells.ts';
import { jointKernels } from './parzen-joint.ts';

/** Candidates, best first; each is one value a column. */
export type Sampler = (random: Random) => Float64Array[];

/** One model a column. The trials that are not good are told one by one. */
export interface SeparateModels {
  /** Trial `row` is not good. */
  addWorse(row: number): void;
  clear(): void;
  sampler(good: Int32Array, trials: number, candidates: number): Sampler;
}

interface ColumnModel {
  draw(random: Random): number;
  gain(place: number): number;
}

export function separateModels(columns: readonly Column[]): SeparateModels {
  const entries = columns.map((column) => (column.options === 0 ? numberEntry(column) : optionEntry(column)));
  return {
    addWorse(row) {
      for (const { column, worse } of entries) {
        const value = column.values[row] as number;
        if (!Number.isNaN(value)) worse.add(row, value);
      }
    },
    clear() {
      for (const { worse } of entries) worse.clear();
    },
    sampler(good, trials, candidates) {
      const models = entries.map(({ model }) => model(good, trials));
      return (random) => {
        const picks = new Float64Array(models.length);
        for (let c = 0; c < models.length; c++) picks[c] = bestOf(models[c] as ColumnModel, candidates, random);
        return [picks];
      };
    },
  };
}

function bestOf(model: ColumnModel, candidates: number, random: Random): number {
  let [best, top] = [0, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < candidates; i++) {
    const place = model.draw(random);
    const value = model.gain(place);
    if (value <= top) continue;
    best = place;
    top = value;
  }
  return best;
}

interface Entry {
  readonly column: Column;
  readonly worse: Kernels<unknown>;
  model(good: Int32Array, trials: number): ColumnModel;
}

function numberEntry(column: Column): Entry {
  const worse = numberKernels();
  return {
    column,
    worse,
    model(rows, trials) {
      const good = observed(column, rows);
      const l = numeric(good, parzenWeights(good.length));
      const g = worse.model(trials);
      return { draw: l.draw, gain: (place) => l.log(place) - g(place) };
    },
  };
}

function optionEntry(column: Column): Entry {
  const worse = optionKernels(column.options);
  return {
    column,
    worse,
    model(rows, trials) {
      const good = observed(column, rows);
      const l = categorical(column.options, good, parzenWeights(good.length));
      const g = worse.model(trials);
      const gains = l.map((p, i) => Math.log(p / (g[i] as number)));
      return { draw: (random) => pickIndex(l, random.next()), gain: (option) => gains[option] as number };
    },
  };
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
