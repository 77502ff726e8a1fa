import { compareSingle } from '../../base/dominance.ts';
import type { Assignment } from '../../space/decision.ts';
import { directionOf, type Member, memberOf } from '../members.ts';
import { type Method, stepByStep } from '../step-by-step.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { etaParameter, fidelitiesOf, fidelityAt, levelsParameter } from './halving.ts';

interface State {
  /** Results at each fidelity, the best first. */
  readonly rungs: readonly (readonly Member[])[];
  /** What goes on, and to which level. */
  readonly queue: readonly (readonly [Assignment, level: number])[];
}

export const medianRule: StrategyDefinition = {
  name: 'median_rule',
  doc: [
    'Random search that stops early: an architecture is trained on only if it is at least as good as the median of those that came as far.',
    '',
    'A cautious saving of about half of the work that hardly ever stops a good one. Each step of an architecture counts as a trial.',
    '(Golovin et al. 2017, *Google Vizier*, section 3.3.)',
  ].join('\n'),
  parameters: [
    levelsParameter,
    etaParameter,
    {
      name: 'least',
      takes: { kind: 'integer', min: 1, max: 1000 },
      default: 3,
      doc: 'Results at a fidelity before the rule holds there; until then all go on.',
    },
  ],
  objectives: 'one',
  fidelities: fidelitiesOf,
  create(problem, parameters, source) {
    const levels = Number(parameters.levels ?? 3);
    const eta = Number(parameters.eta ?? 3);
    const least = Number(parameters.least ?? 3);
    const direction = directionOf(problem);
    const fidelity = (level: number): number => fidelityAt(level, levels, eta);
    let rungs: Member[][] = Array.from({ length: levels }, () => []);
    let queue: (readonly [Assignment, number])[] = [];

    const method: Method<State> = {
      next(random, seen) {
        const [first] = queue;
        if (first) {
          queue = queue.slice(1);
          return { assignment: first[0], fidelity: fidelity(first[1]) };
        }
        const assignment = seen.draw(random);
        return assignment && { assignment, fidelity: fidelity(0) };
      },
      observe(observation) {
        const member = memberOf(observation);
        const level = rungs.findIndex((_, index) => fidelity(index) === observation.fidelity);
        const rung = rungs[level];
        if (!member || !rung) return;
        const median = rung[rung.length >> 1];
        const passes = rung.length < least || !median || compareSingle(member, median, direction) <= 0;
        rung.push(member);
        rung.sort((a, b) => compareSingle(a, b, direction));
        if (passes && level < levels - 1) queue = [...queue, [member.assignment, level + 1]];
      },
      snapshot: () => ({ rungs: rungs.map((rung) => [...rung]), queue }),
      restore(state) {
        rungs = state.rungs.map((rung) => [...rung]);
        queue = [...state.queue];
      },
    };
    return stepByStep(problem, source, method);
  },
};
