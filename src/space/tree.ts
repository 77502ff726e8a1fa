import type {
  AttributePlan,
  BodyPlan,
  ChoiceHole,
  Constant,
  Group,
  ListPlan,
  NodesPlan,
  NumberHole,
  StepPlan,
  SubsetHole,
  TensorPlan,
  ValuePlan,
} from './plan.ts';
import { calculate, holeValues } from './possible.ts';

/**
 * What is decided, and what a decision opens: a plan without everything that is not a decision. A walk from the root
 * along an assignment meets exactly the decisions that exist under it, parents before children.
 */
export type Tree =
  | { readonly kind: 'all'; readonly parts: readonly Tree[] }
  /** A choice, or an integer that opens something: one branch a value. */
  | { readonly kind: 'branch'; readonly hole: ChoiceHole | NumberHole; readonly branches: readonly Branch[] }
  | { readonly kind: 'number'; readonly hole: NumberHole }
  | { readonly kind: 'subset'; readonly hole: SubsetHole; readonly items: readonly Tree[] }
  | { readonly kind: 'shared'; readonly group: TreeGroup }
  /** What an earlier decision opens here. */
  | { readonly kind: 'case'; readonly hole: ChoiceHole | NumberHole; readonly branches: readonly Branch[] };

export interface Branch {
  /** Value of the decision: an option's index, or the number. */
  readonly value: number;
  readonly tree: Tree;
}
export interface TreeGroup {
  readonly key: string;
  readonly tree: Tree;
}

const nothing: Tree = { kind: 'all', parts: [] };
export const isNothing = (tree: Tree): boolean => tree.kind === 'all' && tree.parts.length === 0;

/** Parts in order; without those that decide nothing. */
export function all(parts: readonly Tree[]): Tree {
  const kept = parts.flatMap((part) => (part.kind === 'all' ? part.parts : [part]));
  return kept.length === 1 ? (kept[0] as Tree) : { kind: 'all', parts: kept };
}

/** What may be decided after it. */
export function childrenOf(tree: Tree): readonly Tree[] {
  switch (tree.kind) {
    case 'all':
      return tree.parts;
    case 'branch':
    case 'case':
      return tree.branches.map((b) => b.tree);
    case 'subset':
      return tree.items;
    case 'shared':
      return [tree.group.tree];
    case 'number':
      return [];
  }
}

/** Plans of cells outlive the space that they were made for, and their trees with them. */
const known = new WeakMap<Group<unknown>, Tree>();

/** Derives trees from plans; what is shared in the plan is shared in the tree. */
export class TreeMaker {
  private shared<T>(group: Group<T>, make: (plan: T) => Tree): Tree {
    let tree = known.get(group);
    if (!tree) {
      const inner = make(group.plan);
      tree = isNothing(inner) ? nothing : { kind: 'shared', group: { key: group.key, tree: inner } };
      known.set(group, tree);
    }
    return tree;
  }

  value(plan: ValuePlan): Tree {
    switch (plan.kind) {
      case 'constant':
      case 'channels':
      case 'setting':
        return nothing;
      case 'number':
        return { kind: 'number', hole: plan.hole };
      case 'choice':
        return branch(
          plan.hole,
          plan.options.map((option) => this.value(option)),
        );
      case 'tuple':
        return all(plan.items.map((item) => this.value(item)));
      case 'arithmetic':
        return all([this.value(plan.left), this.value(plan.right)]);
      case 'shared':
        return this.shared(plan.group, (inner) => this.value(inner));
    }
  }

  /** The decisions of a value, and then what its result opens. Undefined results (a cell's setting) open `otherwise`. */
  private opening(plan: ValuePlan, open: (n: number) => Tree, otherwise: Tree): Tree {
    const walk = (p: ValuePlan, own: boolean, then: (value: Constant | undefined) => Tree): Tree => {
      switch (p.kind) {
        case 'constant':
          return then(p.value);
        case 'number': {
          const branches = (holeValues(p.hole) ?? []).map((value) => ({ value, tree: then(value) }));
          return { kind: own ? 'branch' : 'case', hole: p.hole, branches };
        }
        case 'choice': {
          const branches = p.options.map((option, value) => ({ value, tree: walk(option, own, then) }));
          return { kind: own ? 'branch' : 'case', hole: p.hole, branches };
        }
        case 'arithmetic':
          return walk(p.left, own, (a) =>
            walk(p.right, own, (b) =>
              then(a === undefined || b === undefined ? undefined : calculate(p.operator, Number(a), Number(b))),
            ),
          );
        case 'shared':
          return all([this.value(p), walk(p.group.plan, false, then)]);
        case 'tuple':
        case 'channels':
        case 'setting':
          return then(undefined);
      }
    };
    return walk(plan, true, (value) => (typeof value === 'number' ? open(value) : otherwise));
  }

