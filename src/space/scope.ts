import type { CellDef, Expression, Named, Op } from '../language/generated/ast.ts';
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

  /** How often a name was found here. */
  private found = 0;

  get(name: Named): Binding | undefined {
    const binding = this.bindings.get(name);
    if (!binding) return this.parent?.get(name);
    this.found++;
    return binding;
  }
  /** How often a name was found here and around. */
  get reads(): number {
    return this.found + (this.parent?.reads ?? 0);
  }
  set(name: Named, binding: Binding): void {
    this.bindings.set(name, binding);
  }
  child(): Env {
    return new Env({ parent: this });
  }
}

/** Operations and cells, macros expanded: what a thousand turns of a block of twenty have; more is a mistake. */
export const mostSteps = 20_000;

/** What one space (or one cell on its own) shares while it is elaborated. */
export class Context {
  /** Paths of decisions. */
  readonly names = new Names();
  /** Places where an operation is applied: `n2/edge[x]`. */
  readonly uses = new Names();
  /** Cells that are decided once, by name (`motif[2]` for a member of a family). */
  private readonly cells = new Map<CellDef, Map<number, CellPlan>>();
  /** What is being expanded, outermost first: a definition inside itself would never end. */
  readonly expanding: (Op | CellDef)[];
  /** Steps that mean the same wherever they stand. */
  readonly closed: Map<Expression, { readonly plan: StepPlan; readonly size: number }>;
  /** Operations and cells met so far, macros expanded. */
  size = 0;
  /** Uses of cells met so far. */
  cellUses = 0;
  /** Of cells that were elaborated apart. */
  private readonly parts = new Set<Context>();

  constructor(outer?: Context) {
    this.expanding = outer?.expanding ?? [];
    this.closed = outer?.closed ?? new Map();
  }

  /** A number that stays the same while nothing is met that means something else elsewhere. */
  traceIn(env: Env): number {
    return this.names.given + this.uses.given + this.cellUses + env.reads;
  }

  /**
   * Takes in a cell that was elaborated apart, as if it had been elaborated here. False if it would have come out
   * differently: a path of it is taken, a cell that it uses means something else here, or all is too large.
   */
  adopt(part: Context): boolean {
    const added = [...new Set([part, ...part.parts])].filter((one) => !this.parts.has(one));
    const size = added.reduce((sum, one) => sum + one.ownSize, this.size);
    if (size > mostSteps) return false;
    for (const [cell, members] of part.cells) {
      for (const [member, plan] of members) if ((this.cellOf(cell, member) ?? plan) !== plan) return false;
    }
    for (const one of added) {
      if (!this.names.isApartFrom(one.names) || !this.uses.isApartFrom(one.uses)) return false;
    }
    this.size = size;
    for (const one of added) {
      this.parts.add(one);
      this.names.add(one.names);
      this.uses.add(one.uses);
    }
    for (const [cell, members] of part.cells) for (const [member, plan] of members) this.setCell(cell, member, plan);
    return true;
  }

  private get ownSize(): number {
    let size = this.size;
    for (const part of this.parts) size -= part.ownSize;
    return size;
  }

  cellOf(cell: CellDef, member: number): CellPlan | undefined {
    return this.cells.get(cell)?.get(member);
  }

  setCell(cell: CellDef, member: number, plan: CellPlan): void {
    const members = this.cells.get(cell);
    if (members) members.set(member, plan);
    else this.cells.set(cell, new Map([[member, plan]]));
  }
}
