import type { AstNode } from 'langium';
import type { Definition, File, Let, Op } from '../language/generated/ast.ts';
import { nodesOf, refsOf } from '../language/node-list.ts';
import type { SourceRange } from '../network/network.ts';
import { nameRange, rangeOf } from '../space/fault.ts';
import type { CellDiagnostic } from '../space/model.ts';

/**
 * Declarations that nobody uses. A file without a space is a library: what it defines is for others. By name, so that a
 * definition that did not change need not be looked at again.
 */
export function unusedDeclarations(file: File, uses = new NameUses()): CellDiagnostic[] {
  const locals = file.definitions.flatMap(unusedInside);
  if (!file.definitions.some((definition) => definition.$type === 'Space')) return locals;
  const used = uses.of(file);
  const unused = file.definitions.filter((definition) => {
    if (!isForOthers(definition) || !definition.name) return false;
    // a definition that only names itself is not used either
    return (used.get(definition.name) ?? 0) <= (namesIn(definition).has(definition.name) ? 1 : 0);
  });
  return [...locals, ...unused.map(unusedDefinition)];
}

/** In how many definitions of a file each name stands: from one state of it to the next, only what changed is counted. */
export class NameUses {
  private counted: ReadonlySet<Definition> = new Set();
  private readonly uses = new Map<string, number>();

  of(file: File): ReadonlyMap<string, number> {
    const now = new Set(file.definitions);
    for (const definition of this.counted) if (!now.has(definition)) this.count(definition, -1);
    for (const definition of now) if (!this.counted.has(definition)) this.count(definition, 1);
    this.counted = now;
    return this.uses;
  }

  private count(definition: Definition, by: number): void {
    for (const name of namesIn(definition)) this.uses.set(name, (this.uses.get(name) ?? 0) + by);
  }
}

const isForOthers = (definition: Definition): boolean =>
  definition.$type === 'Op' ||
  definition.$type === 'CellDef' ||
  (definition.$type === 'Settings' && definition.kind !== 'search');

const words = { Op: 'operation', CellDef: 'cell', Space: 'space' } as const;

function unusedDefinition(definition: Definition): CellDiagnostic {
  const what =
    definition.$type !== 'Settings' ? words[definition.$type] : definition.kind === 'train' ? 'training' : 'data set';
  const message = `Nothing uses the ${what} '${definition.name}'.`;
  return warning(nameRange(definition), message, definition.name, definition);
}

const names = new WeakMap<Definition, ReadonlySet<string>>();
function namesIn(definition: Definition): ReadonlySet<string> {
  const known = names.get(definition) ?? new Set(refsOf(definition).map((ref) => ref.target.$refText));
  names.set(definition, known);
  return known;
}

const inside = new WeakMap<Definition, readonly CellDiagnostic[]>();
function unusedInside(definition: Definition): readonly CellDiagnostic[] {
  const known = inside.get(definition) ?? [...unusedLets(definition), ...unusedParameters(definition)];
  inside.set(definition, known);
  return known;
}

function unusedLets(definition: Definition): CellDiagnostic[] {
  const used = namesIn(definition);
  return nodesOf(definition)
    .filter((node): node is Let => node.$type === 'Let')
    .filter((statement) => statement.name && statement.value && !used.has(statement.name))
    .map((statement) => {
      const decides = nodesOf(statement.value).some(
        (node) =>
          node.$type === 'Range' ||
          node.$type === 'Pick' ||
          (node.$type === 'Binary' && 'operator' in node && node.operator === '|'),
      );
      const message = `Nothing uses '${statement.name}'${decides ? ', so nothing is decided here' : ''}.`;
      return warning(nameRange(statement), message, statement.name, statement);
    });
}

/** Of an `op`: those of a cell also say how many tensors it reads, or set `stride` and `filters`. */
function unusedParameters(definition: Definition): CellDiagnostic[] {
  if (definition.$type !== 'Op') return [];
  const op: Op = definition;
  return op.parameters
    .filter((parameter) => parameter.name && !namesIn(op).has(parameter.name))
    .map((parameter) => {
      const message = `'${op.name}' does not use its parameter '${parameter.name}'.`;
      return { range: rangeOf(parameter), severity: 'warning', code: 'unused', message };
    });
}

function warning(range: SourceRange, message: string, name: string, node: AstNode): CellDiagnostic {
  const edits = [{ range: rangeOf(node), text: '' }];
  return { range, severity: 'warning', code: 'unused', message, fix: { title: `Remove '${name}'`, edits } };
}
