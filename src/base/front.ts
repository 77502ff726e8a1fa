import { type Direction, merit, type Outcome, totalViolation } from './dominance.ts';

/** Outcomes that no other one dominates, kept as they come: what is dominated once is never looked at again. */
export interface Front<T> {
  /** In the order in which they came; the same array as long as nothing enters. */
  readonly members: readonly T[];
  /** False if a member dominates the outcome. */
  add(outcome: T): boolean;
}

interface Entry<T> {
  readonly outcome: T;
  /** Violation, then one an objective; smaller is better. */
  readonly costs: Float64Array;
}

/** An archive of non-dominated outcomes (constrained domination as of `dominates`): O(members) an outcome. */
export function createFront<T extends Outcome>(directions: readonly Direction[]): Front<T> {
  let entries: Entry<T>[] = [];
  let members: readonly T[] = [];
  return {
    get members() {
      return members;
    },
    add(outcome) {
      const costs = new Float64Array(directions.length + 1);
      costs[0] = totalViolation(outcome);
      for (const [k, direction] of directions.entries()) costs[k + 1] = -merit(outcome.objectives[k], direction);
      let drops = false;
      for (const entry of entries) {
        if (beats(entry.costs, costs)) return false;
        drops ||= beats(costs, entry.costs);
      }
      entries = drops ? entries.filter((entry) => !beats(costs, entry.costs)) : entries;
      entries.push({ outcome, costs });
      members = entries.map((entry) => entry.outcome);
      return true;
    },
  };
}

/** Less violation wins; at equal violation, nowhere worse and somewhere better. */
function beats(a: Float64Array, b: Float64Array): boolean {
  if (a[0] !== b[0]) return (a[0] as number) < (b[0] as number);
  let better = false;
  for (let k = 1; k < a.length; k++) {
    const [x, y] = [a[k] as number, b[k] as number];
    if (x > y) return false;
    if (x < y) better = true;
  }
  return better;
}
