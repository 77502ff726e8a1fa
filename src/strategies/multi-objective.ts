import type { Random } from '../base/random.ts';
import type { Assignment } from '../space/decision.ts';
import { neighbours } from './mutation.ts';
import { stepByStep } from './step-by-step.ts';
import type { Observation, Problem, Strategy } from './strategy.ts';

/** A finished trial as methods with a front remember it. JSON; equal solutions are interchangeable. */
export interface Solution {
  readonly assignment: Assignment;
  /** One an objective, smaller is better, all finite. */
  readonly costs: readonly number[];
  /** How far the constraints are missed together. */
  readonly violation: number;
}

export interface Candidate<N> {
  readonly assignment: Assignment;
  /** What the method wants to hear with the result: JSON. */
  readonly note: N;
}

/** A population method: what to try, and what to make of a result. Both see results in any order. */
export interface Breeder<S, N> {
  /** Leaves no trace in the state. `turn` counts what was proposed; at least one solution was told; `fresh` as of `Seen`. */
  breed(random: Random, turn: number, fresh: (assignment: Assignment) => boolean): Candidate<N>;
  /** `note` is absent for random architectures. */
  tell(solution: Solution, note: N | undefined): void;
  snapshot(): S;
  restore(state: S): void;
}

interface State<S, N> {
  readonly pending: readonly (readonly [string, { readonly note?: N }])[];
  readonly turn: number;
  readonly finished: number;
  readonly breeder: S;
}

/** Children made until one is new, before the neighbours of the last are tried. */
const TRIES = 20;

/**
 * A strategy from a breeder. `initial` random architectures start it; those that fail are replaced. A child that is known
 * or infeasible is made again, then its nearest neighbour is taken, then a random architecture.
 */
export function multiObjective<S, N>(
  given: Problem,
  source: Random,
  initial: number,
  breeder: Breeder<S, N>,
): Strategy {
  // An identity is a long text; the assignment at hand needs it several times.
  let at: Assignment | undefined;
  let text = '';
  const identity = (assignment: Assignment): string => {
    if (assignment !== at) [at, text] = [assignment, given.identity(assignment)];
    return text;
  };
  const problem: Problem = { ...given, identity };
  let pending = new Map<string, { readonly note?: N }>();
  let turn = 0;
  let finished = 0;

  return stepByStep<State<S, N>>(problem, source, {
    next(random, seen) {
      const propose = (assignment: Assignment | undefined, entry: { readonly note?: N }) => {
        if (!assignment) return undefined;
        seen.add(assignment);
        pending.set(identity(assignment), entry);
        turn++;
        return { assignment, fidelity: 1 };
      };
      if (finished + pending.size < initial) return propose(seen.draw(random), {});
      if (finished === 0) return undefined; // waits for the first result
      let candidate = breeder.breed(random, turn, seen.fresh);
      for (let i = 1; i < TRIES && !seen.fresh(candidate.assignment); i++)
        candidate = breeder.breed(random, turn, seen.fresh);
      const { assignment, note } = candidate;
      if (seen.fresh(assignment)) return propose(assignment, { note });
      for (const neighbour of neighbours(problem.space, assignment, random)) {
        if (seen.fresh(neighbour)) return propose(neighbour, { note });
      }
      return propose(seen.draw(random), {});
    },
    observe(observation) {
      const id = identity(observation.assignment);
      const entry = pending.get(id);
      pending.delete(id);
      const solution = solutionOf(given, observation);
      if (!solution) return;
      finished++;
      breeder.tell(solution, entry?.note);
    },
    snapshot: () => ({ pending: [...pending], turn, finished, breeder: breeder.snapshot() }),
    restore(state) {
      pending = new Map(state.pending);
      ({ turn, finished } = state);
      breeder.restore(state.breeder);
    },
  });
}

/** A trial that did not finish, or whose objectives are not all finite numbers, gives none. */
export function solutionOf({ objectives }: Problem, { assignment, outcome }: Observation): Solution | undefined {
  if (outcome.kind !== 'finished') return undefined;
  const costs: number[] = [];
  for (let i = 0; i < objectives.length; i++) {
    const value = outcome.objectives[i] ?? Number.NaN;
    if (!Number.isFinite(value)) return undefined;
    costs.push(objectives[i]?.direction === 'minimize' ? value : 0 - value);
  }
  let violation = 0;
  for (const missed of outcome.violations) violation += Number.isNaN(missed) ? Number.MAX_VALUE : missed;
  return { assignment, costs, violation: Math.min(violation, Number.MAX_VALUE) };
}
