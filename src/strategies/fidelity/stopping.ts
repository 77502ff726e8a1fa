import type { Random } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { type Method, stepByStep } from '../step-by-step.ts';
import type { Observation, Problem, Strategy } from '../strategy.ts';

/** Decides after each result whether an architecture is trained on. `S`: what it remembers, JSON. */
export interface StoppingRule<S> {
  /** `level`: of the fidelities, the one that was reached; the last is the full one. */
  goesOn(observation: Observation, level: number): boolean;
  snapshot(): S;
  restore(state: S): void;
}

interface State<S> {
  readonly rule: S;
  /** What goes on, and to which level. */
  readonly queue: readonly (readonly [Assignment, level: number])[];
}

/** Random search that trains each architecture step by step through the fidelities for as long as a rule lets it go on. */
export function stopping<S>(
  problem: Problem,
  source: Random,
  fidelities: readonly number[],
  rule: StoppingRule<S>,
): Strategy {
  let queue: State<S>['queue'] = [];

  const method: Method<State<S>> = {
    next(random, seen) {
      const [first] = queue;
      if (first) {
        queue = queue.slice(1);
        return { assignment: first[0], fidelity: fidelities[first[1]] as number };
      }
      const assignment = seen.draw(random);
      return assignment && { assignment, fidelity: fidelities[0] as number };
    },
    observe(observation) {
      const level = fidelities.indexOf(observation.fidelity);
      if (observation.outcome.kind !== 'finished' || level < 0) return;
      if (rule.goesOn(observation, level) && level + 1 < fidelities.length)
        queue = [...queue, [observation.assignment, level + 1]];
    },
    snapshot: () => ({ rule: rule.snapshot(), queue: [...queue] }),
    restore(state) {
      rule.restore(state.rule);
      queue = [...state.queue];
    },
  };
  return stepByStep(problem, source, method);
}
