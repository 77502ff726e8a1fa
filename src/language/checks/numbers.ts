import { AstUtils, type ValidationAcceptor, type ValidationChecks } from 'langium';
import { didYouMean } from '../../base/closest.ts';
import { codes } from '../codes.ts';
import {
  type Binary,
  type CellAstType,
  type Expression,
  isClause,
  isRequire,
  type NumberLiteral,
  type Range,
} from '../generated/ast.ts';
import { optionsOf } from '../options.ts';
import { type Dimension, parseQuantity, splitNumber, units } from '../quantities.ts';
import type { TextFix } from '../text-fix.ts';

/** Units, ranges, and options that are given twice. */
export const numberChecks: ValidationChecks<CellAstType> = {
  NumberLiteral: checkUnit,
  Range: checkRange,
  Binary: checkOptions,
};

function checkUnit(literal: NumberLiteral, accept: ValidationAcceptor): void {
  const quantity = parseQuantity(literal.raw);
  if (quantity) {
    checkDimension(literal, quantity.dimension, accept);
    return;
  }
  const unit = splitNumber(literal.raw)?.unit ?? literal.raw;
  const known = [...units.keys()].filter((name) => name !== '');
  const message = `Unknown unit '${unit}'.${didYouMean(unit, known) || ` Units are ${known.join(', ')}.`}`;
  accept('error', message, { node: literal, code: codes.unknownUnit });
}

const called: Readonly<Record<Dimension, string>> = {
  number: 'a number',
  time: 'a time',
  bytes: 'a size in bytes',
  energy: 'an energy',
};
/** What a measure may be compared with besides plain numbers; a column of a table may be anything. */
const measured: Readonly<Record<string, Dimension>> = {
  ...Object.fromEntries(
    ['params', 'macs', 'depth', 'edges', 'receptive_field', 'accuracy', 'loss'].map((name) => [name, 'number']),
  ),
  latency: 'time',
  latency_p95: 'time',
  seconds: 'time',
  training_seconds: 'time',
  memory: 'bytes',
  training_memory: 'bytes',
  size: 'bytes',
  peak_rss: 'bytes',
  energy: 'energy',
};

/** Times stand in `time` clauses and beside `latency`, bytes beside `memory`; everything else is a plain number. */
function checkDimension(literal: NumberLiteral, dimension: Dimension, accept: ValidationAcceptor): void {
  const report = (message: string) => accept('error', message, { node: literal, code: codes.wrongKind });
  const clause = AstUtils.getContainerOfType(literal, isClause);
  if (clause?.name === 'time' || clause?.name === 'trial_time') {
    if (dimension === 'time' || literal.$container !== clause) return;
    const unit = dimension === 'number' ? `${literal.raw} has no unit` : `${literal.raw} is ${called[dimension]}`;
    report(`'${clause.name}' takes a time, such as 30min or 2h; ${unit}.`);
    return;
  }
  if (dimension === 'number') return;
  const beside = literal.$container;
  const inRequirement = clause?.name === 'require' || AstUtils.hasContainerOfType(literal, isRequire);
  if (!inRequirement) report(`${literal.raw} is ${called[dimension]}; a plain number is needed here.`);
  else if (beside.$type === 'Binary') {
    const other = beside.left === literal ? beside.right : beside.left;
    const name = other?.$type === 'Ref' ? other.target.$refText : '';
    const wanted = measured[name];
    if (wanted && wanted !== dimension) {
      report(`'${name}' is ${called[wanted]}; ${literal.raw} is ${called[dimension]}.`);
    }
  }
}

/** The value of a number that stands there as such. */
function constant(expression: Expression | undefined): number | undefined {
  if (expression?.$type === 'NumberLiteral') return parseQuantity(expression.raw)?.value;
  if (expression?.$type === 'Prefix' && expression.operator === '-') {
    const value = constant(expression.operand);
    return value === undefined ? undefined : -value;
  }
  if (expression?.$type === 'Group' && expression.items.length === 1) return constant(expression.items[0]);
  return undefined;
}

function checkRange(range: Range, accept: ValidationAcceptor): void {
  const from = constant(range.from);
  const to = constant(range.to);
  const step = constant(range.step);
  const text = range.$cstNode?.text ?? '';
  const report = (message: string) => accept('error', message, { node: range, code: codes.emptyRange });
  if (from !== undefined && to !== undefined && from > to) {
    report(`The range ${text} is empty: it starts above its end.`);
  } else if (step !== undefined && step <= 0) {
    report('The step of a range must be more than 0.');
  } else if (range.log && from !== undefined && from <= 0) {
    report('A log range starts above 0: 1e-4..1e-1 log.');
  } else if (from !== undefined && to !== undefined && step !== undefined) checkLast(range, from, to, step, accept);
}

/** `1..10 step 4` takes 1, 5 and 9: who writes 10 wants 10. */
function checkLast(range: Range, from: number, to: number, step: number, accept: ValidationAcceptor): void {
  const steps = Math.floor((to - from) / step + 1e-9);
  const last = Number((from + steps * step).toPrecision(12));
  if (Math.abs(to - last) <= 1e-9 * Math.max(1, Math.abs(to))) return;
  const message = `The end of this range, ${to}, is never reached: with a step of ${step} the last value is ${last}.`;
  const place = range.to?.$cstNode;
  const edits = place ? [{ offset: place.offset, end: place.end, text: String(last) }] : [];
  const fix: TextFix = { title: `Change to ${last}`, edits };
  accept('warning', message, { node: range, property: 'to', code: codes.rangeEnd, data: { fix } });
}

/** `8 | 8` counts one architecture twice. */
function checkOptions(binary: Binary, accept: ValidationAcceptor): void {
  const { $container: outer } = binary;
  if (binary.operator !== '|' || (outer.$type === 'Binary' && outer.operator === '|')) return;
  const seen = new Set<string>();
  for (const option of optionsOf(binary)) {
    const text = (option.$cstNode?.text ?? '').replace(/\s+/g, ' ');
    if (seen.has(text)) {
      accept('warning', `The option '${text}' is given twice.`, { node: option, code: codes.duplicateOption });
    } else seen.add(text);
  }
}
