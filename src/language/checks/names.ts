import { type AstNode, AstUtils, type ValidationAcceptor, type ValidationChecks } from 'langium';
import { codes } from '../codes.ts';
import {
  type Block,
  type CellAstType,
  type Definition,
  type File,
  isBlock,
  isCellDef,
  isLet,
  isNodes,
  isOp,
  isSettings,
  isSpace,
  isStage,
  type Named,
  type Parameter,
  type Ref,
  type Stage,
} from '../generated/ast.ts';
import { isEndless } from '../links.ts';
import { nodesOf, refsOf } from '../node-list.ts';

/** Reserved words may name the parameters of library operations, where nothing refers to them. */
const reserved = new Set(
  'space dataset train search require input stage repeat nodes any of step log op cell import return let fresh maybe pick and or true false'.split(
    ' ',
  ),
);

/** Names that are declared twice, too late, or through themselves. */
export const nameChecks: ValidationChecks<CellAstType> = {
  File: (file, accept) => {
    unique(file.definitions, accept);
    checkCycles(file, accept);
  },
  Op: (op, accept) => unique(op.parameters, accept),
  CellDef: (cell, accept) => {
    unique(cell.parameters, accept);
    unique(stagesOf(cell), accept);
  },
  Space: (space, accept) => {
    unique(space.parameters, accept);
    unique(stagesOf(space), accept);
  },
  Block: (block, accept) => {
    const declared = block.statements.filter((statement) => isLet(statement) || isNodes(statement));
    unique(declared, accept, parametersOf(block));
  },
  Parameter: (parameter, accept) => {
    if (!reserved.has(parameter.name)) return;
    const message = `'${parameter.name}' is a word of the language and can't name a parameter.`;
    accept('error', message, { node: parameter, property: 'name', code: codes.syntax });
  },
  Ref: checkOrder,
};

/** In the order of the text: of two, the later one is to blame. */
const stagesOf = (definition: AstNode): Stage[] =>
  nodesOf(definition)
    .filter(isStage)
    .sort((a, b) => (a.$cstNode?.offset ?? 0) - (b.$cstNode?.offset ?? 0));

/** The parameters that the lets and nodes of a block would hide. */
function parametersOf(block: Block): readonly Parameter[] {
  const owner = block.$container;
  return isOp(owner) || isCellDef(owner) || isSpace(owner) ? owner.parameters : [];
}

type Declared = Named | Definition;

function unique(declared: readonly Declared[], accept: ValidationAcceptor, outer: readonly Declared[] = []): void {
  const seen = new Set(outer.map(({ name }) => name));
  for (const node of declared) {
    if (!node.name) continue;
    if (seen.has(node.name)) {
      accept('error', `'${node.name}' is defined twice.`, { node, property: 'name', code: codes.duplicateName });
    }
    seen.add(node.name);
  }
}

function checkOrder(ref: Ref, accept: ValidationAcceptor): void {
  const target = ref.target?.ref;
  if (!target || !(isLet(target) || isNodes(target)) || !isBlock(target.$container)) return;
  const at = ref.$cstNode?.offset ?? 0;
  const from = target.$cstNode?.offset ?? 0;
  const to = target.$cstNode?.end ?? 0;
  const { name } = target;
  if (at < from) {
    const message = `'${name}' is used before it is defined: statements are read from top to bottom.`;
    accept('error', message, { node: ref, code: codes.usedBeforeDefined });
  } else if (at < to && !(isNodes(target) && target.count)) {
    accept('error', `'${name}' is used in its own definition.`, { node: ref, code: codes.definesItself });
  }
}

/** Ops, cells and spaces that contain themselves have no end. */
function checkCycles(file: File, accept: ValidationAcceptor): void {
  if (!file.definitions.some(isEndless)) return;
  const done = new Set<Named>();
  const reported = new Set<Named>();
  const uses = new Map<Named, Ref[]>();
  const usesOf = (definition: Named): Ref[] => {
    const known = uses.get(definition);
    if (known) return known;
    const found = refsOf(definition).filter((ref) => contains(ref.target.ref));
    uses.set(definition, found);
    return found;
  };
  const visit = (definition: Named, path: Ref[], onPath: Named[]): void => {
    if (done.has(definition)) return;
    for (const ref of usesOf(definition)) {
      const target = ref.target.ref as Named;
      const start = onPath.indexOf(target);
      if (start < 0) {
        visit(target, [...path, ref], [...onPath, target]);
        continue;
      }
      const cycle = onPath.slice(start);
      const mine = [...path.slice(start), ref].find((use) => AstUtils.findRootNode(use) === file);
      if (!mine || cycle.some((member) => reported.has(member))) continue;
      for (const member of cycle) reported.add(member);
      const names = [...cycle, target].map(({ name }) => name).join(' → ');
      const message = `'${target.name}' contains itself (${names}): a network has an end.`;
      accept('error', message, { node: mine, code: codes.definesItself });
    }
    done.add(definition);
  };
  for (const definition of file.definitions) {
    if (!isSettings(definition)) visit(definition, [], [definition]);
  }
}

const contains = (target: Named | undefined): target is Named => isOp(target) || isCellDef(target) || isSpace(target);
