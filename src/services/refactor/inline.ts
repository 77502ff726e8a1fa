import type { AstNode } from 'langium';
import {
  type Call,
  type Expression,
  isArgument,
  isBinary,
  isCall,
  isGroup,
  isLet,
  isOp,
  isPrefix,
  isRef,
  type Let,
  type Op,
  type Ref,
} from '../../language/generated/ast.ts';
import { kindOf } from '../../language/kinds.ts';
import { nodesOf, refsOf } from '../../language/node-list.ts';
import { isBuiltin, type Words } from '../../language/words.ts';
import { ancestors, type Edit, endOf, type Refactoring, type Selection, startOf, textOf } from './refactoring.ts';

const kind = 'refactor.inline';

/** A name gives way to what it stands for, where that means the same. */
export function inlineRefactorings(selection: Selection): Refactoring[] {
  const { node, words } = selection;
  const target = isRef(node) ? node.target.ref : node;
  if (target && isLet(target)) return inlineLet(target, selection);
  const op = target && isOp(target) && (target.value || target.block) ? target : undefined;
  const edit = isRef(node) && op ? inlinedUse(node, op, words) : undefined;
  return op && edit ? [{ title: `Inline '${op.name}' here`, kind: `${kind}.op`, edits: [edit] }] : [];
}

/** True if an expression decides something: written twice it would be decided twice. */
export const decides = (expression: Expression): boolean =>
  nodesOf(expression).some(
    (node) =>
      (isBinary(node) && node.operator === '|') ||
      ['Range', 'Pick'].includes(node.$type) ||
      (isPrefix(node) && node.operator === 'maybe') ||
      // What a name decides is decided where it is defined, except that of an op.
      (isRef(node) && node.target.ref?.$type === 'Op' && !isBuiltin(node.target.ref)),
  );

/** The use of an op with its body in place of it; an op is a macro, so nothing else changes. */
function inlinedUse(use: Ref, op: Op, words: Words): Edit | undefined {
  const { value: body } = op;
  const call = isCall(use.$container) && use.$container.callee === use ? use.$container : undefined;
  const whole: Expression = call ?? use;
  if (!body || (isArgument(use.$container) && !call) || refersTo(body, op)) return undefined;
  const given = call ? bind(call, op, words) : bindNone(op);
  if (!given) return undefined;
  const uses = nodesOf(body).filter(
    (node): node is Ref => isRef(node) && op.parameters.some((p) => p === node.target.ref),
  );
  for (const [name, value] of given) {
    const count = uses.filter((node) => node.target.$refText === name).length;
    if (count !== 1 && decides(value)) return undefined;
  }
  let text = textOf(body);
  for (const node of [...uses].sort((a, b) => startOf(b) - startOf(a))) {
    const value = given.get(node.target.$refText);
    if (!value) return undefined;
    const written = needsParentheses(value, node) ? `(${textOf(value)})` : textOf(value);
    text = text.slice(0, startOf(node) - startOf(body)) + written + text.slice(endOf(node) - startOf(body));
  }
  const written = needsParentheses(body, whole) ? `(${text})` : text;
  return { start: startOf(whole), end: endOf(whole), text: written };
}

const refersTo = (body: Expression, op: Op): boolean =>
  nodesOf(body).some((node) => isRef(node) && node.target.ref === op);

/** Values by the names of parameters; undefined where one is missing or a tensor is read. */
function bind(call: Call, op: Op, words: Words): Map<string, Expression> | undefined {
  const given = new Map<string, Expression>();
  let position = 0;
  for (const { name, value } of call.arguments) {
    if (kindOf(value, words) === 'tensor') return undefined;
    const parameter = name ?? op.parameters[position++]?.name;
    if (parameter === undefined || !op.parameters.some((p) => p.name === parameter)) return undefined;
    given.set(parameter, value);
  }
  return withDefaults(given, op);
}

const bindNone = (op: Op): Map<string, Expression> | undefined => withDefaults(new Map(), op);

function withDefaults(given: Map<string, Expression>, op: Op): Map<string, Expression> | undefined {
  for (const { name, default: value } of op.parameters) {
    if (given.has(name)) continue;
    if (!value) return undefined;
    given.set(name, value);
  }
  return given;
}

/** How loosely an expression binds; what is not here binds as tightly as a name. */
const looseness: Readonly<Record<string, number>> = {
  ...{ '*': 1, '/': 1, '+': 2, '-': 2, '<=': 3, '>=': 3, '<': 3, '>': 3, '==': 3, '!=': 3 },
  ...{ and: 4, or: 5, '->': 6, '|': 7 },
};
const loosenessOf = (node: AstNode): number =>
  isBinary(node) ? (looseness[node.operator] ?? 0) : node.$type === 'Range' ? 0.5 : isPrefix(node) ? 0.25 : 0;

function needsParentheses(value: AstNode, place: AstNode): boolean {
  const around = place.$container;
  if (!around || isGroup(around) || isArgument(around) || loosenessOf(value) === 0) return false;
  if (isCall(around) || around.$type === 'Index' || isPrefix(around) || around.$type === 'Range') return true;
  if (!isBinary(around)) return false;
  const own = loosenessOf(value);
  const outer = loosenessOf(around);
  // Chains and choices may be written in a row; `a - (b - c)` may not.
  return own > outer || (own === outer && around.operator !== '->' && around.operator !== '|');
}

/** Every use of a let; refused where a decision would be made more often, or a tensor computed more often. */
function inlineLet(definition: Let, { text, words }: Selection): Refactoring[] {
  const { value } = definition;
  const uses = refsOf(definition.$container).filter((use) => use.target.ref === definition);
  const [only] = uses;
  const sameBlock = only && [...ancestors(only)].find((at) => at.$type === 'Block') === definition.$container;
  if (uses.length === 0 || kindOf(value, words) === 'tensor') return [];
  if (decides(value) && !(uses.length === 1 && sameBlock)) return [];
  const edits = uses.map((use) => ({
    start: startOf(use),
    end: endOf(use),
    text: needsParentheses(value, use) ? `(${textOf(value)})` : textOf(value),
  }));
  return [{ title: `Inline '${definition.name}'`, kind: `${kind}.let`, edits: [removed(definition, text), ...edits] }];
}

/** With its line, if nothing else stands there. */
function removed(node: AstNode, text: string): Edit {
  const start = startOf(node);
  const end = endOf(node);
  const before = /(?:^|\n)([ \t]*)$/.exec(text.slice(0, start));
  const after = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end));
  if (before && after) return { start: start - (before[1]?.length ?? 0), end: end + after[0].length, text: '' };
  return { start, end: end + (/^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0), text: '' };
}
