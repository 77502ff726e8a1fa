import { fromState, type Random, type RandomState } from '../base/random.ts';
import { createSeen, type Seen, type SeenSnapshot } from './seen.ts';
import type { Observation, Problem, Proposal, Strategy } from './strategy.ts';

/** The part of a strategy that is its own: one proposal at a time. */
export interface Method<S> {
  /**
   * The next trial, its architecture already in `seen`; undefined to wait for results, or at the end. An undefined answer
   * leaves no trace in the method's own state; what it drew is taken back for it.
   */
  next(random: Random, seen: Seen): Proposal | undefined;
  /** Called after the architecture was added to `seen`. */
  observe(observation: Observation): void;
  /** JSON. */
  snapshot(): S;
  restore(state: S): void;
}

interface Snapshot<S> {
  readonly random: RandomState;
  readonly seen: SeenSnapshot;
  readonly method: S;
}

/** A strategy from a method: keeps what was seen and the source of randomness, and takes back draws that led to nothing. */
export function stepByStep<S>(problem: Problem, source: Random, method: Method<S>): Strategy {
  let random = source;
  const seen = createSeen(problem);
  return {
    propose(n) {
      const proposals: Proposal[] = [];
      while (proposals.length < n) {
        const before = random.snapshot();
        const proposal = method.next(random, seen);
        if (!proposal) {
          // An empty answer must leave no trace: a replay asks only for what was proposed.
          random = fromState(before);
          break;
        }
        proposals.push(proposal);
      }
      return proposals;
    },
    observe(observation) {
      seen.add(observation.assignment);
      method.observe(observation);
    },
    snapshot: (): Snapshot<S> => ({ random: random.snapshot(), seen: seen.snapshot(), method: method.snapshot() }),
    restore(snapshot) {
      const state = snapshot as Snapshot<S>; // JSON that `snapshot` wrote
      random = fromState(state.random);
      seen.restore(state.seen);
      method.restore(state.method);
    },
  };
}
