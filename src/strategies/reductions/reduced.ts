import type { Random } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import type { SearchSpace } from '../../space/search-space.ts';
import { createInner } from '../inner.ts';
import { type Member, memberOf } from '../members.ts';
import type { Problem, Proposal, Strategy } from '../strategy.ts';

/** A part of a space that is searched before the rest. It may change with results. */
export interface Reduction<S> {
  keeps(assignment: Assignment): boolean;
  /** A view of the space whose draws lie in the part; the whole space if absent. */
  space?(): SearchSpace;
  /** Hears of a result; true if the part is another one now. */
  hear?(member: Member): boolean;
  /** Nothing is left in the part: makes it larger. False if it is the whole space already. */
  widen(): boolean;
  /** JSON. */
  snapshot(): S;
  restore(state: S): void;
}

interface Snapshot<S> {
  readonly part: S;
  readonly pending: readonly string[];
  readonly inner: unknown;
}

/** Searches a part of a space with another strategy, and what was left out when the part is exhausted. */
export function searchWithin<S>(problem: Problem, source: Random, by: string, part: Reduction<S>): Strategy {
  let pending = new Set<string>();
  const start = (): Strategy => {
    const space = part.space?.() ?? problem.space;
    return createInner(by, { ...problem, space, feasible: (a) => part.keeps(a) && problem.feasible(a) }, source);
  };
  let inner = start();
  /** A strategy lists what is left of a small space once; after a change it has to look again. */
  const again = (): void => {
    const state = inner.snapshot();
    inner = start();
    inner.restore(state);
  };
  const ask = (n: number): Proposal[] => {
    const proposals = inner.propose(n);
    for (const { assignment } of proposals) pending.add(problem.identity(assignment));
    return proposals;
  };
  return {
    propose(n) {
      if (n === 0) return [];
      for (;;) {
        const proposals = ask(n);
        if (proposals.length > 0 || pending.size > 0 || !part.widen()) return proposals;
        again();
      }
    },
    observe(observation) {
      pending.delete(problem.identity(observation.assignment));
      inner.observe(observation);
      const member = memberOf(observation);
      if (member && part.hear?.(member)) again();
    },
    snapshot: (): Snapshot<S> => ({ part: part.snapshot(), pending: [...pending], inner: inner.snapshot() }),
    restore(snapshot) {
      const state = snapshot as Snapshot<S>; // JSON that `snapshot` wrote
      part.restore(state.part);
      pending = new Set(state.pending);
      inner = start();
      inner.restore(state.inner);
    },
  };
}
