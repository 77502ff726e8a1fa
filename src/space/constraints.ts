import type { Binary, Call, Expression } from '../language/generated/ast.ts';
import { parseQuantity } from '../language/quantities.ts';
import type { SourceRange } from '../network/network.ts';
import { calleeOf, flatten, present, targetOf, unwrap } from './expressions.ts';
import { fault, labelOf, rangeOf } from './fault.ts';
import type { Constraint } from './model.ts';
import { calculate } from './possible.ts';

/** What is known of a network before it is trained: by `costOf`, and `latency_model` where a search has a `device`. */
export const structuralMeasures: ReadonlySet<string> = new Set([
  'params',
  'macs',
  'memory',
  'training_memory',
  'depth',
  'receptive_field',
  'size',
  'energy_model',
  'latency_model',
]);

/** A name of a measure where it stands; whether there is such a measure is checked where all measures are known. */
export interface MeasureUse {
  readonly measure: string;
  readonly range: SourceRange;
  /** Of `edges(cell)`: known for every network. */
  readonly cell?: string;
}

export interface Condition {
  readonly constraint: Constraint;
  readonly uses: readonly MeasureUse[];
}

/** `params < 200k and macs < 5M`: a constraint for each part joined by `and`. */
export function constraintsOf(e: Expression): Condition[] {
  return flatten(unwrap(e), 'and')
    .map(unwrap)
    .flatMap((part) =>
      part.$type === 'Binary' && part.operator === 'and' ? constraintsOf(part) : [constraintOf(part)],
    );
}

type Values = Readonly<Record<string, number>>;
type Amount = (values: Values) => number;

function constraintOf(e: Expression): Condition {
  const uses: MeasureUse[] = [];
  const excess = condition(e, uses);
  const violation: Amount = (values) => Math.max(0, excess(values));
  const room: Amount = (values) => Math.max(0, -excess(values));
  const measures = [...new Set(uses.map((use) => use.measure))];
  if (measures.length === 0)
    fault(e, 'no-measure', `A requirement is about a measure, as in params < 200k; '${labelOf(e)}' names none.`);
  const beforeTraining = uses.every((use) => use.cell !== undefined || structuralMeasures.has(use.measure));
  const limit = limitOf(e, uses);
  const known = { text: labelOf(e), range: rangeOf(e), measures, beforeTraining, violation, room };
  return { constraint: { ...known, ...(limit && { limit }) }, uses };
}

/** Of a measure that stands alone on the left, the limit on the right. */
function limitOf(e: Expression, uses: readonly MeasureUse[]): Constraint['limit'] {
  const bare = unwrap(e);
  const [use] = uses;
  if (bare.$type !== 'Binary' || uses.length !== 1 || !use || use.cell !== undefined) return undefined;
  if (unwrap(bare.left).$type !== 'Ref' || (use.measure !== 'params' && use.measure !== 'macs')) return undefined;
  if (labelOf(unwrap(bare.left)) !== use.measure) return undefined;
  if (bare.operator === '<' || bare.operator === '<=') return { measure: use.measure, from: 'above' };
  return bare.operator === '>' || bare.operator === '>=' ? { measure: use.measure, from: 'below' } : undefined;
}

const comparisons = ['<', '<=', '>', '>=', '==', '!='] as const;
type Comparison = (typeof comparisons)[number];
const isComparison = (operator: string): operator is Comparison =>
  (comparisons as readonly string[]).includes(operator);

/** Above 0: by how much it is missed; below 0: the room that is left. Both in units of the limit. */
function condition(e: Expression, uses: MeasureUse[]): Amount {
  const bare = unwrap(e);
  if (bare.$type !== 'Binary') return notACondition(bare);
  if (bare.operator === 'and') {
    const parts = [condition(bare.left, uses), condition(present(bare.right), uses)];
    return (values) => {
      const amounts = parts.map((part) => part(values));
      const missed = amounts.filter((amount) => !(amount <= 0));
      // What is missed adds up; of the room the least counts.
      return missed.length > 0 ? missed.reduce((a, b) => a + b, 0) : Math.max(...amounts);
    };
  }
  if (bare.operator === 'or') {
    const parts = [condition(bare.left, uses), condition(present(bare.right), uses)];
    return (values) => Math.min(...parts.map((part) => part(values)));
  }
  return isComparison(bare.operator) ? comparison(bare, bare.operator, uses) : notACondition(bare);
}

