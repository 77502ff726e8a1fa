import { type AstNode, type CstNode, DefaultNameProvider } from 'langium';
import { declaredName } from './scopes.ts';

/** Only declarations have names that something refers to; `epochs` in `epochs 5` and `k` in `f(k: 3)` are none. */
export class CellNames extends DefaultNameProvider {
  override getName(node: AstNode): string | undefined {
    return declaredName(node);
  }

  override getNameNode(node: AstNode): CstNode | undefined {
    return declaredName(node) === undefined ? undefined : super.getNameNode(node);
  }
}
