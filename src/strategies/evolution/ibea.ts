import { indexes, type Points } from '../indicators/points.ts';
import type { Scored } from '../multi-objective.ts';
import { costsOf, rangedPoints, ranksOf, take } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { checkStart, evolution, evolutionParameters, type Selection } from './evolution.ts';

/** How sharply fitness falls with the indicator. */
const KAPPA = 0.05;
/** Reference of the hypervolume indicator: nothing lies beyond it. */
const RHO = 2;

/** How much worse point `b` is for `a` being there; costs within [0, 1]. */
export type Indicator = (points: Points, a: number, b: number) => number;

/** What must be added to `b`'s gain: the least by which `a` shifted weakly dominates `b`. */
export const epsilonIndicator: Indicator = ({ values, m }, a, b) => {
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < m; k++) {
    const shift = values[a * m + k]! - values[b * m + k]!;
    if (shift > most) most = shift;
  }
  return most;
};

/** The volume that `b` covers and `a` does not; minus what `a` covers beyond `b` if `a` dominates it. */
export const volumeIndicator: Indicator = ({ values, m }, a, b) => {
  let [first, second, shared] = [1, 1, 1];
  let dominates = true;
  for (let k = 0; k < m; k++) {
    const [x, y] = [values[a * m + k]!, values[b * m + k]!];
    first *= RHO - x;
    second *= RHO - y;
    shared *= RHO - Math.max(x, y);
    if (x > y) dominates = false;
  }
  return dominates ? second - first : second - shared;
};

/** The largest |I| between two points of the front. */
function largestOf(front: readonly number[], value: (a: number, b: number) => number): number {
  let most = 0;
  for (const a of front) for (const b of front) if (a !== b) most = Math.max(most, Math.abs(value(a, b)));
  return most;
}

const scaleOf = (largest: number): number => -1 / ((largest || 1) * KAPPA);

/** Losses of points that are not in order: row and column of point `i` are `at[i]`. */
interface Losses {
  readonly loss: Float64Array;
  readonly at: Int32Array;
  /** Length of a row. */
  readonly stride: number;
}

/** F(x) = -Σ exp(-I(x', x) / (c κ)): larger is better. */
export function fitnessOf({ loss, at, stride }: Losses): Float64Array {
  const n = at.length;
  const fitness = new Float64Array(n);
  for (let a = 0; a < n; a++) {
    const row = at[a]! * stride;
    for (let b = 0; b < n; b++) fitness[b] = fitness[b]! - loss[row + at[b]!]!;
  }
  return fitness;
}

/** Loss of each point from each other: row `a`, column `b` is exp(-I(a, b) / (c κ)), c the largest |I| on the front. */
export function losses(points: Points, front: readonly number[], indicator: Indicator): Losses {
  const { n } = points;
  const loss = new Float64Array(n * n);
  const scale = scaleOf(largestOf(front, (a, b) => indicator(points, a, b)));
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) if (a !== b) loss[a * n + b] = Math.exp(indicator(points, a, b) * scale);
  }
  return { loss, at: indexes(n), stride: n };
}

/** How far beyond the ends of the front's range costs still differ, in units of it. */
const BEYOND = 1;

/**
 * Costs in units of the range of the front. In units of the range of all, a single member far away would make the others look
 * alike.
 */
function unitsOf(members: readonly Scored[]) {
  const { ranks } = ranksOf(members);
  const front: number[] = [];
  for (let i = 0; i < ranks.length; i++) if (ranks[i] === 0) front.push(i);
  const { low, high } = rangedPoints(members, front);
  const points = costsOf(members);
  const { values, n, m } = points;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < m; k++) {
      const place = (values[i * m + k]! - low[k]!) / (high[k]! - low[k]! || 1);
      values[i * m + k] = Math.min(1 + BEYOND, Math.max(-BEYOND, place));
    }
  }
  return { points, front, low, high };
}

/**
 * Losses of members, which mostly are those of the time before: what their pairs lose is the same while no end of a range moves,
 * and only what is new is computed. `keep`: if an end moved, the new ranges are those to go on with.
 */
