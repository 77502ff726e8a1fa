import type { Random } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { type Method, stepByStep } from '../step-by-step.ts';
import type { Observation, Problem, Strategy, StrategyParameters } from '../strategy.ts';
import { fidelityAt } from './halving.ts';

/** How results become members of a rung, and which of them are its best. */
export interface Climb<M> {
  memberOf(observation: Observation): M | undefined;
  /** Indexes of the `count` best, best first. */
  best(rung: readonly M[], count: number, random: Random): readonly number[];
}

type Climber<M> = M & { promoted: boolean };

/**
 * Asynchronous successive halving (Li et al. 2020, algorithm 2): a free worker promotes one of the best floor(n / eta) of a
 * rung, the highest rung first, or starts a new architecture.
 */
export function climbing<M extends { readonly assignment: Assignment }>(
  problem: Problem,
  parameters: StrategyParameters,
  source: Random,
  climb: Climb<M>,
): Strategy {
  const levels = Number(parameters.levels ?? 3);
  const eta = Number(parameters.eta ?? 3);
  let rungs: Climber<M>[][] = Array.from({ length: levels }, () => []);

  const method: Method<readonly (readonly Climber<M>[])[]> = {
    next(random, seen) {
      for (let level = levels - 2; level >= 0; level--) {
        const rung = rungs[level] as Climber<M>[];
        const share = Math.floor(rung.length / eta);
        if (share === 0) continue;
        const climber = climb
          .best(rung, share, random)
          .map((index) => rung[index] as Climber<M>)
          .find(({ promoted }) => !promoted);
        if (!climber) continue;
        climber.promoted = true;
        return { assignment: climber.assignment, fidelity: fidelityAt(level + 1, levels, eta) };
      }
      const assignment = seen.draw(random);
      return assignment && { assignment, fidelity: fidelityAt(0, levels, eta) };
    },
    observe(observation) {
      const member = climb.memberOf(observation);
      const level = rungs.findIndex((_, index) => fidelityAt(index, levels, eta) === observation.fidelity);
      if (member) rungs[level]?.push({ ...member, promoted: false });
    },
    snapshot: () => rungs.map((rung) => rung.map((climber) => ({ ...climber }))),
    restore(state) {
      rungs = state.map((rung) => rung.map((climber) => ({ ...climber })));
    },
  };
  return stepByStep(problem, source, method);
}
