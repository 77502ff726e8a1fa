import {
  type CellDef,
  type Expression,
  isBinary,
  isCellDef,
  isFlow,
  isRef,
  isSpace,
  type Ref,
} from '../../language/generated/ast.ts';
import { isTensorParameter } from '../../language/kinds.ts';
import { nodesOf, refsOf } from '../../language/node-list.ts';
import { inRepeat, readsSeveral } from './extract.ts';
import { decides } from './inline.ts';
import { ancestors, endOf, operands, outermost, type Refactoring, type Selection, startOf } from './refactoring.ts';

/**
 * A step of a space's chain that is a cell gives way to the chain in the cell. A cell is decided once for all its uses:
 * one that decides something must have no other use.
 */
export function inlineCell({ node, text: file, documents }: Selection): Refactoring[] {
  const definition = isRef(node) ? node.target.ref : undefined;
  if (!isRef(node) || !isCellDef(definition)) return [];
  const space = [...ancestors(node)].find(isSpace);
  // What a cell gives is one of the last outputs, which cells with several inputs read: there one less would matter.
  if (!space || space.$container !== definition.$container || inRepeat(node) || readsSeveral(space)) return [];
  const around = node.$container;
  if (!isBinary(around) || around.operator !== '->' || around.left === node) return [];
  const steps = chainOf(definition);
  const [first] = steps;
  const last = steps.at(-1);
  if (!first || !last) return [];
  const others = documents.all.toArray().flatMap(({ parseResult }) => usesOf(parseResult.value, definition));
  if (steps.some(decides) && others.length > 1) return [];
  const locals = new Set([...nodesOf(space)].flatMap((at) => ('name' in at && at !== space ? [at.name] : [])));
  const written = steps.flatMap((step) => refsOf(step).map(({ target }) => target.$refText));
  if (written.some((name) => locals.has(name))) return [];
  const indent = /(?:^|\n)([ \t]*)[^\n]*$/.exec(file.slice(0, startOf(node)))?.[1] ?? '';
  const text = file.slice(startOf(first), endOf(last)).replace(/\n[ \t]*/g, `\n${indent}`);
  const edits = [{ start: startOf(node), end: endOf(node), text }];
  return [{ title: `Inline '${definition.name}' here`, kind: 'refactor.inline.cell', edits }];
}

/** The operations that a cell of one tensor does in a row; none where it does anything else. */
function chainOf({ parameters, value, block, family }: CellDef): Expression[] {
  const [tensor] = parameters;
  const [only] = block?.statements ?? [];
  const body = value ?? (block?.statements.length === 1 && isFlow(only) ? only.value : undefined);
  if (!tensor || parameters.length > 1 || !isTensorParameter(tensor) || family || !body) return [];
  if (!isBinary(body) || body.operator !== '->' || outermost(body) !== body) return [];
  const [from, ...steps] = operands(body);
  const reads = refsOf(body).filter(({ target }) => target.ref === tensor);
  return isRef(from) && reads.length === 1 && reads[0] === from ? steps : [];
}

const usesOf = (root: Parameters<typeof refsOf>[0], definition: CellDef): Ref[] =>
  refsOf(root).filter(({ target }) => target.ref === definition);