function remembered(indicator: Indicator): (members: readonly Scored[], keep: boolean) => Losses {
  let ends = '';
  let stride = 0;
  let values = new Float64Array(0);
  let loss = new Float64Array(0);
  let largest = 0;
  const places = new Map<Scored, number>();

  return (members, keep) => {
    const { points, front, low, high } = unitsOf(members);
    const n = members.length;
    const now = `${low} ${high}`;
    if (now !== ends || n > stride) {
      if (!keep) return losses(points, front, indicator);
      [ends, stride] = [now, n + 16];
      values = new Float64Array(stride * stride);
      loss = new Float64Array(stride * stride);
      largest = 0;
      places.clear();
    }
    const present = new Set(members);
    if (present.size < n) return losses(points, front, indicator);
    const taken = new Uint8Array(stride);
    for (const [member, place] of places) {
      if (present.has(member)) taken[place] = 1;
      else places.delete(member);
    }
    const at = new Int32Array(n);
    const added: number[] = [];
    for (let i = 0, free = 0; i < n; i++) {
      const member = members[i] as Scored;
      let place = places.get(member);
      if (place === undefined) {
        while (taken[free] === 1) free++;
        place = free++;
        places.set(member, place);
        added.push(i);
      }
      at[i] = place;
    }
    for (const a of added) {
      for (let b = 0; b < n; b++) {
        values[at[a]! * stride + at[b]!] = a === b ? 0 : indicator(points, a, b);
        values[at[b]! * stride + at[a]!] = a === b ? 0 : indicator(points, b, a);
      }
    }
    const most = largestOf(front, (a, b) => values[at[a]! * stride + at[b]!]!);
    const scale = scaleOf(most);
    const lose = (a: number, b: number): void => {
      const cell = at[a]! * stride + at[b]!;
      loss[cell] = a === b ? 0 : Math.exp(values[cell]! * scale);
    };
    if (most === largest) {
      for (const a of added) {
        for (let b = 0; b < n; b++) {
          lose(a, b);
          lose(b, a);
        }
      }
    } else for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) lose(a, b);
    largest = most;
    return { loss, at, stride };
  };
}

function byIndicator(indicator: Indicator): Selection {
  const lossesOf = remembered(indicator);
  return {
    survivors(members, size) {
      const group = fittestGroup(members, size);
      const known = lossesOf(take(members, group), false);
      const { loss, at, stride } = known;
      const fitness = fitnessOf(known);
      const left = new Set(group.keys());
      while (left.size > size) {
        let worst = -1;
        for (const i of left) if (worst < 0 || fitness[i]! <= fitness[worst]!) worst = i;
        left.delete(worst);
        for (const i of left) fitness[i] = fitness[i]! + loss[at[worst]! * stride + at[i]!]!;
      }
      return [...left].map((i) => group[i] as number);
    },
    rating(members) {
      const fitness = fitnessOf(lossesOf(members, true));
      return (a, b) => (members[a]?.violation ?? 0) - (members[b]?.violation ?? 0) || fitness[b]! - fitness[a]!;
    },
  };
}

/** Those that keep the constraints if there are enough of them; else the `size` that miss least. */
function fittestGroup(members: readonly Scored[], size: number): number[] {
  const violation = (i: number): number => members[i]?.violation ?? 0;
  const order = members.map((_, i) => i).sort((a, b) => violation(a) - violation(b) || a - b);
  const kept = order.filter((i) => violation(i) === 0);
  return kept.length >= size ? kept : order.slice(0, size);
}

export const ibea: StrategyDefinition = {
  name: 'ibea',
  doc: [
    'IBEA: fitness is what the front would lose, by a quality indicator; the worst goes, one at a time.',
    '',
    'Sharp selection for two to many objectives. `epsilon` is fast and even; `hypervolume` prefers knees.',
    '(Zitzler and Künzli 2004, *Indicator-based selection in multiobjective search*.)',
  ].join('\n'),
  parameters: [
    ...evolutionParameters(40),
    {
      name: 'indicator',
      takes: { kind: 'word', words: ['epsilon', 'hypervolume'] },
      default: 'epsilon',
      doc: 'What a member is worth against another: the shift that covers it, or the volume that it adds.',
    },
  ],
  objectives: 'any',
  check: checkStart,
  create: (problem, parameters, random) =>
    evolution(
      problem,
      parameters,
      random,
      byIndicator(parameters.indicator === 'hypervolume' ? volumeIndicator : epsilonIndicator),
    ),
};
