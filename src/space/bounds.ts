import { random } from '../base/random.ts';
import type { AddedCosts } from '../network/cost.ts';
import type { Added } from '../network/cost-builder.ts';
import { describe } from '../network/tensor-type.ts';
import { Costing } from './costing.ts';
import { coveringAssignments, representatives } from './coverage.ts';
import type { Assignment, DecisionValue } from './decision.ts';
import { drawValue, isValue } from './decision-values.ts';
import type { Interval, SpaceModel } from './model.ts';
import type { Hole, SpacePlan } from './plan.ts';
import type { SearchSpace } from './search-space.ts';
import type { Tree } from './tree.ts';
import { walk } from './tree-space.ts';

export type Bounds = ReturnType<SpaceModel['bounds']>;

/** Smaller spaces are looked at as a whole. */
const fewEnough = 400n;
/** Nodes of all networks that a proof, a search may build: a thousand take two or three milliseconds. */
const mostProved = 12_000;
const mostSearched = 12_000;
const mostCombinations = 100;
/** Networks that a search starts from. */
const mostStarts = 16;

/** What an architecture takes besides its nodes. */
const ownEffort = 100;

/**
 * Least and most parameters and multiply-accumulates. Exact by enumeration where the space is small; exact where costs
 * are proven to add up over the decisions (NAS-Bench-201: 25 networks instead of 15,625); otherwise the best that
 * coordinate descent finds, and `exact` is false.
 */
export function boundsOf(plan: SpacePlan, tree: Tree, space: SearchSpace): Bounds {
  const found = new Extremes();
  const costing = new Costing(plan);
  if (space.count !== undefined && space.count <= fewEnough) {
    for (const assignment of space.enumerate()) found.add(costing.of(assignment));
    return found.bounds(true);
  }
  const proven = addUp(costing, tree);
  if (proven) return proven;
  descend(costing, tree, found);
  return found.bounds(false);
}

class Extremes {
  private readonly params = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  private readonly macs = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };

  add(costs: AddedCosts | undefined): void {
    if (!costs) return;
    widen(this.params, costs.params);
    widen(this.macs, costs.macs);
  }
  bounds(exact: boolean): Bounds {
    const known = Number.isFinite(this.params.min);
    const none: Interval = { min: 0, max: 0 };
    return { params: known ? { ...this.params } : none, macs: known ? { ...this.macs } : none, exact: exact && known };
  }
}

function widen(interval: { min: number; max: number }, value: number): void {
  interval.min = Math.min(interval.min, value);
  interval.max = Math.max(interval.max, value);
}

/** What a build consults and what comes out of it, to tell whether costs add up. */
class Watch {
  /** Types of everything that a decision shapes, in the order of building. */
  readonly results: string[] = [];
  /** Decisions that shape more than one choice between operations, or one operation, does. */
  readonly entangled = new Set<string>();
  private depth = 0;
  get isWithin(): boolean {
    return this.depth > 0;
  }
  private configured = new Set<string>();

  step(hole: Hole): void {
    if (this.depth++ > 0) this.entangled.add(hole.path);
  }
  attribute(hole: Hole): void {
    this.configured.add(hole.path);
    // inside an option, or together with another: the cost then is a product
    if (this.depth > 0 || this.configured.size > 1) this.entangled.add(hole.path);
  }
  other(hole: Hole): void {
    this.entangled.add(hole.path);
  }
  result(type: Parameters<typeof describe>[0] | undefined, of: 'step' | 'attributes'): void {
    if (of === 'step') this.depth--;
    else this.configured.clear();
    if (this.depth === 0) this.results.push(type ? `${type.kind} ${describe(type)}` : 'nothing');
  }
}

/**
 * Costs add up if every decision, taken alone, leaves the types of all tensors between the decisions as they are: then
 * each node's cost depends on one decision only. Decisions that break this (a width, a count, a pick) are gone through
 * one combination at a time; given them, the others add up. Undefined if there are too many of those.
 */
function addUp(costing: Costing, tree: Tree): Bounds | undefined {
  const entangled = new Set<string>();
  const budget = { left: mostProved };
  for (;;) {
    const before = entangled.size;
    const found = tryToAddUp(costing, tree, entangled, budget);
    if (found !== undefined || budget.left <= 0 || entangled.size === before) return found;
  }
}

