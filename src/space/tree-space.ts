import type { Random } from '../base/random.ts';
import { decisionsOf } from './conditions.ts';
import { countAssignments } from './count.ts';
import type { Assignment, Decision, DecisionValue } from './decision.ts';
import { drawValue, isValue, valuesOf } from './decision-values.ts';
import type { Hole } from './plan.ts';
import type { SearchSpace } from './search-space.ts';
import { childrenOf, type Tree, type TreeGroup } from './tree.ts';

/** The search space of a tree of decisions. Everything but the count is a walk along it. */
export function treeSpace(root: Tree): SearchSpace {
  // Their conditions are costly and a check does not ask for them: only when someone does.
  let known: readonly Decision[] | undefined;
  const decisions = (): readonly Decision[] => {
    known ??= decisionsOf(root);
    return known;
  };
  let places: ReadonlyMap<string, number> | undefined;
  let count: { value: bigint | undefined } | undefined;

  const repair: SearchSpace['repair'] = (partial, random) =>
    walk(root, (hole) => {
      const value = partial[hole.path];
      return value !== undefined && isValue(hole, value) ? value : drawValue(hole, random);
    });

  return {
    get decisions() {
      return decisions();
    },
    get count() {
      count ??= { value: countAssignments(root) };
      return count.value;
    },
    sample: (random: Random) => walk(root, (hole) => drawValue(hole, random)),
    active(assignment) {
      const paths = Object.keys(
        walk(root, (hole) => {
          const value = assignment[hole.path];
          if (value === undefined) throw new RangeError(`The assignment has no value for ${hole.path}.`);
          if (!isValue(hole, value)) throw new RangeError(`${hole.path} can't be ${JSON.stringify(value)}.`);
          return value;
        }),
      );
      places ??= new Map(decisions().map(({ path }, i) => [path, i]));
      const found = paths.map((path) => places?.get(path)).filter((place) => place !== undefined);
      return found.sort((a, b) => a - b).map((place) => decisions()[place] as Decision);
    },
    repair,
    enumerate: () => enumerate(root),
    key: (assignment) =>
      Object.keys(assignment)
        .sort()
        .map((path) => `${path}=${String(assignment[path])}`)
        .join(';'),
  };
}

/** Decides what exists, parents first; the result is a valid assignment if every decided value is one of its hole. */
export function walk(root: Tree, decide: (hole: Hole) => DecisionValue): Assignment {
  const values: Record<string, DecisionValue> = {};
  const seen = new Set<TreeGroup>();
  const visit = (tree: Tree): void => {
    switch (tree.kind) {
      case 'all':
        for (const part of tree.parts) visit(part);
        return;
      case 'shared':
        if (seen.has(tree.group)) return;
        seen.add(tree.group);
        visit(tree.group.tree);
        return;
      case 'number':
        values[tree.hole.path] = decide(tree.hole);
        return;
      case 'branch': {
        const value = decide(tree.hole);
        values[tree.hole.path] = value;
        follow(tree.branches, value);
        return;
      }
      case 'case':
        follow(tree.branches, values[tree.hole.path]);
        return;
      case 'subset': {
        const value = decide(tree.hole);
        values[tree.hole.path] = value;
        for (const index of value as readonly number[]) visit(tree.items[index] as Tree);
      }
    }
  };
  const follow = (
    branches: readonly { readonly value: number; readonly tree: Tree }[],
    value: DecisionValue | undefined,
  ): void => {
    const branch = branches.find((b) => b.value === value);
    if (branch) visit(branch.tree);
  };
  visit(root);
  return values;
}

/** What is left to visit, as a list that branches of the enumeration share. */
interface Todo {
  readonly tree: Tree;
  readonly next: Todo | undefined;
}

/** Every valid assignment. */
export function* enumerate(root: Tree): Generator<Assignment> {
  const values: Record<string, DecisionValue> = {};

  function* visit(start: Todo | undefined, seen: ReadonlySet<TreeGroup>): Generator<Assignment> {
    let todo = start;
    while (todo) {
      const { tree, next }: Todo = todo;
      switch (tree.kind) {
        case 'all':
          todo = tree.parts.reduceRight<Todo | undefined>((rest, part) => ({ tree: part, next: rest }), next);
          break;
        case 'shared':
          todo = seen.has(tree.group) ? next : { tree: tree.group.tree, next };
          seen = new Set([...seen, tree.group]);
          break;
        case 'case': {
          const branch = tree.branches.find((b) => b.value === values[tree.hole.path]);
          todo = branch ? { tree: branch.tree, next } : next;
          break;
        }
        case 'number':
        case 'branch':
        case 'subset': {
          for (const value of valuesOf(tree.hole)) {
            values[tree.hole.path] = value;
            yield* visit(opened(tree, value, next), seen);
          }
          delete values[tree.hole.path];
          return;
        }
      }
    }
    yield { ...values };
  }

  yield* visit({ tree: root, next: undefined }, new Set());
}

function opened(tree: Extract<Tree, { hole: Hole }>, value: DecisionValue, next: Todo | undefined): Todo | undefined {
  switch (tree.kind) {
    case 'number':
      return next;
    case 'subset':
      return (value as readonly number[]).reduceRight<Todo | undefined>(
        (rest, i) => ({ tree: tree.items[i] as Tree, next: rest }),
        next,
      );
    default: {
      const branch = tree.branches.find((b) => b.value === value);
      return branch ? { tree: branch.tree, next } : next;
    }
  }
}

/** Of all decisions that can exist in a tree. */
export function pathsIn(tree: Tree, seen = new Set<Tree>(), paths = new Set<string>()): readonly string[] {
  if (!seen.has(tree)) {
    seen.add(tree);
    if ('hole' in tree) paths.add(tree.hole.path);
    for (const child of childrenOf(tree)) pathsIn(child, seen, paths);
  }
  return [...paths];
}
