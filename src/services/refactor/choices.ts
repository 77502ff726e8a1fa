import type { AstNode } from 'langium';
import {
  type Binary,
  type Expression,
  isArgument,
  isBinary,
  isBooleanLiteral,
  isCellDef,
  isGroup,
  isLet,
  isNumberLiteral,
  isOp,
  isRange,
  isRepeat,
  isSettings,
  isSpace,
  type Range,
} from '../../language/generated/ast.ts';
import { optionsOf } from '../../language/options.ts';
import { ancestors, endOf, outermost, type Refactoring, type Selection, startOf, textOf } from './refactoring.ts';

const kind = 'refactor.rewrite';

/** A value becomes a choice and a choice a value; options are sorted; `1 | 2 | 3` and `1..3` become each other. */
export function choiceRefactorings({ node }: Selection): Refactoring[] {
  const chain = [...ancestors(node)];
  const choice = chain.find((at): at is Binary => isBinary(at) && at.operator === '|');
  const range = chain.find(isRange);
  return [
    ...valueToChoice(node),
    ...(choice ? ofChoice(outermost(choice), node) : []),
    ...(range ? rangeToOptions(range) : []),
  ];
}

/** True where a choice is a decision: in what is searched, and in the training that may be searched with it. */
const mayVary = (node: AstNode): boolean =>
  [...ancestors(node)].some(
    (at) => isSpace(at) || isCellDef(at) || isOp(at) || (isSettings(at) && at.kind === 'train'),
  );

function valueToChoice(node: AstNode): Refactoring[] {
  const place = node.$container;
  const stands =
    (isArgument(place) && place.value === node) || (isLet(place) && place.value === node) || isRepeat(place);
  if (!place || !stands || !mayVary(node)) return [];
  const other = isNumberLiteral(node)
    ? otherNumber(node.raw)
    : isBooleanLiteral(node)
      ? otherBoolean(node.value)
      : undefined;
  if (other === undefined) return [];
  const text = `${textOf(node)} | ${other}`;
  return [{ title: `Choose: ${text}`, kind, edits: [{ start: startOf(node), end: endOf(node), text }] }];
}

const otherBoolean = (value: string): string => (value === 'true' ? 'false' : 'true');

/** A neighbour: the next odd number of an odd one (kernels), the double of an even one (widths), half of a fraction. */
function otherNumber(raw: string): string | undefined {
  const value = Number(raw);
  if (!(value > 0)) return undefined;
  if (!Number.isInteger(value)) return String(value / 2);
  return String(value % 2 === 1 ? value + 2 : value * 2);
}

function ofChoice(choice: Binary, node: AstNode): Refactoring[] {
  const options = optionsOf(choice);
  const at = options.find((option) => startOf(option) <= startOf(node) && endOf(node) <= endOf(option));
  const whole = { start: startOf(choice), end: endOf(choice) };
  const numbers = options.map((option) => (isNumberLiteral(option) ? Number(option.raw) : Number.NaN));
  const range = rangeOf(numbers);
  const sorted = sortedOptions(options, numbers);
  return [
    ...(at
      ? [{ title: `Keep only ${short(textOf(at))}`, kind, edits: [{ ...kept(choice, at), text: textOf(at) }] }]
      : []),
    ...(sorted ? [{ title: 'Sort the options', kind, edits: [{ ...whole, text: sorted }] }] : []),
    ...(range && mayVary(choice) ? [{ title: `Write as ${range}`, kind, edits: [{ ...whole, text: range }] }] : []),
  ];
}

/** With the parentheses that only the choice needed. */
function kept(choice: Binary, option: Expression): { start: number; end: number } {
  const around = choice.$container;
  const whole = isGroup(around) && around.items.length === 1 && !isBinary(option) ? around : choice;
  return { start: startOf(whole), end: endOf(whole) };
}

const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** Undefined if they are sorted, or written over several lines, where comments may stand between them. */
function sortedOptions(options: readonly Expression[], numbers: readonly number[]): string | undefined {
  const texts = options.map(textOf);
  if (options.some((option) => option.$cstNode?.range.start.line !== options[0]?.$cstNode?.range.start.line))
    return undefined;
  const order = texts.map((_, i) => i);
  const numeric = numbers.every(Number.isFinite);
  order.sort((a, b) => (numeric ? numbers[a]! - numbers[b]! : compare(texts[a]!, texts[b]!)));
  return order.every((n, i) => n === i) ? undefined : order.map((i) => texts[i]).join(' | ');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `16..48 step 16` for 16, 32, 48. */
function rangeOf(numbers: readonly number[]): string | undefined {
  const [first, second] = numbers;
  if (numbers.length < 3 || first === undefined || second === undefined || !numbers.every(Number.isInteger))
    return undefined;
  const step = second - first;
  if (step < 1 || numbers.some((n, i) => n !== first + i * step)) return undefined;
  return `${first}..${numbers.at(-1)}${step === 1 ? '' : ` step ${step}`}`;
}

/** The most values that are written out. */
const most = 16;

function rangeToOptions(range: Range): Refactoring[] {
  const value = (expression: Expression | undefined): number =>
    expression && isNumberLiteral(expression) ? Number(expression.raw) : Number.NaN;
  const from = value(range.from);
  const to = value(range.to);
  const step = range.step ? value(range.step) : 1;
  if (range.log || ![from, to, step].every(Number.isInteger) || step < 1 || !mayVary(range)) return [];
  const count = Math.floor((to - from) / step) + 1;
  if (count < 2 || count > most) return [];
  const text = Array.from({ length: count }, (_, i) => from + i * step).join(' | ');
  // Under another operator the choice needs parentheses of its own.
  const written = isBinary(range.$container) && range.$container.operator !== '|' ? `(${text})` : text;
  return [
    { title: `Write as ${short(text)}`, kind, edits: [{ start: startOf(range), end: endOf(range), text: written }] },
  ];
}