  private attributes(plans: readonly AttributePlan[]): Tree {
    return all(plans.map((plan) => (plan.kind === 'value' ? this.value(plan.value) : this.step(plan.step))));
  }

  step(plan: StepPlan): Tree {
    switch (plan.kind) {
      case 'apply':
      case 'reduce':
        return this.attributes(plan.attributes);
      case 'chain':
        return all(plan.steps.map((step) => this.step(step)));
      case 'choice':
        return branch(
          plan.hole,
          plan.options.map((option) => (option ? this.step(option) : nothing)),
        );
      case 'macro':
      case 'stage':
      case 'residual':
        return this.step(plan.body);
      case 'use': {
        const { cell, settings } = plan;
        const defaults = [...cell.settings].filter(([name]) => !settings.has(name)).map(([, group]) => group);
        return all([
          ...[...settings.values()].map((value) => this.value(value)),
          ...defaults.map((group) => this.shared(group, (value) => this.value(value))),
          this.shared(cell.group, (body) => this.body(body)),
        ]);
      }
      case 'repeat': {
        const turns = plan.turns.map((turn) => this.step(turn));
        const first = turns[0] ?? nothing;
        const open = (n: number): Tree => (plan.fresh ? all(turns.slice(0, n)) : n > 0 ? first : nothing);
        return this.opening(plan.count, open, first);
      }
      case 'shared':
        return this.shared(plan.group, (inner) => this.step(inner));
    }
  }

  tensor(plan: TensorPlan): Tree {
    switch (plan.kind) {
      case 'input':
        return all(plan.values.map((value) => this.value(value)));
      case 'slot':
      case 'last':
        return nothing; // decided where it is named
      case 'flow':
        return all([this.tensor(plan.from), this.step(plan.step)]);
      case 'call':
        return all([...plan.inputs.map((list) => this.list(list)), this.step(plan.step)]);
      case 'choice':
        return branch(
          plan.hole,
          plan.options.map((option) => this.tensor(option)),
        );
      case 'pick':
        return branch(
          plan.hole,
          plan.from.map((item) => this.tensor(item.tensor)),
        );
      case 'combine':
        return all([this.tensor(plan.left), this.tensor(plan.right)]);
      case 'fallback':
        return all([this.tensor(plan.first), this.tensor(plan.second)]);
      case 'body':
        return this.body(plan.body);
    }
  }

  private list(plan: ListPlan): Tree {
    switch (plan.kind) {
      case 'items':
      case 'unused':
        return all(plan.items.map((item) => this.tensor(item.tensor)));
      case 'subset':
        return { kind: 'subset', hole: plan.hole, items: plan.items.map((item) => this.tensor(item.tensor)) };
      case 'join':
        return all(plan.parts.map((part) => this.list(part)));
    }
  }

  body(plan: BodyPlan): Tree {
    const parts = plan.parts.map((part) =>
      part.kind === 'nodes' ? this.nodes(part) : part.slot.plan ? this.tensor(part.slot.plan) : nothing,
    );
    return all([...parts, this.tensor(plan.result)]);
  }

  private nodes(plan: NodesPlan): Tree {
    const trees = plan.slots.map((slot) => (slot.plan ? this.tensor(slot.plan) : nothing));
    if (!plan.count) return all(trees);
    return this.opening(plan.count, (n) => all(trees.slice(0, n)), nothing);
  }
}

const branch = (hole: ChoiceHole, options: readonly Tree[]): Tree => ({
  kind: 'branch',
  hole,
  branches: options.map((tree, value) => ({ value, tree })),
});
