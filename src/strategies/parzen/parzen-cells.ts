import { categorical, categoricalOf, cutScale, exact, numeric, parzenWeights } from './parzen.ts';

/** Kernels up to this many are summed one by one; more are gathered on a grid. */
const EXACT = 128;
/** Cells of that grid. The narrowest kernel then spans two and a half cells, and gathering moves a density by about 2 %. */
const CELLS = 256;
/** Cells after which a gathered kernel is cut off: four standard deviations. */
const REACH = 10;
/** The width of nearly all of more than `EXACT` kernels; also that of a bucket in which gaps are looked for. */
const NARROW = 0.01;
const BUCKETS = 1 / NARROW + 1;
/** What the weight in a cell is multiplied with to be the height of a kernel of that width, cut to [0, 1]. */
const HEIGHTS = Float64Array.from({ length: CELLS + 1 }, (_, cell) => Math.exp(cutScale(cell / CELLS, NARROW)));
/** exp(-k² h² / 2) of k cells of h standard deviations. */
const H = 1 / CELLS / NARROW;
const FALLS = Float64Array.from({ length: REACH + 2 }, (_, k) => Math.exp(-0.5 * (k * H) ** 2));

/** Trials of full weight, the newest ones; those before them fall off evenly to 1 / n. */
const FULL = 25;

/** Weight of trial `index` of `trials`: `parzenWeights`, but by its place among all of them. */
const rampOf = (trials: number): { base: number; slope: number } => {
  const base = 1 / trials;
  return { base, slope: (1 - base) / Math.max(1, trials - FULL - 1) };
};

/** The observations of one column that are not good, kept as they come, so that a model of them needs no pass over all. */
export interface Kernels<T> {
  add(index: number, value: number): void;
  clear(): void;
  /** The model after `trials` trials. */
  model(trials: number): T;
}

/** Sums of weights by place: those of a ramp are the sum of shares and the sum of shares times index. */
function rampSums(size: number) {
  const ones = new Float64Array(size);
  const ramps = new Float64Array(size);
  /** Newest first: index, place, share; a ring, because what comes late may be old. */
  let newest: { readonly index: number; readonly parts: readonly (readonly [number, number])[] }[] = [];
  return {
    add(index: number, parts: readonly (readonly [number, number])[]): void {
      for (const [place, share] of parts) {
        ones[place] = (ones[place] as number) + share;
        ramps[place] = (ramps[place] as number) + share * index;
      }
      if (newest.length === FULL && index < (newest[FULL - 1]?.index ?? 0)) return;
      let at = newest.length;
      while (at > 0 && (newest[at - 1]?.index ?? 0) < index) at--;
      newest.splice(at, 0, { index, parts });
      if (newest.length > FULL) newest.pop();
    },
    clear(): void {
      ones.fill(0);
      ramps.fill(0);
      newest = [];
    },
    /** Weight by place. */
    sums(trials: number): Float64Array {
      const { base, slope } = rampOf(trials);
      const out = new Float64Array(size);
      for (let i = 0; i < size; i++) out[i] = base * (ones[i] as number) + slope * (ramps[i] as number);
      for (const { index, parts } of newest) {
        const excess = 1 - base - slope * index;
        for (const [place, share] of parts) out[place] = (out[place] as number) + excess * share;
      }
      return out;
    },
    isFull: (index: number): boolean => newest.length < FULL || index >= (newest[FULL - 1]?.index ?? 0),
  };
}

/** The first observations, by index; `undefined` from `EXACT` on. */
function fewOf() {
  let items: { readonly index: number; readonly value: number }[] | undefined = [];
  return {
    add(index: number, value: number): void {
      if (items?.length === EXACT) items = undefined;
      if (!items) return;
      let at = items.length;
      while (at > 0 && (items[at - 1]?.index ?? 0) > index) at--;
      items.splice(at, 0, { index, value });
    },
    clear(): void {
      items = [];
    },
    values: (): Float64Array | undefined => items && Float64Array.from(items, ({ value }) => value),
  };
}

/** Options of a choice: their probabilities. */
export function optionKernels(options: number): Kernels<Float64Array> {
  const ramp = rampSums(options);
  const few = fewOf();
  let count = 0;
  return {
    add(index, option) {
      few.add(index, option);
      ramp.add(index, [[option, 1]]);
      count++;
    },
    clear() {
      few.clear();
      ramp.clear();
      count = 0;
    },
    model(trials) {
      const values = few.values();
      return values
        ? categorical(options, values, parzenWeights(values.length))
        : categoricalOf(ramp.sums(trials), count);
    },
  };
}

