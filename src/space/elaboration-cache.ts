import type { AstNode } from 'langium';
import { type Definition, type File, isFile } from '../language/generated/ast.ts';
import { refsOf } from '../language/node-list.ts';
import type { CellDiagnostic } from './model.ts';

/** What came of a definition: what it means, or why it means nothing (no diagnostic: the reason was told elsewhere). */
export type Outcome<T> =
  | { readonly kind: 'made'; readonly value: T }
  | { readonly kind: 'failed'; readonly diagnostic?: CellDiagnostic };

/**
 * Keeps what definitions mean from one state of the texts to the next: an edit costs the definitions that it touches and
 * those that refer to them, whatever the size of the file. The parser keeps the trees of unchanged definitions, so a
 * definition means the same as long as it and everything that it refers to, directly or not, are the same trees with the
 * same links.
 */
export class ElaborationCache {
  private readonly known = new WeakMap<Definition, { readonly key: string; readonly outcome: Outcome<unknown> }>();
  private readonly versions = new WeakMap<Definition, { readonly links: string; readonly version: number }>();
  private readonly ids = new WeakMap<AstNode, number>();
  private next = 0;

  /** The definitions of a file as they are linked now. */
  state(file: File): CacheState {
    const keys = new Map<Definition, string>();
    const linked = new Map<Definition, Linked>();
    const linkedOf = (definition: Definition): Linked => {
      const found = linked.get(definition) ?? this.link(definition);
      linked.set(definition, found);
      return found;
    };
    // A search that names nothing that exists is told what there is.
    const names = file.definitions.map((definition) => definition.name).join();
    const keyOf = (definition: Definition): string => {
      const found = keys.get(definition);
      if (found !== undefined) return found;
      const reached = new Set([definition]);
      for (const at of reached) for (const next of linkedOf(at).to) reached.add(next);
      const versions = [...reached].map((at) => linkedOf(at).version).join();
      const key = definition.$type === 'Settings' ? `${versions} ${names}` : versions;
      keys.set(definition, key);
      return key;
    };
    return {
      get: <T>(definition: Definition) => {
        const found = this.known.get(definition);
        return found?.key === keyOf(definition) ? (found.outcome as Outcome<T>) : undefined;
      },
      set: (definition, outcome) => void this.known.set(definition, { key: keyOf(definition), outcome }),
    };
  }

  /** The version changes with the tree of the definition, and with what its names are linked to. */
  private link(definition: Definition): Linked {
    const targets = refsOf(definition).map(({ target }) => target.ref);
    const links = targets.map((target) => (target ? this.idOf(target) : '?')).join();
    const found = this.versions.get(definition);
    const version = found?.links === links ? found.version : this.next++;
    this.versions.set(definition, { links, version });
    const to = new Set(targets.map((target) => target && definitionAround(target)).filter((d) => d !== undefined));
    return { version, to };
  }

  private idOf(node: AstNode): number {
    const id = this.ids.get(node) ?? this.next++;
    this.ids.set(node, id);
    return id;
  }
}

interface Linked {
  readonly version: number;
  readonly to: ReadonlySet<Definition>;
}

export interface CacheState {
  get<T>(definition: Definition): Outcome<T> | undefined;
  set(definition: Definition, outcome: Outcome<unknown>): void;
}

function definitionAround(node: AstNode): Definition | undefined {
  let at = node;
  while (at.$container && !isFile(at.$container)) at = at.$container;
  return at.$container ? (at as Definition) : undefined;
}
