import type { Definition, File } from '../language/generated/ast.ts';
import { stampOfDefinition } from '../language/links.ts';
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
  private readonly known = new WeakMap<Definition, Known>();
  private names = '';

  /** The definitions of a file as they are linked now. */
  state(file: File): CacheState {
    // A search that names nothing that exists is told what there is.
    const names = file.definitions.map(({ name }) => name).join();
    // One string while they are the same: a look tells that it is.
    if (names !== this.names) this.names = names;
    const namesOf = (definition: Definition): string => (definition.$type === 'Settings' ? this.names : '');
    return {
      get: <T>(definition: Definition) => {
        const found = this.known.get(definition);
        const holds = found?.stamp === stampOfDefinition(definition) && found.names === namesOf(definition);
        return holds ? (found.outcome as Outcome<T>) : undefined;
      },
      set: (definition, outcome) =>
        void this.known.set(definition, { stamp: stampOfDefinition(definition), names: namesOf(definition), outcome }),
    };
  }
}

interface Known {
  readonly stamp: number;
  readonly names: string;
  readonly outcome: Outcome<unknown>;
}

export interface CacheState {
  get<T>(definition: Definition): Outcome<T> | undefined;
  set(definition: Definition, outcome: Outcome<unknown>): void;
}
