import { random } from '../base/random.ts';
import { Costing, type Costs } from './costing.ts';
import { coveringAssignments, representatives } from './coverage.ts';
import type { Assignment, DecisionValue } from './decision.ts';
import { drawValue, isValue } from './decision-values.ts';
import type { Ends } from './free-decisions.ts';
import type { Interval, SpaceModel } from './model.ts';
import type { Hole, SpacePlan } from './plan.ts';
import type { SearchSpace } from './search-space.ts';
import type { Tree } from './tree.ts';
import { walk } from './tree-space.ts';

export type Bounds = ReturnType<SpaceModel['bounds']>;

/** Smaller spaces are looked at as a whole. */
const fewEnough = 400n;
/** Steps and nodes of all networks that a proof, a search may build: a thousand take two or three milliseconds. */
const mostProved = 12_000;
const mostSearched = 6_500;
/** Of those, what may go into the networks that a search starts from. */
const mostInStarts = 1_200;
const mostCombinations = 100;
/** Networks that a search starts from. */
const mostStarts = 16;

/** What an architecture takes besides its nodes. */
const ownEffort = 10;

/**
 * Least and most parameters and multiply-accumulates. Exact by enumeration where the space is small; exact where costs
 * add up over all decisions but few (NAS-Bench-201: one network instead of 15,625); otherwise the best that coordinate
 * descent finds, and `exact` is false.
 */
export function boundsOf(plan: SpacePlan, tree: Tree, space: SearchSpace): Bounds {
  const found = new Extremes();
  const costing = new Costing(plan);
  if (space.count !== undefined && space.count <= fewEnough) {
    for (const assignment of space.enumerate()) found.add(costing.of(assignment)?.ends({}));
    return found.bounds(true);
  }
  if (goThrough(costing, tree, { found, given: {}, budget: { left: mostProved } })) return found.bounds(true);
  descend(costing, tree, found);
  return found.bounds(false);
}

export class Extremes {
  private readonly params = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  private readonly macs = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };

  add(ends: Ends | undefined): void {
    for (const { params, macs } of ends ? [ends.least, ends.most] : []) {
      widen(this.params, params);
      widen(this.macs, macs);
    }
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

/**
 * Goes through every way to decide what other things depend on (a width, a count, a pick); what nothing depends on is free,
 * and of that the least and the most are known at once. False if there are too many ways, or no end of them.
 */
export function goThrough(
  costing: Costing,
  tree: Tree,
  {
    found,
    given: start,
    budget,
  }: { readonly found: Extremes; readonly given: Given; readonly budget: { left: number } },
): boolean {
  const todo: Given[] = [start];
  for (let given = todo.pop(); given; given = todo.pop()) {
    const { assignment, holes } = complete(tree, given);
    const costs = costing.of(assignment);
    budget.left -= ownEffort + (costs?.effort ?? 0);
    if (!costs || budget.left <= 0) return false;
    found.add(costs.ends(given));
    const open = [...holes.values()].filter(
      ({ path }) => !(path in (given as Given)) && !costs.isFree(path, given as Given),
    );
    const [first] = open;
    if (!first) continue;
    if (waysOf(open) > mostCombinations) return false;
    const values = everyValue(first);
    if (!values) return false;
    for (const value of values) todo.push({ ...given, [first.path]: value });
  }
  return true;
}

const waysOf = (holes: readonly Hole[]): number =>
  holes.reduce((product, hole) => product * representatives(hole).length, 1);

/** Undefined if there is no end of them, or if they are many. */
function everyValue(hole: Hole): readonly DecisionValue[] | undefined {
  if (hole.kind === 'subset' || (hole.kind === 'real' && hole.step === undefined)) return undefined;
  const values = representatives(hole);
  const complete = hole.kind === 'choice' || (hole.max - hole.min) / (hole.step ?? 1) + 1 < values.length + 0.5;
  return complete ? values : undefined;
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

/** An architecture, with the ends of what its free decisions may cost. */
interface Point {
  readonly assignment: Assignment;
  readonly costs: Costs;
  readonly ends: Ends;
}
type End = 'least' | 'most';

/** Coordinate descent for each end of the multiply-accumulates, from the best of some spread assignments. */
function descend(costing: Costing, tree: Tree, found: Extremes): void {
  let left = mostSearched;
  const known = new Map<string, Point | undefined>();
  const evaluate = (assignment: Assignment): Point | undefined => {
    const key = JSON.stringify(assignment);
    if (known.has(key) || left <= 0) return known.get(key);
    const costs = costing.of(assignment);
    left -= ownEffort + (costs?.effort ?? 0);
    const point = costs && { assignment, costs, ends: costs.ends({}) };
    known.set(key, point);
    found.add(point?.ends);
    return point;
  };
  const starts: Point[] = [];
  const start = (assignment: Assignment): void => {
    const point = evaluate(assignment);
    if (point) starts.push(point);
  };
  // Options mostly stand in the order of their sizes: the corners of the space are often its ends.
  for (const end of ['least', 'most'] as const) start(walk(tree, (hole) => cornerOf(hole, end)));
  const source = random('bounds');
  for (const spread of coveringAssignments(tree)) {
    if (starts.length >= mostStarts || left < mostSearched - mostInStarts) break;
    // one that takes all options alike, and one at random: the former may be alike in every decision
    start(spread);
    start(walk(tree, (hole) => drawValue(hole, source)));
  }
  // As in recurrent cells: whatever is decided, it costs the same.
  if (new Set(starts.map(({ ends }) => JSON.stringify(ends))).size === 1) return;
  for (const end of ['least', 'most'] as const) {
    const limit = end === 'least' ? Math.floor(left / 2) : 0;
    const [first, ...others] = starts;
    const best = first && others.reduce((so, other) => (isBetter(other, so, end) ? other : so), first);
    if (best) improve(tree, best, end, evaluate, () => left > limit);
  }
}

/** The first or the last option; of subsets the smallest or the largest. */
function cornerOf(hole: Hole, end: End): DecisionValue {
  const values = representatives(hole);
  const [first, second = first] = values;
  if (hole.kind === 'subset') return (end === 'least' ? second : first) as DecisionValue;
  return (end === 'least' ? first : values.at(-1)) as DecisionValue;
}

const isBetter = (a: Point, b: Point, end: End): boolean =>
  end === 'least' ? a.ends.least.macs < b.ends.least.macs : a.ends.most.macs > b.ends.most.macs;

function improve(
  tree: Tree,
  start: Point,
  end: End,
  evaluate: (assignment: Assignment) => Point | undefined,
  mayGoOn: () => boolean,
): void {
  let best = start;
  for (let changed = true; changed && mayGoOn(); ) {
    changed = false;
    for (const [path, hole] of complete(tree, best.assignment).holes) {
      // Whatever it is, the other values were looked at too.
      if (best.costs.isFree(path, {})) continue;
      for (const value of representatives(hole)) {
        if (!mayGoOn()) return;
        const { assignment } = complete(tree, { ...best.assignment, [path]: value });
        const point = evaluate(assignment);
        if (!point || !isBetter(point, best, end)) continue;
        best = point;
        changed = true;
      }
    }
  }
}
