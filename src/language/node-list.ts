import type { AstNode } from 'langium';
import { type File, isFile, isRef, type Ref } from './generated/ast.ts';

const lists = new WeakMap<AstNode, readonly AstNode[]>();
const refLists = new WeakMap<AstNode, readonly Ref[]>();

const isNode = (value: unknown): value is AstNode =>
  typeof value === 'object' && value !== null && typeof (value as { $type?: unknown }).$type === 'string';

/**
 * Every node of a tree, a definition after the other. The lists are kept: an edit changes one definition, and scoping,
 * linking, indexing and validation all walk the same list. Walking with a stream and an await per node, as Langium does
 * by default, took most of the time of an edit.
 */
export function nodesOf(root: AstNode): readonly AstNode[] {
  return known(lists, root, () => (isFile(root) ? [root, ...partsOf(root).flatMap(nodesOf)] : collect(root)));
}

/** Every use of a name in a tree. A recovered tree may hold uses without a target: they are left out. */
export function refsOf(root: AstNode): readonly Ref[] {
  return known(refLists, root, () =>
    isFile(root)
      ? root.definitions.flatMap(refsOf)
      : nodesOf(root).filter((node): node is Ref => isRef(node) && (node.target as unknown) !== undefined),
  );
}

const partsOf = (file: File): readonly AstNode[] => [...file.imports, ...file.definitions];

function collect(root: AstNode): AstNode[] {
  const list: AstNode[] = [root];
  for (let i = 0; i < list.length; i++) {
    for (const [key, value] of Object.entries(list[i]!)) {
      if (key.startsWith('$')) continue;
      if (Array.isArray(value)) {
        for (const item of value) if (isNode(item)) list.push(item);
      } else if (isNode(value)) list.push(value);
    }
  }
  return list;
}

function known<T>(cache: WeakMap<AstNode, T>, root: AstNode, compute: () => T): T {
  const found = cache.get(root);
  if (found) return found;
  const value = compute();
  cache.set(root, value);
  return value;
}
