import type { Argument, Binary, Expression, Named, Ref } from '../language/generated/ast.ts';
import { Broken } from './fault.ts';

/** The operands of a chain of one operator, left to right. */
export function flatten(e: Expression, operator: Binary['operator']): Expression[] {
  return e.$type === 'Binary' && e.operator === operator
    ? [...flatten(e.left, operator), ...flatten(e.right, operator)]
    : [e];
}

/** Without parentheses around a single expression. */
export function unwrap(e: Expression): Expression {
  return e.$type === 'Group' && e.items.length === 1 ? unwrap(e.items[0] as Expression) : e;
}

/** The definition that a name stands for. An unknown name was reported by the linker. */
export function targetOf(ref: Ref): Named {
  const target = ref.target.ref;
  if (!target) throw new Broken(`unresolved ${ref.target.$refText}`);
  return target;
}

/** A name of the library: an `op` without a body. */
export const isBuiltin = (definition: Named): boolean =>
  definition.$type === 'Op' && !definition.value && !definition.block;

/** A tree that the parser recovered from an error may lack parts that the grammar demands. */
export function present<T>(part: T | undefined): T {
  if (part === undefined) throw new Broken('incomplete');
  return part;
}

export interface Callee {
  readonly callee: Expression;
  readonly args: readonly Argument[];
}
/** `f`, `f(…)`: the thing called and how it is configured. */
export function calleeOf(e: Expression): Callee {
  const bare = unwrap(e);
  return bare.$type === 'Call'
    ? { callee: unwrap(bare.callee as Expression), args: bare.arguments }
    : { callee: bare, args: [] };
}

export const tensorNames: ReadonlySet<string> = new Set(['all', 'last', 'unused']);
export const inputNames: ReadonlySet<string> = new Set(['image', 'vector', 'sequence', 'tokens']);
