import { compareSingle } from '../../base/dominance.ts';
import { directionOf, type Member, memberOf } from '../members.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { etaParameter, fidelitiesOf, levelsParameter } from './halving.ts';
import { stopping } from './stopping.ts';

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
    /** Results at each fidelity, the best first. */
    let rungs: Member[][] = Array.from({ length: levels }, () => []);

    return stopping<readonly (readonly Member[])[]>(problem, source, fidelitiesOf({ levels, eta }), {
      goesOn(observation, level) {
        const member = memberOf(observation);
        const rung = rungs[level];
        if (!member || !rung) return false;
        const median = rung[rung.length >> 1];
        const passes = rung.length < least || !median || compareSingle(member, median, direction) <= 0;
        rung.push(member);
        rung.sort((a, b) => compareSingle(a, b, direction));
        return passes;
      },
      snapshot: () => rungs.map((rung) => [...rung]),
      restore(state) {
        rungs = state.map((rung) => [...rung]);
      },
    });
  },
};
