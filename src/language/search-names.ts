import { type AstNode, AstUtils } from 'langium';
import { isClause, isSettings } from './generated/ast.ts';

/**
 * Names in the clauses of a search may be columns of a table that only the checked model reads: whether they exist is
 * not for the linker to say.
 */
export function checkedByModel(node: AstNode): boolean {
  const clause = AstUtils.getContainerOfType(node, isClause);
  return clause !== undefined && isSettings(clause.$container) && clause.$container.kind === 'search';
}