function notACondition(e: Expression): never {
  fault(e, 'not-a-condition', `A requirement is a comparison, such as params < 200k; '${labelOf(e)}' is not.`);
}

function comparison(e: Binary, operator: Comparison, uses: MeasureUse[]): Amount {
  const start = uses.length;
  const unit: TimeUnit = { perSecond: 1000 };
  const left = amount(e.left, uses, unit);
  const before = uses.length;
  const right = amount(present(e.right), uses, unit);
  if (uses.slice(start).some(({ measure }) => measure.endsWith('seconds'))) unit.perSecond = 1;
  const limit = uses.length === before ? right : left;
  return (values) => {
    const [a, b] = [left(values), right(values)];
    const scale = Math.abs(limit(values)) || 1;
    return excessOf(operator, a, b) / scale;
  };
}

/** By how much a comparison fails (a strict one that is just met fails by a hair), or below 0: how far it is from failing. */
function excessOf(operator: Comparison, a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.POSITIVE_INFINITY;
  const hair = Math.max(Math.abs(a), 1) * 1e-9;
  switch (operator) {
    case '<':
      return a < b ? a - b : Math.max(a - b, hair);
    case '<=':
      return a - b;
    case '>':
      return a > b ? b - a : Math.max(b - a, hair);
    case '>=':
      return b - a;
    case '==':
      return Math.abs(a - b);
    case '!=':
      return a === b ? hair : 0;
  }
}

/** What times of a comparison are counted in: milliseconds, as latencies are, or seconds beside a measure of seconds. */
interface TimeUnit {
  perSecond: number;
}

function amount(e: Expression, uses: MeasureUse[], unit: TimeUnit): Amount {
  const bare = unwrap(e);
  switch (bare.$type) {
    case 'NumberLiteral': {
      const quantity = parseQuantity(bare.raw) ?? fault(bare, 'unknown-unit', `Unknown unit in '${bare.raw}'.`);
      return () => (quantity.dimension === 'time' ? quantity.value * unit.perSecond : quantity.value);
    }
    case 'Ref': {
      const name = bare.target.$refText;
      uses.push({ measure: name, range: rangeOf(bare) });
      return (values) => values[name] ?? Number.NaN;
    }
    case 'Call': {
      const cell = cellOfEdges(bare);
      const name = `edges(${cell})`;
      uses.push({ measure: name, range: rangeOf(bare), cell });
      // a cell that an architecture does not use has none
      return (values) => values[name] ?? 0;
    }
    case 'Prefix': {
      if (bare.operator !== '-') break;
      const operand = amount(bare.operand, uses, unit);
      return (values) => -operand(values);
    }
    case 'Binary': {
      const { operator } = bare;
      if (operator !== '+' && operator !== '-' && operator !== '*' && operator !== '/') break;
      const [left, right] = [amount(bare.left, uses, unit), amount(present(bare.right), uses, unit)];
      return (values) => calculate(operator, left(values), right(values));
    }
  }
  fault(bare, 'not-a-measure', `Measures and numbers are compared; '${labelOf(bare)}' is neither.`);
}

/** `edges(module)`: the name of the cell, or that of a member of a family. */
function cellOfEdges(e: Call): string {
  const { callee, args } = calleeOf(e);
  if (callee.$type !== 'Ref' || callee.target.$refText !== 'edges') {
    fault(e, 'not-a-measure', `A measure takes no arguments, but for edges(cell); '${labelOf(e)}' is none.`);
  }
  const [argument] = args;
  const named = argument && unwrap(argument.value);
  const family = named?.$type === 'Index' ? unwrap(named.target as Expression) : named;
  const cell = family?.$type === 'Ref' ? targetOf(family) : undefined;
  if (cell?.$type !== 'CellDef' || args.length > 1) {
    fault(argument ?? e, 'wrong-kind', `'edges' counts the edges of a cell: edges(NAME), NAME being a cell.`);
  }
  if (!cell.family) {
    if (named?.$type === 'Index')
      fault(named, 'not-a-family', `'${cell.name}' is one cell: write edges(${cell.name}).`);
    return cell.name;
  }
  if (named?.$type !== 'Index')
    fault(argument ?? e, 'family-member', `'${cell.name}' is a family: write edges(${cell.name}[1]).`);
  return `${cell.name}[${labelOf(named.index)}]`;
}
