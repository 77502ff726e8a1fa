import type { Random } from '../../base/random.ts';
import type { Assignment, Decision, DecisionValue } from '../../space/decision.ts';
import { columnsOf, columnValue, decodeColumns } from '../columns.ts';
import { drawCut } from '../parzen/parzen.ts';
import { pickIndex } from '../policy.ts';
import type { StrategyParameter } from '../strategy.ts';

export const spreadParameter = (value: number): StrategyParameter => ({
  name: 'spread',
  takes: { kind: 'real', min: 0, max: 10 },
  default: value,
  doc: 'How far from a solution numbers are drawn, in units of its mean distance to the others (ξ): the smaller, the sooner they settle.',
});

/**
 * Weights of an archive's `size` solutions, best first: the density of N(1, (q·size)²) at their ranks 1, 2, … (Socha and
 * Dorigo 2008, equation 4).
 */
export function rankWeights(size: number, q: number): Float64Array {
  const deviation = q * size;
  const factor = 1 / (deviation * Math.sqrt(2 * Math.PI));
  return Float64Array.from({ length: size }, (_, rank) => factor * Math.exp(-0.5 * (rank / deviation) ** 2));
}

/** σ = ξ Σ |s_e − s_l| / (k − 1) over the k places that are not NaN (equation 7); NaN if there is no other. */
export function kernelDeviation(places: Iterable<number>, mean: number, spread: number): number {
  let [sum, others] = [0, -1];
  for (const place of places) {
    if (Number.isNaN(place)) continue;
    sum += Math.abs(place - mean);
    others++;
  }
  return others > 0 ? (spread * sum) / others : Number.NaN;
}

/** What pheromones are to choices, normal kernels around the members of an archive of solutions are to numbers. */
export interface KernelArchive {
  /** Whether there are numbers at all. */
  readonly needed: boolean;
  /** `weights`: how likely each member is to be the one near which an ant draws; not all 0. */
  load(members: readonly Assignment[], weights: Float64Array): void;
  /** One ant's values for all numbers; those of decisions that do not exist are left to `repair` to drop. */
  draw(random: Random): Record<string, DecisionValue>;
}

/**
 * An ant chooses one member by weight and draws each number near that member's: normally, with a deviation that is the
 * spread of the archive as seen from there, cut to the range; with probability `keep` it takes the member's own. Places are
 * those of the scale that a number is searched on, and grid points the middles of equal parts, so that integers are drawn as
 * if they were real (Liao et al. 2014). For a number that the member does not have another member that has it is chosen.
 */
export function kernelArchive(decisions: readonly Decision[], spread: number, keep = 0): KernelArchive {
  const columns = columnsOf(decisions.filter(({ kind }) => kind === 'integer' || kind === 'real'));
  const rowsOf = new WeakMap<Assignment, Float64Array>();
  const rowOf = (member: Assignment): Float64Array => {
    const known = rowsOf.get(member);
    if (known) return known;
    const row = Float64Array.from(columns, (column) => columnValue(column, member));
    rowsOf.set(member, row);
    return row;
  };
  let rows: readonly Float64Array[] = [];
  let weights: Float64Array = new Float64Array(0);
  const near = (column: number, guide: number, random: Random): number => {
    const having = (member: number): boolean => !Number.isNaN(rows[member]![column]!);
    const member = having(guide)
      ? guide
      : pickOf(
          weights.map((weight, i) => (having(i) ? weight : 0)),
          random,
        );
    const place = rows[member]![column]!;
    if (keep > 0 && !Number.isNaN(place) && random.next() < keep) return place;
    const sigma = kernelDeviation(
      rows.map((row) => row[column]!),
      place,
      spread,
    );
    // Nobody has it, or one member alone, which says nothing of how far to go from it.
    return Number.isNaN(sigma) ? random.next() : drawCut(place, sigma, random);
  };
  return {
    needed: columns.length > 0,
    load(members, given) {
      weights = given;
      rows = members.map(rowOf);
    },
    draw(random) {
      if (columns.length === 0) return {};
      const guide = pickOf(weights, random);
      const picks = Float64Array.from(columns, (_, column) => near(column, guide, random));
      return decodeColumns(columns, picks, random);
    },
  };
}

function pickOf(weights: Float64Array, random: Random): number {
  const sum = weights.reduce((a, b) => a + b, 0);
  return pickIndex(weights, random.next() * sum);
}
