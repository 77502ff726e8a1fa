import type { Definition, Ref } from './generated/ast.ts';
import { isBuiltin } from './words.ts';

/** What the names in a definition that are declared outside of it are linked to. */
export interface Links {
  /** Every use of such a name. */
  readonly uses: ReadonlyMap<string, readonly Ref[]>;
  readonly targets: Map<string, Definition | undefined>;
}

interface Kept extends Links {
  /** Names that mean nothing. */
  missing: readonly string[];
  /** What it refers to, each once, without the words of the library. */
  to: readonly Definition[];
  /** Changes when one of the names comes to mean something else. */
  version: number;
}

const known = new WeakMap<Definition, Kept>();
let next = 0;

export const linksOf = (definition: Definition): (Links & Pick<Kept, 'missing'>) | undefined => known.get(definition);

/** To be called when a definition is linked, and when one of its names comes to mean something else. */
export function keepLinks(definition: Definition, { uses, targets }: Links): void {
  const to = new Set<Definition>();
  for (const target of targets.values()) if (target && !isBuiltin(target)) to.add(target);
  const missing = [...targets].flatMap(([name, target]) => (target ? [] : [name]));
  known.set(definition, { uses, targets, missing, to: [...to], version: next++ });
  current = undefined;
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
class Stamps {
  private readonly known = new Map<Definition, number>();
  private readonly path = new Set<Definition>();
  private readonly endless = new Set<Definition>();

  of(definition: Definition): number {
    const found = this.known.get(definition);
    if (found !== undefined) return found;
    const links = known.get(definition);
    if (!links || this.path.has(definition) || this.path.size > deepest) {
      // What contains itself is an error; it and all that use it are looked at anew.
      for (const member of this.path) this.endless.add(member);
      return next++;
    }
    this.path.add(definition);
    const to = links.to.map((target) => this.of(target));
    this.path.delete(definition);
    const stamp = this.endless.has(definition) ? next++ : stampOf(definition, links.version, to);
    this.known.set(definition, stamp);
    return stamp;
  }

  isEndless(definition: Definition): boolean {
    this.of(definition);
    return this.endless.has(definition);
  }
}

/** Of the state of all texts since something was linked last. */
let current: Stamps | undefined;

/** The same number as before as long as the definition means the same. */
export function stampOfDefinition(definition: Definition): number {
  current ??= new Stamps();
  return current.of(definition);
}

/** True if it uses itself or something that does, or if its chain of uses is too long to tell. */
export function isEndless(definition: Definition): boolean {
  current ??= new Stamps();
  return current.isEndless(definition);
}

function stampOf(definition: Definition, version: number, to: readonly number[]): number {
  const before = stamped.get(definition);
  if (before?.version === version && before.to.length === to.length && before.to.every((s, i) => s === to[i]))
    return before.stamp;
  const stamp = next++;
  stamped.set(definition, { version, to, stamp });
  return stamp;
}
