import type { SourceRange } from '../network/network.ts';
import type { Choice, IntegerDecision, RealDecision, Subset } from './decision.ts';

/**
 * The plan of an architecture with holes: what the elaborator makes of a source text. Macros are expanded, names are
 * resolved and every place where something is left open is a `Hole`. All that a space can do (count, sample,
 * instantiate, draw, bound) is a walk over it.
 */

/** A decision before the conditions of its existence are known. */
export type ChoiceHole = Omit<Choice, 'when'>;
export type SubsetHole = Omit<Subset, 'when'>;
export type NumberHole = Omit<IntegerDecision, 'when'> | Omit<RealDecision, 'when'>;
export type Hole = ChoiceHole | SubsetHole | NumberHole;

/** Decided once, used in several places. Identity matters: two groups are two sets of decisions. */
export interface Group<T> {
  readonly key: string;
  readonly plan: T;
}

// ---- values: what configures ----

export type Constant = number | boolean | string | readonly number[];
export type Arithmetic = '+' | '-' | '*' | '/';

export type ValuePlan =
  | { readonly kind: 'constant'; readonly value: Constant }
  | { readonly kind: 'number'; readonly hole: NumberHole }
  | { readonly kind: 'choice'; readonly hole: ChoiceHole; readonly options: readonly ValuePlan[] }
  | { readonly kind: 'tuple'; readonly items: readonly ValuePlan[] }
  | {
      readonly kind: 'arithmetic';
      readonly operator: Arithmetic;
      readonly left: ValuePlan;
      readonly right: ValuePlan;
      readonly range: SourceRange;
    }
  /** Channels of the tensor that enters the enclosing `op` or cell. */
  | { readonly kind: 'channels' }
  /** A setting of the enclosing cell: known at each use. */
  | { readonly kind: 'setting'; readonly name: string }
  | { readonly kind: 'shared'; readonly group: Group<ValuePlan> };

// ---- steps: what a tensor flows through ----

/** How many tensors a step reads: one, a list (`many`), or as many as a cell has tensor parameters. */
export type Arity = number | 'many';

export type AttributePlan =
  | { readonly kind: 'value'; readonly name: string; readonly value: ValuePlan; readonly range: SourceRange }
  | { readonly kind: 'step'; readonly name: string; readonly step: StepPlan; readonly range: SourceRange };

/** An operation of the table. */
export interface ApplyPlan {
  readonly kind: 'apply';
  readonly operation: string;
  readonly attributes: readonly AttributePlan[];
  /** As written: `conv(3, width)`. */
  readonly label: string;
  readonly range: SourceRange;
}

/** A cell at one place of use. */
export interface CellUsePlan {
  readonly kind: 'use';
  readonly cell: CellPlan;
  readonly settings: ReadonlyMap<string, ValuePlan>;
  readonly range: SourceRange;
}

export type StepPlan =
  | ApplyPlan
  /** Reads a list, gives one tensor. */
  | {
      readonly kind: 'reduce';
      readonly operation: string;
      readonly attributes: readonly AttributePlan[];
      readonly label: string;
      readonly range: SourceRange;
    }
  | { readonly kind: 'chain'; readonly steps: readonly StepPlan[] }
  | {
      readonly kind: 'choice';
      readonly hole: ChoiceHole;
      /** An option without a step leaves the tensor as it is (`maybe`). */
      readonly options: readonly (StepPlan | undefined)[];
      readonly range: SourceRange;
    }
  /** The body of an `op`, expanded. */
  | {
      readonly kind: 'macro';
      readonly name: string;
      readonly body: StepPlan;
      readonly range: SourceRange;
      /** The same for expansions that leave the same open: they differ in the paths of their decisions only. */
      readonly form: object;
    }
  | CellUsePlan
  | { readonly kind: 'stage'; readonly name: string; readonly body: StepPlan; readonly range: SourceRange }
  /** `turns` are as many as the count can be; without `fresh` all are the same plan. */
  | {
      readonly kind: 'repeat';
      readonly count: ValuePlan;
      readonly turns: readonly StepPlan[];
      readonly fresh: boolean;
      readonly range: SourceRange;
    }
  | { readonly kind: 'residual'; readonly body: StepPlan; readonly range: SourceRange }
  | { readonly kind: 'shared'; readonly group: Group<StepPlan> };

