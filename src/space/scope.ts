import type { CellDef, Named, Op } from '../language/generated/ast.ts';
import { Names } from './names.ts';
import type { Arity, CellPlan, Item, Slot, StepPlan, ValuePlan } from './plan.ts';

/** What a name stands for where it is used. */
export type Binding =
  | { readonly kind: 'value'; readonly plan: ValuePlan }
  | { readonly kind: 'step'; readonly plan: StepPlan; readonly arity: Arity }
  | { readonly kind: 'tensor'; readonly item: Item }
  /** The nodes of a family made so far. */
  | { readonly kind: 'list'; readonly items: readonly Item[] };

export type NodeItem = Item & { readonly slot: Slot };

/** The tensors that `all`, `last`, `pick` and `unused` speak of: those of the body of a cell, growing as it is read. */
export interface Tensors {
  available: readonly (Item & { readonly slot: Slot })[];
  nodes: readonly NodeItem[];
}

/** Names in scope. A macro starts from an empty one: it sees its parameters only. */
export class Env {
  private readonly bindings = new Map<Named, Binding>();
  private readonly parent: Env | undefined;
  readonly tensors: Tensors | undefined;

  constructor(options: { readonly parent?: Env; readonly tensors?: Tensors } = {}) {
    this.parent = options.parent;
    this.tensors = options.tensors ?? options.parent?.tensors;
  }

  get(name: Named): Binding | undefined {
    return this.bindings.get(name) ?? this.parent?.get(name);
  }
  set(name: Named, binding: Binding): void {
    this.bindings.set(name, binding);
  }
  child(): Env {
    return new Env({ parent: this });
  }
}

/** What one space (or one cell on its own) shares while it is elaborated. */
export class Context {
  /** Paths of decisions. */
  readonly names = new Names();
  /** Places where an operation is applied: `n2/edge[x]`. */
  readonly uses = new Names();
  /** Cells that are decided once, by name (`motif[2]` for a member of a family). */
  readonly cells = new Map<CellDef, Map<number, CellPlan>>();
  /** What is being expanded, outermost first: a definition inside itself would never end. */
  readonly expanding: (Op | CellDef)[] = [];
  /** Operations and cells met so far, macros expanded. */
  size = 0;
}
