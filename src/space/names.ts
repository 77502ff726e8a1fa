import type { Expression } from '../language/generated/ast.ts';
import { flatten } from './expressions.ts';

/** Gives every decision a path of its own; the second with the same path gets `#2`. */
export class Names {
  private readonly claims = new Map<string, number>();
  /** Those of parts that were made apart. */
  private readonly parts: Names[] = [];
  /** How many were given. */
  given = 0;

  claim(path: string): string {
    const n = this.count(path) + 1;
    this.claims.set(path, n);
    this.given++;
    return n === 1 ? path : `${path}#${n}`;
  }

  /** False if a path of the other is given here already: there it would have another number. */
  isApartFrom(other: Names): boolean {
    for (const path of other.claims.keys()) if (this.count(path) > 0) return false;
    return true;
  }

  /** Counts what the other gave, without its parts, as given here. */
  add(other: Names): void {
    this.parts.push(other);
  }

  private count(path: string): number {
    const own = this.claims.get(path);
    if (own !== undefined) return own;
    for (const { claims } of this.parts) {
      const n = claims.get(path);
      if (n !== undefined) return n;
    }
    return 0;
  }
}

/** `a/b`, without a slash where one side is empty. */
export const join = (path: string, name: string): string => (path && name ? `${path}/${name}` : path || name);

/** What an expression is called in paths: the name of the operation, cell, stage; of a choice, those of its options. */
export function stepName(e: Expression): string {
  switch (e.$type) {
    case 'Ref':
      return e.target.$refText;
    case 'Call':
      return stepName(e.callee as Expression);
    case 'Index':
      return `${stepName(e.target as Expression)}${e.index.$type === 'NumberLiteral' ? e.index.raw : ''}`;
    case 'Stage':
      return e.name;
    case 'Repeat':
      return 'repeat';
    case 'Pick':
      return 'pick';
    case 'Prefix':
      return stepName(e.operand);
    case 'Group':
      return e.items.length === 1 ? stepName(e.items[0] as Expression) : '';
    case 'Binary': {
      const parts = flatten(e, e.operator === '|' ? '|' : '->').map(stepName);
      if (e.operator === '|') return [...new Set(parts)].join('|');
      return e.operator === '->' ? (parts[0] ?? '') : '';
    }
    default:
      return '';
  }
}
