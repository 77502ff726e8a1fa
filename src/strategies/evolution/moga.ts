import type { Points } from '../indicators/points.ts';
import type { Scored } from '../multi-objective.ts';
import { costsOf, scaled } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { checkStart, evolution, evolutionParameters, type Selection } from './evolution.ts';

/** 1 + the number of members that dominate each. */
export function dominationRanks(members: readonly Scored[]): Int32Array {
  const { values, n, m } = costsOf(members);
  const violations = Float64Array.from(members, ({ violation }) => violation);
  const ranks = new Int32Array(n).fill(1);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      let less = violations[i]! < violations[j]!;
      let more = violations[i]! > violations[j]!;
      for (let k = violations[i] === violations[j] ? 0 : m; k < m && !(less && more); k++) {
        const difference = values[i * m + k]! - values[j * m + k]!;
        if (difference < 0) less = true;
        else if (difference > 0) more = true;
      }
      if (less && !more) ranks[j]!++;
      else if (more && !less) ranks[i]!++;
    }
  }
  return ranks;
}

/**
 * The radius within which members share: what `n` members that cover the front evenly would have, the σ for which
 * n σ^(m-1) = (Π(Δ + σ) - ΠΔ) / σ; found by bisection. `ranges` are the Δ.
 */
export function shareRadius(ranges: readonly number[], n: number): number {
  const product = (by: number): number => ranges.reduce((all, range) => all * (range + by), 1);
  const gap = (sigma: number): number => n * sigma ** ranges.length - (product(sigma) - product(0));
  let [low, high] = [0, 1];
  while (gap(high) < 0 && high < 1e9) [low, high] = [high, 2 * high];
  // Zero is a root too: start from where the gap is below it.
  low = high;
  while (low > 1e-12 && gap(low) >= 0) low /= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (gap(middle) < 0) low = middle;
    else high = middle;
  }
  return high;
}

/** That of `n` members in scaled costs; the same few are asked for all the time. */
function unitRadius(m: number, n: number): number {
  const key = `${m} ${n}`;
  const known = radii.get(key);
  if (known !== undefined) return known;
  const radius = shareRadius(new Array<number>(m).fill(1), n);
  radii.set(key, radius);
  return radius;
}
const radii = new Map<string, number>();

/** How many share the place of each, near ones counting more; only members of the same rank share. */
function nicheCounts({ values, m, n }: Points, ranks: Int32Array, radius: number): Float64Array {
  const counts = new Float64Array(n).fill(1);
  // Beyond the radius by more than rounding.
  const far = 1.000001 * radius * radius;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      if (ranks[i] !== ranks[j]) continue;
      let square = 0;
      for (let k = 0; k < m; k++) square += (values[i * m + k]! - values[j * m + k]!) ** 2;
      if (square > far) continue;
      const share = Math.max(0, 1 - Math.sqrt(square) / radius);
      counts[i] = counts[i]! + share;
      counts[j] = counts[j]! + share;
    }
  }
  return counts;
}

/** By rank; within a rank, who shares least. Fitness that is averaged within ranks gives the same order. */
const byRankAndNiche: Selection = {
  survivors(members, size) {
    const ranks = dominationRanks(members);
    const points = scaled(members);
    const radius = unitRadius(points.m, Math.max(2, size));
    const left = new Set(members.keys());
    while (left.size > size) {
      // The last rank loses its most shared member, one at a time, so that a crowd is not lost as a whole.
      const kept = [...left];
      const last = Math.max(...kept.map((i) => ranks[i]!));
      const crowd = kept.filter((i) => ranks[i] === last);
      const counts = nicheCounts(pick(points, crowd), new Int32Array(crowd.length), radius);
      let worst = crowd.length - 1;
      for (let i = worst - 1; i >= 0; i--) if (counts[i]! > counts[worst]!) worst = i;
      left.delete(crowd[worst] as number);
    }
    return [...left];
  },
  rating(members) {
    const ranks = dominationRanks(members);
    const points = scaled(members);
    const radius = unitRadius(points.m, Math.max(2, members.length));
    const counts = nicheCounts(points, ranks, radius);
    return (a, b) => ranks[a]! - ranks[b]! || counts[a]! - counts[b]!;
  },
};

function pick({ values, m }: Points, indexes: readonly number[]): Points {
  const taken = new Float64Array(indexes.length * m);
  for (const [i, index] of indexes.entries()) taken.set(values.subarray(index * m, (index + 1) * m), i * m);
  return { values: taken, n: indexes.length, m };
}

export const moga: StrategyDefinition = {
  name: 'moga',
  doc: [
    'MOGA: members rank by how many others dominate them, and share their fitness with those close to them on the front.',
    '',
    'A classic to compare with. With `islands`, populations grow apart and send a member to the next in a ring.',
    '(Fonseca and Fleming 1993, *Genetic algorithms for multiobjective optimization*; the population is kept as in (μ + λ) selection.)',
  ].join('\n'),
  parameters: [
    ...evolutionParameters(40),
    {
      name: 'islands',
      takes: { kind: 'integer', min: 1, max: 100 },
      default: 1,
      doc: 'Populations of `population` members that evolve on their own.',
    },
    {
      name: 'migration',
      takes: { kind: 'integer', min: 1, max: 100_000 },
      default: 50,
      doc: 'Results between two migrations.',
    },
  ],
  objectives: 'any',
  check: (parameters, problem) =>
    checkStart({ population: Number(parameters.population) * Number(parameters.islands) }, problem),
  create: (problem, parameters, random) =>
    evolution(problem, parameters, random, byRankAndNiche, {
      islands: Number(parameters.islands),
      migration: Number(parameters.migration),
    }),
};