/**
 * Numbers in [0, 1]: the logarithm of their density. Narrow kernels are gathered by cell, wider ones (two hundred at most)
 * summed one by one. A gap that makes a kernel wide lies between the last of a bucket and the first of the next.
 */
export function numberKernels(): Kernels<(place: number) => number> {
  const ramp = rampSums(CELLS + 1);
  const few = fewOf();
  const [first, last] = [new Float64Array(BUCKETS), new Float64Array(BUCKETS)];
  const [firstIndex, lastIndex] = [new Int32Array(BUCKETS).fill(-1), new Int32Array(BUCKETS).fill(-1)];

  /** Calls back with the index, the place and the bandwidth of each kernel that is wide. */
  const eachWide = (call: (index: number, place: number, sigma: number) => void): void => {
    let before = -1;
    let pending = 0; // the gap before `last[before]`, if that is alone in its bucket
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      if ((firstIndex[bucket] as number) < 0) continue;
      const gap = before < 0 ? 0 : (first[bucket] as number) - (last[before] as number);
      const wide = gap > NARROW ? gap : 0;
      if (before >= 0 && Math.max(pending, wide) > 0) {
        call(lastIndex[before] as number, last[before] as number, Math.max(pending, wide));
      }
      const alone = firstIndex[bucket] === lastIndex[bucket];
      if (wide > 0 && !alone) call(firstIndex[bucket] as number, first[bucket] as number, wide);
      pending = alone ? wide : 0;
      before = bucket;
    }
    if (pending > 0) call(lastIndex[before] as number, last[before] as number, pending);
  };

  return {
    add(index, place) {
      few.add(index, place);
      ramp.add(index, partsOf(place));
      const bucket = Math.floor(place * (BUCKETS - 1));
      if ((firstIndex[bucket] as number) < 0 || place < (first[bucket] as number)) {
        first[bucket] = place;
        firstIndex[bucket] = index;
      }
      if ((lastIndex[bucket] as number) < 0 || place > (last[bucket] as number)) {
        last[bucket] = place;
        lastIndex[bucket] = index;
      }
    },
    clear() {
      few.clear();
      ramp.clear();
      firstIndex.fill(-1);
      lastIndex.fill(-1);
    },
    model(trials) {
      const values = few.values();
      if (values) return numeric(values, parzenWeights(values.length)).log;
      const { base, slope } = rampOf(trials);
      const cells = ramp.sums(trials);
      let total = 1;
      for (let i = 0; i <= CELLS; i++) total += cells[i] as number;
      const [means, sigmas, shares] = [[0.5], [1], [1 / total]]; // the prior's
      eachWide((index, place, sigma) => {
        const weight = ramp.isFull(index) ? 1 : base + slope * index;
        for (const [cell, share] of partsOf(place)) cells[cell] = (cells[cell] as number) - weight * share;
        means.push(place);
        sigmas.push(sigma);
        shares.push(weight / total);
      });
      for (let i = 0; i <= CELLS; i++) {
        cells[i] = (Math.max(0, cells[i] as number) / total) * (HEIGHTS[i] as number);
      }
      const wide = exact(Float64Array.from(means), Float64Array.from(sigmas), Float64Array.from(shares));
      return (place) => {
        // exp(-(d + k h)² / 2) = exp(-d² / 2) exp(-d h)^k exp(-(k h)² / 2), from the nearest cell to both sides.
        const nearest = Math.min(CELLS, Math.round(place * CELLS));
        const d = (place - nearest / CELLS) / NARROW;
        const [up, down] = [Math.exp(d * H), Math.exp(-d * H)];
        let sum = cells[nearest] as number;
        let [high, low] = [1, 1];
        for (let k = 1; k <= REACH; k++) {
          high *= up;
          low *= down;
          const fall = FALLS[k] as number;
          if (nearest + k <= CELLS) sum += (cells[nearest + k] as number) * high * fall;
          if (nearest - k >= 0) sum += (cells[nearest - k] as number) * low * fall;
        }
        return Math.log(Math.exp(wide(place)) + sum * Math.exp(-0.5 * d * d));
      };
    },
  };
}

/** A place shared between the two ends of its cell, so that the mean stays. */
function partsOf(place: number): readonly (readonly [cell: number, share: number])[] {
  const cell = Math.min(CELLS - 1, Math.floor(place * CELLS));
  const part = place * CELLS - cell;
  return [
    [cell, 1 - part],
    [cell + 1, part],
  ];
}
