import type { Random } from '../base/random.ts';
import type { Assignment } from '../space/decision.ts';
import type { Problem } from './strategy.ts';

/** Spaces of up to this many assignments are listed to know when nothing is left. */
const LISTABLE = 20_000n;
/** Candidates of a strategy that are not fresh before a random draw takes their place. */
const TRIES = 30;
/** Draws in a row that give nothing new before a small space is listed. */
const DRAWS_BEFORE_LISTING = 200;
/** Spaces of up to this many are gone through to the end, in their order, once drawing finds nothing new. */
const SCANNABLE = 200_000n;
/** Draws in a row that give nothing new before a space is gone through or, if it is too large, counts as exhausted. */
const DRAWS_BEFORE_GIVING_UP = 10_000;
/** The same where each draw is repaired, which takes as long as hundreds of draws. */
const REPAIRED_DRAWS = 300;

export interface SeenSnapshot {
  readonly identities: readonly string[];
  readonly listed: boolean;
  /** How many assignments of the enumeration were gone through; absent: none yet. */
  readonly scanned?: number;
}

/** The architectures that a strategy knows of, and random draws among the others. */
export interface Seen {
  has(assignment: Assignment): boolean;
  /** True if it was new. */
  add(assignment: Assignment): boolean;
  /** True if it keeps the constraints that are known before training and has not been seen. */
  fresh(assignment: Assignment): boolean;
  /**
   * A fresh architecture, which is then seen; undefined if none is left. Exact for spaces of up to 200,000 assignments;
   * in a larger one, 10,000 draws in a row (300 repaired ones) with nothing fresh count as the end. Up to 20,000, each that
   * is left is as likely; beyond, the last few come in the order of enumeration.
   */
  draw(random: Random): Assignment | undefined;
  /** The first fresh candidate of 30, which is then seen; else a random draw. */
  first(random: Random, candidate: () => Assignment | undefined): Assignment | undefined;
  snapshot(): SeenSnapshot;
  restore(snapshot: SeenSnapshot): void;
}

export function createSeen(problem: Problem): Seen {
  const { space } = problem;
  let identities = new Set<string>();
  // Draws from a list are other draws than those by rejection, so whether there is one is part of the state. The list
  // itself follows from what was seen: fresh architectures in the order of enumeration, one for each identity.
  let listed = false;
  let list: Map<string, Assignment> | undefined;
  let scanned: number | undefined;
  let scan: Iterator<Assignment> | undefined;

  const add = (assignment: Assignment): boolean => {
    const identity = problem.identity(assignment);
    list?.delete(identity);
    const before = identities.size;
    return identities.add(identity).size > before;
  };
  const has = (assignment: Assignment): boolean => identities.has(problem.identity(assignment));
  const fresh = (assignment: Assignment): boolean => !has(assignment) && problem.feasible(assignment);

  const remaining = (): Map<string, Assignment> => {
    if (list) return list;
    list = new Map();
    for (const assignment of space.enumerate()) {
      const identity = problem.identity(assignment);
      if (identities.has(identity) || list.has(identity) || !problem.feasible(assignment)) continue;
      list.set(identity, assignment);
    }
    return list;
  };

  const drawFromList = (random: Random): Assignment | undefined => {
    const left = remaining();
    if (left.size === 0) return undefined;
    let skip = random.integer(left.size);
    for (const assignment of left.values()) {
      if (skip-- > 0) continue;
      add(assignment);
      return assignment;
    }
    return undefined;
  };

  /** What was gone through is seen or not feasible, and stays so. */
  const drawFromScan = (): Assignment | undefined => {
    if (!scan) {
      scan = space.enumerate()[Symbol.iterator]();
      for (let i = 0; i < (scanned ?? 0); i++) scan.next();
    }
    for (let step = scan.next(); !step.done; step = scan.next()) {
      scanned = (scanned ?? 0) + 1;
      if (!fresh(step.value)) continue;
      add(step.value);
      return step.value;
    }
    return undefined;
  };

  const draw = (random: Random): Assignment | undefined => {
    if (listed) return drawFromList(random);
    if (scanned !== undefined) return drawFromScan();
    const small = space.count !== undefined && space.count <= LISTABLE;
    const draws = small ? DRAWS_BEFORE_LISTING : space.changesMore ? REPAIRED_DRAWS : DRAWS_BEFORE_GIVING_UP;
    for (let i = 0; i < draws; i++) {
      const assignment = space.sample(random);
      if (!fresh(assignment)) continue;
      add(assignment);
      return assignment;
    }
    if (!small) return space.count !== undefined && space.count <= SCANNABLE ? drawFromScan() : undefined;
    listed = true;
    return drawFromList(random);
  };

  return {
    has,
    add,
    fresh,
    draw,
    first(random, candidate) {
      for (let i = 0; i < TRIES; i++) {
        const assignment = candidate();
        if (!assignment || !fresh(assignment)) continue;
        add(assignment);
        return assignment;
      }
      return draw(random);
    },
    snapshot: () => ({ identities: [...identities], listed, ...(scanned !== undefined && { scanned }) }),
    restore(snapshot) {
      identities = new Set(snapshot.identities);
      listed = snapshot.listed;
      list = undefined;
      scanned = snapshot.scanned;
      scan = undefined;
    },
  };
}
