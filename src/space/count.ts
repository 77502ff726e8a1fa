import type { ChoiceHole, NumberHole } from './plan.ts';
import { holeValues } from './possible.ts';
import { childrenOf, type Tree, type TreeGroup } from './tree.ts';

/** A sum of n·(set of things that exist): the sets are bit masks over shared groups and case decisions. */
type Polynomial = ReadonlyMap<bigint, bigint>;
const one: Polynomial = new Map([[0n, 1n]]);
const zero: Polynomial = new Map();

/**
 * The exact number of assignments; undefined if a real number without a grid is among the decisions.
 *
 * What is shared is decided once, however many branches touch it, so a product over the tree would count it several
 * times. Hence a generating function: each way through the tree carries the set of groups that it touches, and every
 * group is multiplied in once, where it is touched. A decision that opens something elsewhere (a `let` that drives a
 * `repeat`) is split by cases, one of them being that it does not exist.
 */
export function countAssignments(root: Tree): bigint | undefined {
  const { groups, cases, endless } = survey(root);
  if (endless) return undefined;
  const bits = new Map<unknown, bigint>();
  for (const thing of [...groups, ...cases]) bits.set(thing, 1n << BigInt(bits.size));
  const split = [...cases];
  const fixed = new Map<ChoiceHole | NumberHole, number | undefined>();

  const countCases = (index: number): bigint => {
    const hole = split[index];
    if (!hole) return total(root, bits, fixed);
    let sum = 0n;
    for (const value of [undefined, ...valuesOf(hole)]) {
      fixed.set(hole, value);
      sum += countCases(index + 1);
    }
    return sum;
  };
  return countCases(0);
}

const valuesOf = (hole: ChoiceHole | NumberHole): number[] =>
  hole.kind === 'choice' ? hole.options.map((_, i) => i) : (holeValues(hole) ?? []);

function survey(root: Tree) {
  const groups = new Set<TreeGroup>();
  const cases = new Set<ChoiceHole | NumberHole>();
  const seen = new Set<Tree>();
  let endless = false;
  const visit = (tree: Tree): void => {
    if (seen.has(tree)) return;
    seen.add(tree);
    if (tree.kind === 'shared') groups.add(tree.group);
    if (tree.kind === 'case') cases.add(tree.hole);
    if (tree.kind === 'number' && tree.hole.step === undefined) endless = true;
    for (const child of childrenOf(tree)) visit(child);
  };
  visit(root);
  return { groups, cases, endless };
}

/** The number of ways for fixed cases: those that exist have their value, the others are nowhere. */
function total(
  root: Tree,
  bits: ReadonlyMap<unknown, bigint>,
  fixed: ReadonlyMap<ChoiceHole | NumberHole, number | undefined>,
): bigint {
  const known = new Map<Tree, Polynomial>();
  const bit = (thing: unknown): bigint => bits.get(thing) ?? 0n;
  const ways = (tree: Tree): Polynomial => {
    const memo = known.get(tree);
    if (memo) return memo;
    const result = make(tree);
    known.set(tree, result);
    return result;
  };
  const make = (tree: Tree): Polynomial => {
    switch (tree.kind) {
      case 'all':
        return tree.parts.reduce((product, part) => times(product, ways(part)), one);
      case 'number':
        return decided(tree.hole, new Map([[0n, BigInt(valuesOf(tree.hole).length)]]), () => one);
      case 'branch': {
        const { branches, hole } = tree;
        const sum = (): Polynomial => branches.map((b) => ways(b.tree)).reduce(plus, zero);
        return decided(hole, sum, (value) => ways((branches.find((b) => b.value === value) ?? branches[0]!).tree));
      }
      case 'case': {
        const found = tree.branches.find((b) => b.value === fixed.get(tree.hole));
        return found ? ways(found.tree) : zero;
      }
      case 'shared':
        return new Map([[bit(tree.group), 1n]]);
      case 'subset':
        return subsets(tree.items.map(ways), tree.hole.min, tree.hole.max);
    }
  };
  const decided = (
    hole: ChoiceHole | NumberHole,
    free: Polynomial | (() => Polynomial),
    chosen: (value: number) => Polynomial,
  ): Polynomial => {
    if (!fixed.has(hole)) return typeof free === 'function' ? free() : free;
    const value = fixed.get(hole);
    return value === undefined ? zero : times(new Map([[bit(hole), 1n]]), chosen(value));
  };
  let required = 0n;
  for (const [hole, value] of fixed) if (value !== undefined) required |= bit(hole);
  return close(ways(root), bits, ways, required);
}

/** Multiplies in every group that is touched, and those that they touch, until none is left. */
function close(
  start: Polynomial,
  bits: ReadonlyMap<unknown, bigint>,
  ways: (tree: Tree) => Polynomial,
  required: bigint,
): bigint {
  const groups = [...bits].filter(
    (entry): entry is [TreeGroup, bigint] => typeof entry[0] === 'object' && entry[0] !== null && 'tree' in entry[0],
  );
  let todo: Map<string, { open: bigint; done: bigint; n: bigint }> = new Map();
  const add = (into: typeof todo, open: bigint, done: bigint, n: bigint): void => {
    const key = `${open},${done}`;
    const same = into.get(key);
    if (same) same.n += n;
    else into.set(key, { open, done, n });
  };
  const mask = groups.reduce((m, [, b]) => m | b, 0n);
  for (const [set, n] of start) add(todo, set & mask, set & ~mask, n);
  // Groups are met in the order in which they were found: a group is found before those that only it touches.
  for (let round = 0; round <= groups.length; round++) {
    const next: typeof todo = new Map();
    let changed = false;
    for (const { open, done, n } of todo.values()) {
      const found = groups.find(([, b]) => (open & b) !== 0n);
      if (!found) {
        add(next, 0n, done, n);
        continue;
      }
      changed = true;
      const [group, b] = found;
      const now = done | b;
      for (const [set, m] of ways(group.tree))
        add(next, ((open & ~b) | (set & mask)) & ~now, now | (set & ~mask), n * m);
    }
    todo = next;
    if (!changed) break;
  }
  let sum = 0n;
  for (const { done, n } of todo.values()) if ((done & ~mask) === required) sum += n;
  return sum;
}

function times(a: Polynomial, b: Polynomial): Polynomial {
  if (a === one) return b;
  if (b === one) return a;
  const product = new Map<bigint, bigint>();
  for (const [s, x] of a) for (const [t, y] of b) product.set(s | t, (product.get(s | t) ?? 0n) + x * y);
  return product;
}

function plus(a: Polynomial, b: Polynomial): Polynomial {
  const sum = new Map(a);
  for (const [t, y] of b) sum.set(t, (sum.get(t) ?? 0n) + y);
  return sum;
}

/** Ways to take between `min` and `max` of the items. */
function subsets(items: readonly Polynomial[], min: number, max: number): Polynomial {
  let bySize: Polynomial[] = [one];
  for (const item of items) {
    const next = [...bySize, zero];
    bySize.forEach((ways, size) => {
      next[size + 1] = plus(next[size + 1] ?? zero, times(ways, item));
    });
    bySize = next.slice(0, max + 1);
  }
  return bySize.slice(min).reduce(plus, zero);
}
