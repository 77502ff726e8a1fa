import type { ValidationAcceptor, ValidationChecks } from 'langium';
import { targetOf } from '../callee.ts';
import { codes } from '../codes.ts';
import type { CellAstType, Expression, Index, Pick } from '../generated/ast.ts';
import { parseQuantity } from '../quantities.ts';

/** `n[4]` and `pick 4 of (…)` against how many there are, where the text alone says it. */
export const indexChecks: ValidationChecks<CellAstType> = { Index: checkIndex, Pick: checkPick };

const numberOf = (expression: Expression | undefined): number | undefined =>
  expression?.$type === 'NumberLiteral' ? parseQuantity(expression.raw)?.value : undefined;

/** The largest number that a count can be; undefined if the text does not say it. */
function most(expression: Expression | undefined): number | undefined {
  if (expression?.$type === 'Range') return numberOf(expression.to);
  return numberOf(expression);
}

function checkIndex(index: Index, accept: ValidationAcceptor): void {
  const target = targetOf(index.target as Expression);
  if (!target || target.$type === 'Let' || target.$type === 'Op') return;
  const count = target.$type === 'Nodes' ? target.count : target.$type === 'CellDef' ? target.family : undefined;
  if (!count) {
    const message = `'${target.name}' is not a list: there is nothing to number.`;
    accept('error', message, { node: index, code: codes.notIndexable });
    return;
  }
  const wanted = numberOf(index.index);
  const size = most(count);
  if (wanted === undefined || size === undefined || (wanted >= 1 && wanted <= size)) return;
  const message = `'${target.name}' has ${size} members, numbered from 1: there is no ${target.name}[${wanted}].`;
  accept('error', message, { node: index, property: 'index', code: codes.indexRange });
}

function checkPick(pick: Pick, accept: ValidationAcceptor): void {
  const min = pick.min === undefined ? undefined : parseQuantity(pick.min)?.value;
  const max = pick.max === undefined ? min : parseQuantity(pick.max)?.value;
  if (min === undefined || max === undefined) return;
  const report = (message: string) => accept('error', message, { node: pick, code: codes.pickCount });
  const available = countOf(pick.source);
  if (!Number.isInteger(min) || !Number.isInteger(max)) {
    report('A pick takes whole numbers: pick 2, pick 1..3.');
  } else if (min > max) {
    report(`'pick ${pick.min}..${pick.max}' is empty: it starts above its end.`);
  } else if (available !== undefined && min > available) {
    report(`'pick ${pick.min}' needs ${min} tensors; there ${available === 1 ? 'is' : 'are'} only ${available}.`);
  }
}

/** How many tensors an expression lists, where each is written out. */
function countOf(expression: Expression | undefined): number | undefined {
  if (expression?.$type === 'Group') {
    const counts = expression.items.map(countOf);
    return counts.every((count) => count !== undefined) ? counts.reduce((sum, count) => sum + count, 0) : undefined;
  }
  if (expression?.$type === 'Index') return 1;
  if (expression?.$type !== 'Ref') return undefined;
  const target = expression.target?.ref;
  if (target?.$type === 'Parameter') return 1;
  if (target?.$type !== 'Nodes') return undefined;
  // Inside its own nodes a name means the earlier ones, of which there are fewer.
  return target.count ? most(target.count) : 1;
}
