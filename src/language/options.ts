import type { Expression } from './generated/ast.ts';

/** The options of a choice, left to right; any other expression is its own only option. */
export const optionsOf = (expression: Expression): Expression[] =>
  expression.$type === 'Binary' && expression.operator === '|'
    ? [...optionsOf(expression.left), ...optionsOf(expression.right)]
    : [expression];
