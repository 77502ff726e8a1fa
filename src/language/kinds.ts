import { type CellDef, type Expression, isCellDef, type Named, type Parameter } from './generated/ast.ts';
import type { Words } from './words.ts';

/** What an expression stands for; `unknown` where only a use can tell (the parameter of an `op`) or a name is missing. */
export type Kind = 'tensor' | 'operation' | 'value' | 'unknown';

/** A parameter of a cell without a default is a tensor that the cell reads. */
export const isTensorParameter = (parameter: Parameter): boolean =>
  isCellDef(parameter.$container) && parameter.default === undefined;

export const tensorParameters = (cell: CellDef): Parameter[] => cell.parameters.filter(isTensorParameter);

/** Tells tensors, operations and values apart, as far as the syntax and the names do. */
export function kindOf(expression: Expression | undefined, words: Words, depth = 0): Kind {
  // Definitions that contain each other are an error of their own; here they only must end.
  if (!expression || depth > 100) return 'unknown';
  const kind = (inner: Expression | undefined) => kindOf(inner, words, depth + 1);
  switch (expression.$type) {
    case 'Ref':
      return kindOfNamed(expression.target?.ref, words, depth);
    case 'Group':
      return expression.items.length === 1
        ? kind(expression.items[0])
        : either(expression.items.map(kind), (kinds) => (kinds.includes('unknown') ? 'unknown' : 'value'));
    case 'Pick':
      return expression.source && kind(expression.source) === 'operation' ? 'operation' : 'tensor';
    case 'Call': {
      const callee = kind(expression.callee as Expression);
      if (callee !== 'operation') return callee;
      const positional = expression.arguments.filter((argument) => !argument.name).map(({ value }) => kind(value));
      return either(positional, (kinds) => (kinds.includes('unknown') ? 'unknown' : 'operation'));
    }
    case 'Index':
      return kind(expression.target as Expression);
    case 'Prefix':
      if (expression.operator === 'input') return 'tensor';
      return expression.operator === 'maybe' ? 'operation' : kind(expression.operand);
    case 'Binary': {
      if (expression.operator === '->') return kind(expression.left);
      const sides = [kind(expression.left), kind(expression.right)];
      if (expression.operator === '|')
        return sides[0] === 'unknown' ? (sides[1] ?? 'unknown') : (sides[0] ?? 'unknown');
      return either(sides, (kinds) => (kinds.includes('unknown') ? 'unknown' : 'value'));
    }
    case 'Repeat':
    case 'Stage':
      return 'operation';
    case 'NumberLiteral':
    case 'DimensionLiteral':
    case 'TextLiteral':
    case 'BooleanLiteral':
    case 'Range':
      return 'value';
    default:
      // A recovered tree may hold an expression of no kind.
      return 'unknown';
  }
}

const either = (kinds: Kind[], otherwise: (kinds: Kind[]) => Kind): Kind =>
  kinds.includes('tensor') ? 'tensor' : otherwise(kinds);

function kindOfNamed(target: Named | undefined, words: Words, depth: number): Kind {
  switch (target?.$type) {
    case undefined:
      return 'unknown';
    case 'Op': {
      const entry = words.of(target);
      if (!entry) return target.value ? opKind(kindOf(target.value, words, depth + 1)) : 'operation';
      if (entry.role === 'tensor') return 'tensor';
      return entry.role === 'operation' || entry.role === 'reducer' ? 'operation' : 'value';
    }
    case 'CellDef':
      return 'operation';
    case 'Parameter':
      if (isTensorParameter(target)) return 'tensor';
      return isCellDef(target.$container) ? 'value' : 'unknown';
    case 'Let':
      return kindOf(target.value, words, depth + 1);
    case 'Nodes':
    case 'Stage':
    case 'Space':
      return 'tensor';
    case 'Settings':
      return 'value';
  }
}

/** `op act = relu | gelu` is an operation; `op width = 16` a value; with parameters unresolved it is meant as operation. */
const opKind = (body: Kind): Kind => (body === 'unknown' ? 'operation' : body);
