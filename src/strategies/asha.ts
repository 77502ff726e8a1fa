import { bestFirst } from '../base/dominance.ts';
import { etaParameter, levelsParameter } from './halving.ts';
import { type Member, memberOf } from './members.ts';
import { type Method, stepByStep } from './step-by-step.ts';
import type { StrategyDefinition } from './strategy.ts';

interface Climber extends Member {
  promoted: boolean;
}

export const asha: StrategyDefinition = {
  name: 'asha',
  doc: [
    'Asynchronous successive halving: whenever a worker is free, the best architecture that is among the top third (`eta`) of its fidelity goes on to the next; else a new one starts.',
    '',
    'The choice for long trainings and several workers, because nobody waits. With several objectives an architecture goes on by the front',
    'it lies on. Each step of an architecture counts as a trial. (Li et al. 2020, *A system for massively parallel hyperparameter tuning*.)',
  ].join('\n'),
  parameters: [levelsParameter, etaParameter],
  objectives: 'any',
  create(problem, parameters, source) {
    const levels = Number(parameters.levels ?? 3);
    const eta = Number(parameters.eta ?? 3);
    const directions = problem.objectives.map(({ direction }) => direction);
    let rungs: Climber[][] = Array.from({ length: levels }, () => []);
    const fidelity = (level: number): number => 1 / eta ** (levels - 1 - level);

    const method: Method<readonly (readonly Climber[])[]> = {
      next(random, seen) {
        for (let level = levels - 2; level >= 0; level--) {
          const rung = rungs[level] as Climber[];
          const top = bestFirst(rung, directions).slice(0, Math.floor(rung.length / eta));
          const climber = top.find(({ promoted }) => !promoted);
          if (!climber) continue;
          climber.promoted = true;
          return { assignment: climber.assignment, fidelity: fidelity(level + 1) };
        }
        const assignment = seen.draw(random);
        return assignment && { assignment, fidelity: fidelity(0) };
      },
      observe(observation) {
        const member = memberOf(observation);
        const level = rungs.findIndex((_, index) => fidelity(index) === observation.fidelity);
        if (member) rungs[level]?.push({ ...member, promoted: false });
      },
      snapshot: () => rungs.map((rung) => rung.map((climber) => ({ ...climber }))),
      restore(state) {
        rungs = state.map((rung) => rung.map((climber) => ({ ...climber })));
      },
    };
    return stepByStep(problem, source, method);
  },
};
