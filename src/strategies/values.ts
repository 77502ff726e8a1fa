import type { Assignment, Decision, DecisionValue } from '../space/decision.ts';

/**
 * An assignment as a list: one value a decision, in the order of the decisions, null where a decision does not exist. JSON.
 * Methods that make very many children work on lists; names are looked up when somebody asks for the assignment.
 */
export type Values = readonly (DecisionValue | null)[];

/** Two forms of an assignment. */
export interface Codec<G> {
  decode(genome: G): Assignment;
  encode(assignment: Assignment): G;
}

export const asItIs: Codec<Assignment> = { decode: (genome) => genome, encode: (assignment) => assignment };

export const isFixed = (decisions: readonly Decision[]): boolean =>
  decisions.every(({ when }) => when.some((condition) => condition.length === 0));

export function valuesOf(decisions: readonly Decision[]): Codec<Values> {
  const n = decisions.length;
  const paths = decisions.map(({ path }) => path);
  const known = new WeakMap<Assignment, Values>();
  // Parsed at once, an object gets the compact form that one filled key by key loses from some twenty keys on.
  const shape = JSON.parse(
    JSON.stringify(Object.fromEntries(decisions.map(({ path, kind }) => [path, kind === 'subset' ? [] : 0.5]))),
  ) as Record<string, DecisionValue>;
  const fixed = isFixed(decisions);
  return {
    decode(values) {
      const assignment: Record<string, DecisionValue> = fixed ? { ...shape } : {};
      for (let i = 0; i < n; i++) {
        const value = values[i];
        if (value !== null && value !== undefined) assignment[paths[i]!] = value;
      }
      known.set(assignment, values);
      return assignment;
    },
    encode: (assignment) => known.get(assignment) ?? paths.map((path) => assignment[path] ?? null),
  };
}
