import type { Network } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import type { Assignment, DecisionValue } from './decision.ts';
import { isValue } from './decision-values.ts';
import type { Hole } from './plan.ts';
import { holeValues } from './possible.ts';
import type { Tree } from './tree.ts';
import { walk } from './tree-space.ts';

/** Enough to reach the options of options of options; spaces with more are checked in part. */
const mostRounds = 100;
/** Nodes of all networks that are built to look for one that can't be: a tenth of a second. */
const mostEffort = 40_000;

/**
 * Assignments that between them take every option that can be reached (of numbers: the least and the most), in few
 * rounds: each decision takes what it has taken least often.
 */
export function* coveringAssignments(root: Tree): Generator<Assignment> {
  const taken = new Map<string, { readonly options: readonly DecisionValue[]; readonly counts: number[] }>();
  for (let round = 0; round < mostRounds; round++) {
    let isNew = false;
    const assignment = walk(root, (hole) => {
      let known = taken.get(hole.path);
      if (!known) {
        const options = representatives(hole);
        known = { options, counts: options.map(() => 0) };
        taken.set(hole.path, known);
      }
      const { options, counts } = known;
      const least = Math.min(...counts);
      const index = counts.indexOf(least);
      if (least === 0) isNew = true;
      counts[index] = least + 1;
      return options[index] as DecisionValue;
    });
    // One more round than needed at most: nothing is open when all that is reached was taken before.
    if (round > 0 && !isNew && [...taken.values()].every(({ counts }) => counts.every((n) => n > 0))) return;
    yield assignment;
  }
}

/** The values that stand for all: every option; of numbers the ends; of subsets the largest, the smallest, each item. */
export function representatives(hole: Hole): DecisionValue[] {
  switch (hole.kind) {
    case 'choice':
      return hole.options.map((_, i) => i);
    case 'subset': {
      const indexes = hole.options.map((_, i) => i);
      const from = (start: number, size: number): number[] =>
        Array.from({ length: size }, (_, i) => (start + i) % indexes.length).sort((a, b) => a - b);
      const sets = [from(0, hole.max), from(0, hole.min), ...indexes.map((i) => from(i, Math.max(1, hole.min)))];
      return [...new Map(sets.map((set) => [set.join(), set])).values()];
    }
    default: {
      const values = holeValues(hole, 16);
      return hole.kind === 'integer' && values ? values : [hole.min, hole.max];
    }
  }
}

export interface Misfitting {
  readonly error: NetworkError;
  /** The options that make it fail, all of them together; absent if nothing else works either. */
  readonly culprits?: readonly { readonly path: string; readonly option: string }[];
}

/**
 * The first way in which shapes can't meet, whatever is decided; undefined if every option fits somewhere. `fits` looks
 * for a proof that there is none.
 */
export function findMisfit(
  root: Tree,
  build: (assignment: Assignment) => Network,
  fits: () => boolean,
): Misfitting | undefined {
  if (fits()) return undefined;
  let effort = 0;
  const attempt = (assignment: Assignment): NetworkError | undefined => {
    try {
      effort += build(assignment).nodes.length;
      return undefined;
    } catch (error) {
      if (error instanceof NetworkError) return error;
      throw error;
    }
  };
  let good: Assignment | undefined;
  let bad: { assignment: Assignment; error: NetworkError } | undefined;
  for (const assignment of coveringAssignments(root)) {
    const error = attempt(assignment);
    if (!error) good ??= assignment;
    else bad ??= { assignment, error };
    if ((good && bad) || effort > mostEffort) break;
  }
  if (!bad) return undefined;
  return good ? (blame(root, good, bad.assignment, attempt) ?? bad) : { error: bad.error };
}

/** Reversions that are tried to find which options only look to blame. */
const mostReverted = 40;

/**
 * Turns a good assignment into the bad one, decision by decision: the one that breaks it is to blame, together with those
 * turned before that must stay turned for it to break.
 */
function blame(
  root: Tree,
  good: Assignment,
  bad: Assignment,
  attempt: (assignment: Assignment) => NetworkError | undefined,
): Misfitting | undefined {
  const complete = (wanted: Readonly<Record<string, DecisionValue>>) => {
    const holes = new Map<string, Hole>();
    const assignment = walk(root, (hole) => {
      holes.set(hole.path, hole);
      const value = wanted[hole.path];
      return value !== undefined && isValue(hole, value) ? value : (representatives(hole)[0] as DecisionValue);
    });
    return { assignment, holes };
  };
  let wanted: Readonly<Record<string, DecisionValue>> = good;
  const turned: string[] = [];
  for (const path of Object.keys(bad)) {
    if (String(wanted[path]) === String(bad[path])) continue;
    wanted = { ...wanted, [path]: bad[path] as DecisionValue };
    turned.push(path);
    let error = attempt(complete(wanted).assignment);
    if (!error || !complete(wanted).holes.has(path)) continue;
    const needed = [path];
    for (const earlier of turned.slice(0, -1).reverse().slice(0, mostReverted)) {
      const { [earlier]: _, ...others } = wanted;
      const reverted = good[earlier] === undefined ? others : { ...others, [earlier]: good[earlier] };
      const still = complete(reverted).holes.has(path) ? attempt(complete(reverted).assignment) : undefined;
      if (still) {
        wanted = reverted;
        error = still;
      } else needed.unshift(earlier);
    }
    const { assignment, holes } = complete(wanted);
    const culprits = needed.flatMap((at) => {
      const hole = holes.get(at);
      return hole ? [{ path: at, option: optionText(hole, assignment[at] as DecisionValue) }] : [];
    });
    return { error, culprits };
  }
  return undefined;
}

function optionText(hole: Hole, value: DecisionValue): string {
  if (hole.kind === 'choice') return hole.options[value as number] ?? String(value);
  if (hole.kind === 'subset') return (value as readonly number[]).map((i) => hole.options[i]).join(', ') || 'nothing';
  return String(value);
}
