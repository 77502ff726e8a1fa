import type { AstNode } from 'langium';
import type { Argument, Block, CellDef, Expression } from '../language/generated/ast.ts';
import type { BodyPlan, CellUsePlan, ListPlan, StepPlan, TensorPlan, ValuePlan } from './plan.ts';
import type { Context, Env } from './scope.ts';

/** One tensor, or a list of them that a reducer joins. */
export type Read =
  | { readonly kind: 'one'; readonly tensor: TensorPlan }
  | { readonly kind: 'many'; readonly list: ListPlan };

/**
 * From syntax to plan. Values, steps, tensors and bodies contain one another; each part is a file that gets the others
 * through this. `path` is the path that a decision made by the expression itself would get.
 */
export interface Elaboration {
  readonly context: Context;
  /** The same with another context. */
  within(context: Context): Elaboration;
  value(e: Expression, env: Env, path: string): ValuePlan;
  step(e: Expression, env: Env, path: string): StepPlan;
  /** A step inside of something: its own name is added to the path of what it stands in. */
  stepIn(e: Expression, env: Env, parent: string): StepPlan;
  callStep(call: StepCall, env: Env, path: string): StepPlan;
  /** The statements of a `repeat`, `stage` or `op`. */
  blockStep(block: Block, env: Env, path: string): StepPlan;
  use(use: CellUse, env: Env, path: string): CellUsePlan;
  read(e: Expression, env: Env, path: string): Read;
  tensor(e: Expression, env: Env, path: string): TensorPlan;
  body(block: Block, env: Env, path: string): BodyPlan;
}

export interface StepCall {
  readonly callee: Expression;
  /** Those that configure it. */
  readonly args: readonly Argument[];
  readonly fresh: boolean;
  /** What to blame. */
  readonly node: AstNode;
}

export interface CellUse {
  readonly cell: CellDef;
  /** Member of a family, from 1; 0 if it is none. */
  readonly member: number;
  readonly args: readonly Argument[];
  readonly fresh: boolean;
  readonly node: AstNode;
}
