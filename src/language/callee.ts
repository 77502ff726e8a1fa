import type { Argument, Expression, Named, Parameter } from './generated/ast.ts';

/** What a callee links to: `f`, `(f)`, a member `motif[2]` of a family. */
export function targetOf(callee: Expression | undefined): Named | undefined {
  if (callee?.$type === 'Group' && callee.items.length === 1) return targetOf(callee.items[0]);
  if (callee?.$type === 'Index') return targetOf(callee.target as Expression);
  return callee?.$type === 'Ref' ? callee.target?.ref : undefined;
}

/** The parameter that a named argument sets. */
export function parameterOf(argument: Argument): Parameter | undefined {
  const target = targetOf(argument.$container.callee as Expression);
  if (target?.$type !== 'Op' && target?.$type !== 'CellDef' && target?.$type !== 'Space') return undefined;
  return target.parameters.find((parameter) => parameter.name === argument.name);
}
