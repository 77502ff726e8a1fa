import type { AstNode } from 'langium';
import {
  type Definition,
  type Expression,
  isBlock,
  isCall,
  isCellDef,
  isFile,
  isLet,
  isNodes,
  isOp,
  isPick,
  isPrefix,
  isRef,
  isSpace,
  isStage,
  type Named,
} from '../../language/generated/ast.ts';
import { isTensorParameter, kindOf, tensorParameters } from '../../language/kinds.ts';
import { nodesOf, refsOf } from '../../language/node-list.ts';
import { decides } from './inline.ts';
import {
  ancestors,
  endOf,
  freeName,
  operands,
  outermost,
  type Refactoring,
  type Selection,
  startOf,
} from './refactoring.ts';

const kind = 'refactor.extract';

/** What is selected gets a name: an `op` for operations, a `cell` for a chain that needs nothing around it, a `let` for a value. */
export function extractRefactorings(selection: Selection): Refactoring[] {
  const { start, end, text, file, words, node } = selection;
  if (start === end) return [];
  const definition = [...ancestors(node)].find((at): at is Definition => isFile(at.$container) && !isFile(at));
  if (!definition || !(isOp(definition) || isCellDef(definition) || isSpace(definition))) return [];
  const parts = selected(definition, start, end);
  if (!parts) return [];
  const kinds = parts.map((part) => kindOf(part, words));
  const written = text.slice(start, end);
  const [only] = parts;
  if (only && parts.length === 1 && kinds[0] === 'value') return extractLet(selection, only, written);
  // The first tensor of a chain can't be an operation.
  if (!kinds.every((found) => found === 'operation') || parts.some(readsTensors)) return [];
  const outside = locals(parts, definition);
  if (outside.some(isTensor)) return [];
  const at = beginning(definition, text);
  const names = outside.map(({ name }) => name);
  const name = freeName(file, 'extracted');
  const list = names.length > 0 ? `(${names.join(', ')})` : '';
  const use = { start, end, text: `${name}${list}` };
  const op = { start: at, end: at, text: `op ${name}${list} = ${oneIndent(written)}\n\n` };
  const cellText = `cell ${name}(x) {\n  return x -> ${parenthesised(parts, written)}\n}\n\n`;
  // What a cell gives is one of the last outputs, which cells with several inputs read: there one more would matter.
  const inSpace = isSpace(definition) && !inRepeat(node) && !readsSeveral(definition);
  return [
    { title: 'Extract an op', kind: `${kind}.op`, edits: [op, use] },
    ...(names.length === 0 && inSpace
      ? [{ title: 'Extract a cell', kind: `${kind}.cell`, edits: [{ start: at, end: at, text: cellText }, use] }]
      : []),
  ];
}

/** The expression that is selected, or the neighbours in a chain. */
function selected(definition: Definition, start: number, end: number): Expression[] | undefined {
  for (const node of nodesOf(definition)) {
    if (node.$type === 'Binary' && startOf(node) <= start && end <= endOf(node)) {
      const whole = outermost(node as Parameters<typeof outermost>[0]);
      const steps = whole.operator === '->' ? operands(whole) : [];
      const first = steps.findIndex((step) => startOf(step) === start);
      const last = steps.findIndex((step) => endOf(step) === end);
      if (first >= 0 && last > first) return steps.slice(first, last + 1);
    }
  }
  const one = nodesOf(definition).find(
    (node) => expressions.has(node.$type) && startOf(node) === start && endOf(node) === end,
  );
  return one && [one as Expression];
}

const expressions = new Set([
  'Binary',
  'Call',
  'Ref',
  'Group',
  'Prefix',
  'Range',
  'NumberLiteral',
  'Repeat',
  'DimensionLiteral',
]);

const readsTensors = (part: Expression): boolean =>
  nodesOf(part).some(
    (node) => isPick(node) || isStage(node) || (isPrefix(node) && node.operator === 'input') || isTensorWord(node),
  );
const isTensorWord = (node: AstNode): boolean =>
  isRef(node) && ['all', 'last', 'unused'].includes(node.target.$refText);

/** Names that the definition declares around the selection and the selection uses. */
function locals(parts: readonly Expression[], definition: Definition): Named[] {
  const inside = new Set(parts.flatMap((part) => [...nodesOf(part)]));
  const used = [...inside].filter(isRef).flatMap((use) => use.target.ref ?? []);
  const own = used.filter(
    (target) => target !== definition && [...ancestors(target)].includes(definition) && !inside.has(target),
  );
  return [...new Set(own)];
}

const isTensor = (named: Named): boolean => isNodes(named) || (named.$type === 'Parameter' && isTensorParameter(named));

/** Whether a cell of the definition reads several of the last outputs. */
export const readsSeveral = (definition: Definition): boolean =>
  refsOf(definition).some(({ target }) => isCellDef(target.ref) && tensorParameters(target.ref).length > 1);

export const inRepeat = (node: AstNode): boolean => [...ancestors(node)].some((at) => at.$type === 'Repeat');

const parenthesised = (parts: readonly Expression[], text: string): string => {
  const [only] = parts;
  return parts.length === 1 && only?.$type === 'Binary' && only.operator === '|' ? `(${text})` : text;
};

/** Lines after the first as deep as a definition's. */
const oneIndent = (text: string): string => text.replace(/\n[ \t]*/g, '\n  ');

/** Before the doc comment of a definition, if it has one. */
function beginning(definition: AstNode, text: string): number {
  const start = startOf(definition);
  const comment = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.exec(text.slice(0, start));
  return comment ? start - comment[0].length : start;
}

/** A value that is used once means the same as a `let` before its statement. */
function extractLet(
  { node, start, end, file, text, words }: Selection,
  value: Expression,
  written: string,
): Refactoring[] {
  // A tensor of a list, a node of several: each has decisions of its own, of which a `let` would make one.
  const several = [...ancestors(node)].some(
    (at) =>
      isNodes(at) ||
      at.$type === 'Repeat' ||
      (isCall(at) && at.arguments.some((a) => kindOf(a.value, words) === 'tensor')),
  );
  if (several && decides(value)) return [];
  const statement = [...ancestors(node)].find((at) => isBlock(at.$container));
  if (!statement || isLet(statement)) return [];
  const at = startOf(statement);
  const name = freeName(file, 'extracted');
  const indent = /[ \t]*$/.exec(text.slice(0, at))?.[0] ?? '';
  const declaration = { start: at, end: at, text: `let ${name} = ${written}\n${indent}` };
  return [{ title: 'Extract a let', kind: `${kind}.let`, edits: [declaration, { start, end, text: name }] }];
}
