import type { Random } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { createInner } from '../inner.ts';
import type { Problem, Proposal, Strategy } from '../strategy.ts';

interface Snapshot {
  readonly portfolio: readonly Assignment[];
  /** Of the portfolio, how many were proposed. */
  readonly proposed: number;
  readonly inner: unknown;
}

/** Tries some architectures first, then searches with another strategy, which leaves them alone but hears how they do. */
export function startingWith(first: readonly Assignment[], problem: Problem, source: Random, by: string): Strategy {
  let portfolio: readonly Assignment[] = [];
  let own = new Set<string>();
  const choose = (assignments: readonly Assignment[]): void => {
    portfolio = assignments;
    own = new Set(assignments.map((assignment) => problem.identity(assignment)));
  };
  choose(first);
  let proposed = 0;
  const rest: Problem = { ...problem, feasible: (a) => !own.has(problem.identity(a)) && problem.feasible(a) };
  const start = (): Strategy => createInner(by, rest, source);
  let inner = start();
  return {
    propose(n) {
      const next: Proposal[] = portfolio
        .slice(proposed, proposed + n)
        .map((assignment) => ({ assignment, fidelity: 1 }));
      proposed += next.length;
      return next.length < n ? [...next, ...inner.propose(n - next.length)] : next;
    },
    observe: (observation) => inner.observe(observation),
    snapshot: (): Snapshot => ({ portfolio, proposed, inner: inner.snapshot() }),
    restore(snapshot) {
      const state = snapshot as Snapshot; // JSON that `snapshot` wrote
      choose(state.portfolio);
      proposed = state.proposed;
      inner = start();
      inner.restore(state.inner);
    },
  };
}
