import type { AstNode } from 'langium';
import { isRef, type Ref } from './generated/ast.ts';

const lists = new WeakMap<AstNode, readonly AstNode[]>();

const isNode = (value: unknown): value is AstNode =>
  typeof value === 'object' && value !== null && typeof (value as { $type?: unknown }).$type === 'string';

/**
 * Every node of a tree, breadth first. One list per tree, shared by scoping, linking, indexing and validation: walking
 * with a stream and an await per node, as Langium does by default, took most of the time of an edit.
 */
export function nodesOf(root: AstNode): readonly AstNode[] {
  const known = lists.get(root);
  if (known) return known;
  const list: AstNode[] = [root];
  for (let i = 0; i < list.length; i++) {
    for (const [key, value] of Object.entries(list[i]!)) {
      if (key.startsWith('$')) continue;
      if (Array.isArray(value)) {
        for (const item of value) if (isNode(item)) list.push(item);
      } else if (isNode(value)) list.push(value);
    }
  }
  lists.set(root, list);
  return list;
}

/** Every use of a name in a tree. A recovered tree may hold uses without a target: they are left out. */
export function refsOf(root: AstNode): Ref[] {
  const refs: Ref[] = [];
  for (const node of nodesOf(root)) if (isRef(node) && node.target) refs.push(node);
  return refs;
}