// ---- tensors ----

/** A tensor with a name, computed once for each use of the body that it stands in. */
export interface Slot {
  /** `x`, `n2`. */
  readonly label: string;
  readonly role: 'parameter' | 'let' | 'node';
  /** Absent for a parameter, which the use brings. */
  readonly plan?: TensorPlan;
  /** Of a node in a family whose size is decided: it exists if the size is at least its place. */
  readonly exists?: { readonly count: ValuePlan; readonly place: number };
  readonly range: SourceRange;
}

export type InputKind = 'image' | 'vector' | 'sequence' | 'tokens';

export type TensorPlan =
  | {
      readonly kind: 'input';
      readonly type: InputKind;
      readonly values: readonly ValuePlan[];
      readonly label: string;
      readonly range: SourceRange;
    }
  | { readonly kind: 'slot'; readonly slot: Slot }
  /** The newest of several that exists. */
  | { readonly kind: 'last'; readonly slots: readonly Slot[]; readonly range: SourceRange }
  | { readonly kind: 'flow'; readonly from: TensorPlan; readonly step: StepPlan }
  /** A reducer or a cell with its tensors in parentheses. */
  | {
      readonly kind: 'call';
      readonly step: StepPlan;
      readonly inputs: readonly ListPlan[];
      readonly range: SourceRange;
    }
  | {
      readonly kind: 'choice';
      readonly hole: ChoiceHole;
      readonly options: readonly TensorPlan[];
      readonly range: SourceRange;
    }
  | { readonly kind: 'pick'; readonly hole: ChoiceHole; readonly from: readonly Item[]; readonly range: SourceRange }
  /** `a + b`, `a - b`, `a * b`. */
  | {
      readonly kind: 'combine';
      readonly operator: '+' | '-' | '*';
      readonly left: TensorPlan;
      readonly right: TensorPlan;
      readonly range: SourceRange;
    }
  | { readonly kind: 'fallback'; readonly first: TensorPlan; readonly second: TensorPlan; readonly range: SourceRange }
  | { readonly kind: 'body'; readonly body: BodyPlan };

export interface Item {
  readonly label: string;
  readonly tensor: TensorPlan;
}

export type ListPlan =
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  | { readonly kind: 'subset'; readonly hole: SubsetHole; readonly items: readonly Item[]; readonly range: SourceRange }
  /** Those of `items` whose node is read by no other node. */
  | { readonly kind: 'unused'; readonly items: readonly (Item & { readonly slot: Slot })[] }
  | { readonly kind: 'join'; readonly parts: readonly ListPlan[] };

// ---- bodies ----

export interface NodesPlan {
  readonly kind: 'nodes';
  readonly name: string;
  /** Absent: as many as there are slots. */
  readonly count?: ValuePlan;
  readonly slots: readonly Slot[];
  readonly range: SourceRange;
}

export interface BodyPlan {
  readonly parts: readonly (NodesPlan | { readonly kind: 'let'; readonly slot: Slot })[];
  readonly result: TensorPlan;
}

export interface CellPlan {
  /** `normal`, or `motif[2]` for a member of a family. */
  readonly name: string;
  readonly parameters: readonly Slot[];
  /** Declared settings with their defaults. */
  readonly settings: ReadonlyMap<string, Group<ValuePlan>>;
  /** Its decisions are made once for all uses (`fresh`: for this use). */
  readonly group: Group<BodyPlan>;
  readonly range: SourceRange;
}

export type Align = 'conv' | 'pad' | 'off';
export interface SpacePlan {
  readonly name: string;
  readonly align: Align;
  readonly body: BodyPlan;
  readonly range: SourceRange;
}
