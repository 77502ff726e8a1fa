import type { Definition, File } from '../language/generated/ast.ts';
import { Stamps } from '../language/links.ts';
import type { CellDiagnostic } from './model.ts';

/** What came of a definition: what it means, or why it means nothing (no diagnostic: the reason was told elsewhere). */
export type Outcome<T> =
  | { readonly kind: 'made'; readonly value: T }
  | { readonly kind: 'failed'; readonly diagnostic?: CellDiagnostic };

/**
 * Keeps what definitions mean from one state of the texts to the next: an edit costs the definitions that it touches and
 * those that refer to them, whatever the size of the file. The parser keeps the trees of unchanged definitions, so a
 * definition means the same as long as its stamp is the same.
 */
export class ElaborationCache {
  private readonly known = new WeakMap<Definition, { readonly key: string; readonly outcome: Outcome<unknown> }>();

  /** The definitions of a file as they are linked now. */
  state(file: File): CacheState {
    const stamps = new Stamps();
    // A search that names nothing that exists is told what there is.
    let names: string | undefined;
    const keyOf = (definition: Definition): string => {
      const stamp = stamps.of(definition);
      if (definition.$type !== 'Settings') return String(stamp);
      names ??= file.definitions.map(({ name }) => name).join();
      return `${stamp} ${names}`;
    };
    return {
      get: <T>(definition: Definition) => {
        const found = this.known.get(definition);
        return found?.key === keyOf(definition) ? (found.outcome as Outcome<T>) : undefined;
      },
      set: (definition, outcome) => void this.known.set(definition, { key: keyOf(definition), outcome }),
    };
  }
}

export interface CacheState {
  get<T>(definition: Definition): Outcome<T> | undefined;
  set(definition: Definition, outcome: Outcome<unknown>): void;
}
