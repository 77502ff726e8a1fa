import type { Condition, Decision, Term } from './decision.ts';
import type { Hole } from './plan.ts';
import { holeValues } from './possible.ts';
import { childrenOf, type Tree, type TreeGroup } from './tree.ts';

/** More alternatives than this are left as they are: shortening them would cost more than it tells. */
const mostToSimplify = 200;

/** Every decision with the condition of its existence, parents before children, otherwise in the order of the tree. */
export function decisionsOf(root: Tree): Decision[] {
  const found = new Map<string, { hole: Hole; when: Condition[] }>();
  const groups = groupsInOrder(root);
  const uses = new Map<TreeGroup, Condition[]>(groups.map((group) => [group, []]));
  const note = (hole: Hole, when: Condition): void => {
    const entry = found.get(hole.path) ?? { hole, when: [] };
    entry.when.push(when);
    found.set(hole.path, entry);
  };
  const visit = (tree: Tree, when: Condition): void => {
    switch (tree.kind) {
      case 'all':
        for (const part of tree.parts) visit(part, when);
        return;
      case 'number':
        note(tree.hole, when);
        return;
      case 'branch':
      case 'case':
        if (tree.kind === 'branch') note(tree.hole, when);
        for (const { value, tree: inner } of tree.branches)
          visitUnder(inner, when, { path: tree.hole.path, option: value });
        return;
      case 'subset':
        note(tree.hole, when);
        for (const [option, item] of tree.items.entries()) visitUnder(item, when, { path: tree.hole.path, option });
        return;
      case 'shared':
        uses.get(tree.group)?.push(when);
    }
  };
  const visitUnder = (tree: Tree, when: Condition, term: Term): void => {
    if (tree.kind === 'all' && tree.parts.length === 0) return;
    const exclusive = !isSubset(term.path);
    const same = when.find((t) => t.path === term.path && (exclusive || t.option === term.option));
    if (!same) visit(tree, [...when, term]);
    else if (same.option === term.option) visit(tree, when);
  };
  const isSubset = (path: string): boolean => found.get(path)?.hole.kind === 'subset';
  const holeAt = (path: string): Hole | undefined => found.get(path)?.hole;
  visit(root, []);
  for (const group of groups) {
    const when = simplify(uses.get(group) ?? [], holeAt);
    for (const condition of when) visit(group.tree, condition);
  }
  const order = treeOrder(root);
  const decisions = order.flatMap((path) => {
    const entry = found.get(path);
    return entry ? [{ ...entry.hole, when: simplify(entry.when, holeAt) } as Decision] : [];
  });
  return parentsFirst(decisions);
}

/** Each group before those that it uses. */
function groupsInOrder(root: Tree): TreeGroup[] {
  const done = new Set<Tree>();
  const out: TreeGroup[] = [];
  const visit = (tree: Tree): void => {
    if (done.has(tree)) return;
    done.add(tree);
    for (const child of childrenOf(tree)) visit(child);
    if (tree.kind === 'shared') out.push(tree.group);
  };
  visit(root);
  return out.reverse();
}

/** Paths in the order in which a reader meets them: the first use of something shared counts. */
function treeOrder(root: Tree): string[] {
  const seen = new Set<Tree>();
  const paths = new Set<string>();
  const visit = (tree: Tree): void => {
    if (seen.has(tree)) return;
    seen.add(tree);
    if (tree.kind === 'branch' || tree.kind === 'subset' || tree.kind === 'number') paths.add(tree.hole.path);
    for (const child of childrenOf(tree)) visit(child);
  };
  visit(root);
  return [...paths];
}

function parentsFirst(decisions: readonly Decision[]): Decision[] {
  const byPath = new Map(decisions.map((d) => [d.path, d]));
  const out = new Set<Decision>();
  const open = new Set<Decision>();
  const put = (decision: Decision): void => {
    if (out.has(decision) || open.has(decision)) return;
    open.add(decision);
    for (const condition of decision.when) {
      for (const { path } of condition) {
        const parent = byPath.get(path);
        if (parent) put(parent);
      }
    }
    open.delete(decision);
    out.add(decision);
  };
  decisions.forEach(put);
  return [...out];
}

const termKey = ({ path, option }: Term): string => `${path}=${option}`;
const conditionKey = (condition: Condition): string => condition.map(termKey).sort().join('&');

/** The same condition with fewer and shorter alternatives: implied ones dropped, exhaustive ones merged. */
function simplify(when: readonly Condition[], holeAt: (path: string) => Hole | undefined): Condition[] {
  let conditions = absorb(when);
  while (conditions.length <= mostToSimplify) {
    const merged = merge(conditions, holeAt);
    if (!merged) break;
    conditions = absorb(merged);
  }
  return conditions;
}

/** Drops what another alternative implies: a ∨ (a ∧ b) = a. */
function absorb(when: readonly Condition[]): Condition[] {
  const unique = [...new Map(when.map((c) => [conditionKey(c), c])).values()];
  if (unique.length > mostToSimplify) return unique;
  const keys = unique.map((c) => new Set(c.map(termKey)));
  return unique.filter(
    (_, i) =>
      !keys.some((other, j) => j !== i && other.size < keys[i]!.size && [...other].every((t) => keys[i]!.has(t))),
  );
}

/** (d=0 ∧ r) ∨ (d=1 ∧ r) ∨ … over all options of d is r. */
function merge(when: readonly Condition[], holeAt: (path: string) => Hole | undefined): Condition[] | undefined {
  const keys = new Set(when.map(conditionKey));
  for (const condition of when) {
    for (const term of condition) {
      const hole = holeAt(term.path);
      const values =
        hole?.kind === 'choice'
          ? hole.options.map((_, i) => i)
          : hole && hole.kind !== 'subset'
            ? holeValues(hole, 1000)
            : undefined;
      if (!values) continue;
      const rest = condition.filter((t) => t !== term);
      const family = values.map((option) => conditionKey([...rest, { path: term.path, option }]));
      if (!family.every((key) => keys.has(key))) continue;
      return [...when.filter((c) => !family.includes(conditionKey(c))), rest];
    }
  }
  return undefined;
}
