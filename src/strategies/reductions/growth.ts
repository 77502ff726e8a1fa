import type { Random } from '../../base/random.ts';
import type { Assignment, Decision, DecisionValue } from '../../space/decision.ts';
import type { SearchSpace } from '../../space/search-space.ts';
import { decodeSlots, slotsOf } from '../encoding.ts';
import { existsIn } from '../existing.ts';

/** How a space is revealed level by level. */
export interface Growth {
  readonly levels: number;
  /** An architecture to start from: counts at their least, the rest of `from`. */
  start(from: Assignment, random: Random): Assignment;
  /**
   * Architectures that differ from a parent in the decisions of a level (0 is the first), all of them or `most` drawn at
   * random. Decisions that come to exist have their value in `base`.
   */
  expand(
    level: number,
    parents: readonly Assignment[],
    base: Assignment,
    most: number,
    random: Random,
  ): Iterable<Assignment>;
}

/**
 * Decisions next to each other in one scope (`normal/n2/…`) are a level. A count that makes others exist (`repeat.count`)
 * is none of its own: it grows as far as a level needs it.
 */
export function growthOf(space: SearchSpace): Growth {
  const counts = countsOf(space.decisions);
  const blocks: Decision[][] = [];
  let scope: string | undefined;
  for (const decision of space.decisions) {
    if (counts.has(decision.path)) continue;
    const own = scopeOf(decision.path);
    // Without a scope each decision is a level.
    if (own !== '' && own === scope) blocks.at(-1)?.push(decision);
    else blocks.push([decision]);
    scope = own;
  }
  const levels = blocks.map((block) => {
    const slots = slotsOf(block);
    return { block, slots, combinations: slots.reduce((product, { size }) => product * size, 1) };
  });

  return {
    levels: levels.length,
    start(from, random) {
      const values: Record<string, DecisionValue> = { ...from };
      for (const [path, least] of counts) if (path in values) values[path] = least;
      return space.repair(values, random);
    },
    *expand(level, parents, base, most, random) {
      const { block, slots, combinations } = levels[level] as (typeof levels)[number];
      const grow = (parent: Assignment, picks: readonly number[]): Assignment => {
        const grown = { ...base, ...parent, ...raised(block, parent, counts) };
        return space.repair({ ...grown, ...decodeSlots(slots, picks, random) }, random);
      };
      if (parents.length * combinations > most) {
        for (let i = 0; i < most; i++) {
          const parent = random.pick(parents);
          yield grow(
            parent,
            slots.map(({ size }) => random.integer(size)),
          );
        }
        return;
      }
      for (const parent of parents) {
        for (let index = 0; index < combinations; index++) {
          let left = index;
          const picks = slots.map(({ size }) => {
            const pick = left % size;
            left = Math.floor(left / size);
            return pick;
          });
          yield grow(parent, picks);
        }
      }
    },
  };
}

/** Everything before the last part: `normal/n2` of `normal/n2/pick`. */
const scopeOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Integers by which other decisions exist, with their least values. */
export function countsOf(decisions: readonly Decision[]): Map<string, number> {
  const asked = new Set(decisions.flatMap(({ when }) => when.flatMap((terms) => terms.map(({ path }) => path))));
  const counts = new Map<string, number>();
  for (const decision of decisions) {
    if (decision.kind === 'integer' && asked.has(decision.path)) counts.set(decision.path, decision.min);
  }
  return counts;
}

/** The counts that make a block exist in a parent where it does not, as little changed as can be. */
function raised(
  block: readonly Decision[],
  parent: Assignment,
  counts: ReadonlyMap<string, number>,
): Record<string, DecisionValue> {
  const [first] = block;
  if (!first || block.some((decision) => existsIn(decision, parent))) return {};
  let least: Record<string, number> | undefined;
  for (const terms of first.when) {
    const others = terms.filter(({ path }) => !counts.has(path));
    if (!existsIn({ ...first, when: [others] }, parent)) continue;
    const wanted = Object.fromEntries(
      terms.flatMap(({ path, option }) => (counts.has(path) ? [[path, option] as const] : [])),
    );
    const sum = (values: Record<string, number>): number => Object.values(values).reduce((a, b) => a + b, 0);
    if (!least || sum(wanted) < sum(least)) least = wanted;
  }
  return least ?? {};
}
