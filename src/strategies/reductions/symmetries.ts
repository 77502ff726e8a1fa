import { type Random, random as seeded } from '../../base/random.ts';
import type { Assignment, Decision, DecisionValue } from '../../space/decision.ts';
import type { SearchSpace } from '../../space/search-space.ts';
import { changedSpace } from './changed-space.ts';

/** Architectures in which two parts differ and are exchanged, to see whether that changes the network. */
const SAMPLES = 6;
/** Draws to find these. */
const DRAWS = 40;
/** Pairs of parts that are looked at. */
const PAIRS = 500;

/** Decisions that are exchanged together, in the order of the source. */
export type Part = readonly Decision[];

/**
 * Pairs of parts of a space whose values can be exchanged without another network: by all that `SAMPLES` architectures show.
 * A part is a decision, or all decisions of a scope (`normal/n2/…`).
 */
export function symmetriesOf(
  space: SearchSpace,
  identity: (assignment: Assignment) => string,
): (readonly [Part, Part])[] {
  const byShape = new Map<string, Part[]>();
  for (const part of partsOf(space.decisions))
    byShape.set(shapeOf(part), [...(byShape.get(shapeOf(part)) ?? []), part]);
  const pairs = [...byShape.values()].flatMap((parts) =>
    parts.flatMap((a, i) => parts.slice(i + 1).map((b) => [a, b] as const)),
  );
  const source = seeded('symmetries');
  return pairs.slice(0, PAIRS).filter(([a, b]) => areAlike(space, identity, a, b, source));
}

/** Each decision, and the decisions of each scope that has several. */
function partsOf(decisions: readonly Decision[]): Part[] {
  const scopes = new Map<string, Decision[]>();
  for (const decision of decisions) {
    const scope = decision.path.slice(0, Math.max(0, decision.path.lastIndexOf('/')));
    scopes.set(scope, [...(scopes.get(scope) ?? []), decision]);
  }
  return [...decisions.map((decision) => [decision]), ...[...scopes.values()].filter((part) => part.length > 1)];
}

/** What must be equal in two parts for their values to be exchanged. */
const shapeOf = (part: Part): string =>
  JSON.stringify(
    part.map((decision) => {
      const { path: _, when: _when, range: _range, ...rest } = decision;
      return part.length === 1 ? rest : { ...rest, name: decision.path.slice(decision.path.lastIndexOf('/')) };
    }),
  );

function areAlike(
  space: SearchSpace,
  identity: (assignment: Assignment) => string,
  a: Part,
  b: Part,
  source: Random,
): boolean {
  let seen = 0;
  for (let i = 0; i < DRAWS && seen < SAMPLES; i++) {
    const drawn = space.sample(source);
    const other = exchanged(space, drawn, a, b);
    if (!other) continue;
    if (identity(other) !== identity(drawn)) return false;
    seen++;
  }
  return seen === SAMPLES;
}

/** With the values of two parts exchanged, and what one of them lacks; undefined where they are equal. */
function exchanged(space: SearchSpace, assignment: Assignment, a: Part, b: Part): Assignment | undefined {
  const values: Record<string, DecisionValue> = { ...assignment };
  const put = (path: string, value: DecisionValue | undefined): void => {
    if (value === undefined) delete values[path];
    else values[path] = value;
  };
  let differ = false;
  for (const [i, { path }] of a.entries()) {
    const other = (b[i] as Decision).path; // of one shape
    const [x, y] = [assignment[path], assignment[other]];
    differ ||= String(x) !== String(y);
    put(path, y);
    put(other, x);
  }
  // Nothing is missing where the parts exist under like conditions; else it is drawn, and is another network.
  return differ ? space.repair(values, seeded('exchanged')) : undefined;
}

/** The same space, but of mirror images only the one whose earlier parts have the smaller values is drawn or made. */
export function symmetricSpace(
  space: SearchSpace,
  symmetries: readonly (readonly [Part, Part])[],
  identity: (assignment: Assignment) => string,
): SearchSpace {
  const sorted = (start: Assignment): Assignment => {
    let now = start;
    for (let changed = true; changed; ) {
      changed = false;
      for (const [a, b] of symmetries) {
        if (compare(now, a, b) <= 0) continue;
        const other = exchanged(space, now, a, b);
        // What samples showed may not hold everywhere: only what is the same network takes the place of another.
        if (!other || compare(other, a, b) >= 0 || identity(other) !== identity(now)) continue;
        [now, changed] = [other, true];
      }
    }
    return now;
  };
  return changedSpace(space, sorted);
}

/** Below 0 if the values of the first part are smaller; what is missing is smallest. */
function compare(assignment: Assignment, a: Part, b: Part): number {
  for (const [i, { path }] of a.entries()) {
    const [x, y] = [path, (b[i] as Decision).path].map((at) => [assignment[at] ?? -1].flat());
    for (let k = 0; k < Math.max(x?.length ?? 0, y?.length ?? 0); k++) {
      const difference = (x?.[k] ?? -1) - (y?.[k] ?? -1);
      if (difference !== 0) return difference;
    }
  }
  return 0;
}
