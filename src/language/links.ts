import type { Definition, Ref } from './generated/ast.ts';

/** What the names in a definition that are declared outside of it are linked to. */
export interface Links {
  /** Every use of such a name. */
  readonly uses: ReadonlyMap<string, readonly Ref[]>;
  readonly targets: Map<string, Definition | undefined>;
  /** Changes when one of the names comes to mean something else. */
  version: number;
}

let next = 0;
const nextVersion = (): number => next++;

const known = new WeakMap<Definition, Links>();

export const linksOf = (definition: Definition): Links | undefined => known.get(definition);

export function keepLinks(definition: Definition, links: Pick<Links, 'uses' | 'targets'>): Links {
  const kept = { ...links, version: nextVersion() };
  known.set(definition, kept);
  return kept;
}

export function relinked(links: Links): void {
  links.version = nextVersion();
}

interface Stamped {
  readonly version: number;
  readonly to: readonly number[];
  readonly stamp: number;
}

const stamped = new WeakMap<Definition, Stamped>();
/** Definitions that use each other in longer chains than this are looked at anew each time. */
const deepest = 1000;

/**
 * Stamps of definitions in one state of all texts. A definition has the same stamp as before as long as its tree, those
 * that it refers to, directly or not, and all their links are the same: what was found out about it then still holds.
 */
export class Stamps {
  private readonly known = new Map<Definition, number>();
  private readonly path: Definition[] = [];
  private readonly endless = new Set<Definition>();

  of(definition: Definition): number {
    const found = this.known.get(definition);
    if (found !== undefined) return found;
    const start = this.path.indexOf(definition);
    const links = known.get(definition);
    if (start >= 0 || !links || this.path.length > deepest) {
      // What contains itself is an error; it and all that use it are looked at anew.
      for (const member of this.path.slice(Math.max(0, start))) this.endless.add(member);
      return nextVersion();
    }
    this.path.push(definition);
    const to: number[] = [];
    for (const target of links.targets.values()) if (target) to.push(this.of(target));
    this.path.pop();
    const stamp = this.endless.has(definition) ? nextVersion() : stampOf(definition, links.version, to);
    this.known.set(definition, stamp);
    return stamp;
  }

  /** True if it uses itself, or its chain of uses is too long to tell. */
  isEndless(definition: Definition): boolean {
    this.of(definition);
    return this.endless.has(definition);
  }
}

function stampOf(definition: Definition, version: number, to: readonly number[]): number {
  const before = stamped.get(definition);
  if (before?.version === version && before.to.length === to.length && before.to.every((s, i) => s === to[i]))
    return before.stamp;
  const stamp = nextVersion();
  stamped.set(definition, { version, to, stamp });
  return stamp;
}
