import type { LangiumDocument } from 'langium';
import type { LangiumServices, TypeHierarchyProvider } from 'langium/lsp';
import type {
  TypeHierarchyItem,
  TypeHierarchyPrepareParams,
  TypeHierarchySubtypesParams,
  TypeHierarchySupertypesParams,
} from 'vscode-languageserver';
import { targetOf } from '../language/callee.ts';
import { type CellDef, type Expression, isCall, isCellDef, isGroup, isPrefix } from '../language/generated/ast.ts';
import { Definitions, itemOf } from './definitions.ts';

/** Cells that have the shape of another cell: `cell shrink(a) = fresh normal(a)` is a `normal` with decisions of its own. */
export class CellTypeHierarchy implements TypeHierarchyProvider {
  private readonly definitions: Definitions;

  constructor(services: LangiumServices) {
    this.definitions = new Definitions(services);
  }

  prepareTypeHierarchy(
    document: LangiumDocument,
    { position }: TypeHierarchyPrepareParams,
  ): TypeHierarchyItem[] | undefined {
    const found = this.definitions.at(document, position);
    return isCellDef(found) ? itemOf(found) : undefined;
  }

  supertypes({ item }: TypeHierarchySupertypesParams): TypeHierarchyItem[] {
    const cell = this.definitions.of(item);
    const shape = isCellDef(cell) ? shapeOf(cell) : undefined;
    return shape ? itemOf(shape) : [];
  }

  subtypes({ item }: TypeHierarchySubtypesParams): TypeHierarchyItem[] {
    const cell = this.definitions.of(item);
    if (!isCellDef(cell)) return [];
    return [...this.definitions.uses(cell).keys()]
      .filter((user) => isCellDef(user) && shapeOf(user) === cell)
      .flatMap(itemOf);
  }
}

/** The cell that a cell is made from. */
function shapeOf({ value }: CellDef): CellDef | undefined {
  let at: Expression | undefined = value;
  while (at) {
    if (isPrefix(at) && at.operator === 'fresh') at = at.operand;
    else if (isGroup(at) && at.items.length === 1) at = at.items[0];
    else break;
  }
  if (at === value) return undefined;
  const target = targetOf(isCall(at) ? (at.callee as Expression) : at);
  return isCellDef(target) ? target : undefined;
}