function tryToAddUp(
  costing: Costing,
  tree: Tree,
  entangled: Set<string>,
  budget: { left: number },
): Bounds | undefined {
  const total = new Extremes();
  for (const fixed of combinations(tree, entangled) ?? [undefined]) {
    if (!fixed) return undefined;
    const { assignment: base, holes } = complete(tree, fixed);
    const watch = new Watch();
    const start = costing.of(base, watch);
    budget.left -= ownEffort + (start?.effort ?? 0);
    if (budget.left <= 0 || !start) return undefined;
    if (addAll(entangled, watch.entangled)) return undefined;
    const least = { ...start };
    const most = { ...start };
    for (const [path, hole] of holes) {
      if (entangled.has(path)) continue;
      const values = flips(hole, base[path] as DecisionValue);
      if (!values) return undefined;
      const changes = { params: { min: 0, max: 0 }, macs: { min: 0, max: 0 } };
      for (const value of values) {
        const flipped = complete(tree, { ...base, [path]: value });
        const seen = new Watch();
        const costs = costing.of(flipped.assignment, seen);
        budget.left -= ownEffort + (costs?.effort ?? 0);
        if (budget.left <= 0 || !costs) return undefined;
        const sameHoles = flipped.holes.size === holes.size && [...holes.keys()].every((p) => flipped.holes.has(p));
        if (!sameHoles || seen.results.join() !== watch.results.join()) entangled.add(path);
        if (addAll(entangled, seen.entangled) || entangled.has(path)) return undefined;
        widen(changes.params, costs.params - start.params);
        widen(changes.macs, costs.macs - start.macs);
      }
      least.params += changes.params.min;
      least.macs += changes.macs.min;
      most.params += changes.params.max;
      most.macs += changes.macs.max;
    }
    total.add(least);
    total.add(most);
  }
  return total.bounds(true);
}

/** Whether any is new. */
function addAll(set: Set<string>, more: ReadonlySet<string>): boolean {
  const before = set.size;
  for (const item of more) set.add(item);
  return set.size > before;
}

/** All other values; a real number without a grid has no end of them. */
function flips(hole: Hole, value: DecisionValue): DecisionValue[] | undefined {
  if (hole.kind === 'subset' || (hole.kind === 'real' && hole.step === undefined)) return undefined;
  const values = representatives(hole);
  const complete = hole.kind === 'choice' || (hole.max - hole.min) / (hole.step ?? 1) + 1 < values.length + 0.5;
  return complete ? values.filter((v) => v !== value) : undefined;
}

/** Every way to decide what is entangled; undefined if there are too many, or no end of them. */
function combinations(tree: Tree, entangled: ReadonlySet<string>): Given[] | undefined {
  let tried: Given[] = [{}];
  for (const path of entangled) {
    const next: Given[] = [];
    for (const fixed of tried) {
      const { assignment, holes } = complete(tree, fixed);
      const hole = holes.get(path);
      const others = hole ? flips(hole, assignment[path] as DecisionValue) : [];
      if (!others) return undefined;
      // where it does not exist there is nothing to try
      if (hole) for (const v of [assignment[path] as DecisionValue, ...others]) next.push({ ...fixed, [path]: v });
      else next.push(fixed);
      if (next.length > mostCombinations) return undefined;
    }
    tried = next;
  }
  return tried;
}

type Given = Readonly<Record<string, DecisionValue>>;

interface Completed {
  readonly assignment: Assignment;
  readonly holes: ReadonlyMap<string, Hole>;
}
/** What is given and still exists, and the first value of everything else. */
function complete(tree: Tree, given: Given): Completed {
  const holes = new Map<string, Hole>();
  const assignment = walk(tree, (hole) => {
    holes.set(hole.path, hole);
    const value = given[hole.path];
    return value !== undefined && isValue(hole, value) ? value : (representatives(hole)[0] as DecisionValue);
  });
  return { assignment, holes };
}

/** Coordinate descent for each end of each measure, from the best of some spread assignments. */
function descend(costing: Costing, tree: Tree, found: Extremes): void {
  let left = mostSearched;
  const known = new Map<string, Added | undefined>();
  const evaluate = (assignment: Assignment): Added | undefined => {
    const key = JSON.stringify(assignment);
    if (known.has(key) || left <= 0) return known.get(key);
    const costs = costing.of(assignment);
    left -= ownEffort + (costs?.effort ?? 0);
    known.set(key, costs);
    found.add(costs);
    return costs;
  };
  const starts: { assignment: Assignment; costs: Added }[] = [];
  const source = random('bounds');
  for (const spread of coveringAssignments(tree)) {
    if (starts.length >= mostStarts) break;
    // one that takes all options alike, and one at random: the former may be alike in every decision
    for (const assignment of [spread, walk(tree, (hole) => drawValue(hole, source))]) {
      const costs = evaluate(assignment);
      if (costs) starts.push({ assignment, costs });
    }
  }
  for (const sign of [1, -1]) {
    let best: { assignment: Assignment; costs: Added } | undefined;
    for (const start of starts) if (!best || sign * (start.costs.macs - best.costs.macs) < 0) best = start;
    const limit = sign === 1 ? Math.floor(left / 2) : 0;
    if (best) improve(tree, best, sign, evaluate, () => left > limit);
  }
}

function improve(
  tree: Tree,
  start: { assignment: Assignment; costs: Added },
  sign: number,
  evaluate: (assignment: Assignment) => Added | undefined,
  mayGoOn: () => boolean,
): void {
  let best = start;
  for (let changed = true; changed && mayGoOn(); ) {
    changed = false;
    for (const [path, hole] of complete(tree, best.assignment).holes) {
      for (const value of representatives(hole)) {
        if (!mayGoOn()) return;
        const { assignment } = complete(tree, { ...best.assignment, [path]: value });
        const costs = evaluate(assignment);
        if (!costs || sign * (costs.macs - best.costs.macs) >= 0) continue;
        best = { assignment, costs };
        changed = true;
      }
    }
  }
}
