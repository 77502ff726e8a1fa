import type { Solution } from './multi-objective.ts';
import { beats } from './ranking.ts';
import { thin } from './thin.ts';
import { widest } from './widest.ts';

/**
 * The front of what was told, kept incrementally: O(size) a solution. `crowded` names who goes when there are more than
 * `size`; by default the most crowded.
 */
export interface Archive {
  readonly members: readonly Solution[];
  /** False if something in it dominates or equals the solution, or if it was the one to go. */
  add(solution: Solution): boolean;
  restore(members: readonly Solution[]): void;
}

export function createArchive(size: number, crowded: (members: readonly Solution[]) => number = mostCrowded): Archive {
  let members: Solution[] = [];
  return {
    get members() {
      return members;
    },
    add(solution) {
      for (const member of members) {
        if (beats(member, solution) || equal(member, solution)) return false;
      }
      members = members.filter((member) => !beats(solution, member));
      members.push(solution);
      if (members.length <= size) return true;
      const [gone] = members.splice(crowded(members), 1);
      return gone !== solution;
    },
    restore(kept) {
      members = [...kept];
    },
  };
}

const equal = (a: Solution, b: Solution): boolean =>
  a.violation === b.violation && a.costs.every((cost, k) => cost === b.costs[k]);

type Drop = (members: readonly Solution[], all: readonly number[], places: number) => readonly number[];

/** The one that goes of all members if `drop` is to leave one fewer. */
function goes(members: readonly Solution[], drop: Drop): number {
  const all = members.map((_, i) => i);
  const kept = new Set(drop(members, all, members.length - 1));
  return all.findIndex((i) => !kept.has(i));
}

const mostCrowded = (members: readonly Solution[]): number => goes(members, thin);

/** The member that adds least to the volume of the front. */
export const leastContributing = (members: readonly Solution[]): number => goes(members, widest);
