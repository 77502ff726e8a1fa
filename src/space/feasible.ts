import { random } from '../base/random.ts';
import { structureOf } from '../network/cost.ts';
import { NetworkError } from '../network/network-error.ts';
import { coveringAssignments, representatives } from './coverage.ts';
import type { Assignment, DecisionValue } from './decision.ts';
import { drawValue, isValue } from './decision-values.ts';
import type { Constraint, SpaceModel } from './model.ts';
import type { Tree } from './tree.ts';
import { walk } from './tree-space.ts';

/** Smaller spaces are looked at as a whole. */
const fewEnough = 400n;
/** Networks that are built to look for one that keeps all requirements: the first is nearly always one. */
const mostTried = 250;

export interface Unmet {
  /** The requirement that is hardest to keep: in the best architecture found it is missed by the largest part. */
  readonly tightest: Constraint;
  /** The value of its measure that came closest, by name. */
  readonly closest: Readonly<Record<string, number>>;
  /** Every architecture was looked at. */
  readonly isProven: boolean;
}

/**
 * Looks for an architecture that keeps all requirements which are known before training. Undefined if there is one (or
 * none to keep).
 */
export function findUnmet(
  model: Pick<SpaceModel, 'space' | 'instantiate'>,
  tree: Tree,
  constraints: readonly Constraint[],
): Unmet | undefined {
  // Which device a latency is of, a search alone knows.
  const early = constraints.filter((c) => c.beforeTraining && !c.measures.includes('latency_model'));
  if (early.length === 0) return undefined;
  const tight = new Map(
    early.map((c) => [c, { least: Number.POSITIVE_INFINITY, at: {} as Readonly<Record<string, number>> }]),
  );
  const known = new Set<string>();
  /** How far all of them together are missed; undefined where shapes can't meet. */
  const missed = (assignment: Assignment): number | undefined => {
    let measures: Readonly<Record<string, number>>;
    try {
      measures = structureOf(model.instantiate(assignment));
    } catch (error) {
      if (error instanceof NetworkError) return undefined;
      throw error;
    }
    let sum = 0;
    for (const constraint of early) {
      const violation = constraint.violation(measures);
      sum += violation;
      const best = tight.get(constraint);
      if (best && violation < best.least) Object.assign(best, { least: violation, at: measures });
    }
    return sum;
  };
  const result = (isProven: boolean): Unmet => {
    const [[tightest, best] = [early[0] as Constraint, { at: {} }]] = [...tight].sort(
      ([, a], [, b]) => b.least - a.least,
    );
    return { tightest, closest: best.at, isProven };
  };
  if (model.space.count !== undefined && model.space.count <= fewEnough) {
    for (const assignment of model.space.enumerate()) if (missed(assignment) === 0) return undefined;
    return result(true);
  }
  let best: { readonly assignment: Assignment; readonly sum: number } | undefined;
  const isMet = (assignment: Assignment): boolean => {
    const key = JSON.stringify(assignment);
    if (known.has(key)) return false;
    known.add(key);
    const sum = missed(assignment);
    if (sum !== undefined && (!best || sum < best.sum)) best = { assignment, sum };
    return sum === 0;
  };
  const source = random('requirements');
  let rounds = 0;
  for (const assignment of coveringAssignments(tree)) {
    if (isMet(assignment)) return undefined;
    if (isMet(walk(tree, (hole) => drawValue(hole, source)))) return undefined;
    if (++rounds >= 8) break;
  }
  // From the best one, decision by decision.
  for (let changed = true; changed && best && known.size < mostTried; ) {
    const { assignment: start, sum }: { assignment: Assignment; sum: number } = best;
    changed = false;
    for (const flip of neighbours(tree, start)) {
      if (isMet(flip)) return undefined;
      if (known.size >= mostTried) break;
    }
    changed = best.sum < sum;
  }
  return result(false);
}

function* neighbours(tree: Tree, start: Assignment): Generator<Assignment> {
  for (const path of Object.keys(start)) {
    let options: readonly DecisionValue[] = [];
    walk(tree, (hole) => {
      if (hole.path === path) options = representatives(hole);
      return start[hole.path] ?? (representatives(hole)[0] as DecisionValue);
    });
    for (const option of options) {
      if (option === start[path]) continue;
      const wanted: Readonly<Record<string, DecisionValue>> = { ...start, [path]: option };
      yield walk(tree, (hole) => {
        const value = wanted[hole.path];
        return value !== undefined && isValue(hole, value) ? value : (representatives(hole)[0] as DecisionValue);
      });
    }
  }
}
