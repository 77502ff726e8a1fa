import { compareSingle } from '../base/dominance.ts';
import { random as seeded } from '../base/random.ts';
import type { Assignment } from '../space/decision.ts';
import { directionOf, type Member, memberOf } from './members.ts';
import { neighbours } from './mutation.ts';
import { type Method, stepByStep } from './step-by-step.ts';
import type { StrategyDefinition } from './strategy.ts';

interface State {
  /** The architecture whose neighbours are tried; absent while a random start is on its way. */
  readonly centre: Member | undefined;
  /** The best neighbour so far that is better than the centre. */
  readonly better: Member | undefined;
  /** Identities of trials that are out. */
  readonly pending: readonly string[];
  /** Counts centres: it seeds the order of the neighbours, so that the rest of a neighbourhood can be listed again. */
  readonly moves: number;
  /** Random architectures of the beginning that were proposed. */
  readonly started: number;
}

export const localSearch: StrategyDefinition = {
  name: 'local_search',
  doc: [
    'Hill climbing: tries every neighbour (one decision changed) of the best architecture, moves to a better one, and starts again at random from a local optimum.',
    '',
    'Hard to beat on small, smooth spaces with exact scores (it finds the optimum of NAS-Bench-201 in about 127 trials); weak where scores are noisy.',
    '(White et al. 2021, *Exploring the loss landscape in neural architecture search*.)',
  ].join('\n'),
  parameters: [
    {
      name: 'starts',
      takes: { kind: 'integer', min: 1, max: 10_000 },
      default: 10,
      doc: 'Random architectures at the beginning; the best of them is the first centre.',
    },
    {
      name: 'first',
      takes: { kind: 'boolean' },
      default: true,
      doc: 'Move to the first neighbour that is better, instead of the best of all neighbours.',
    },
  ],
  objectives: 'one',
  check: ({ starts }, { trials }) =>
    trials !== undefined && trials <= Number(starts)
      ? [
          `'trials' (${trials}) must exceed 'starts' (${starts}): the first ${starts} trials are random, climbing starts after them.`,
        ]
      : [],
  create(problem, parameters, source) {
    const starts = Number(parameters.starts ?? 10);
    const first = Boolean(parameters.first ?? true);
    const direction = directionOf(problem);
    let centre: Member | undefined;
    let better: Member | undefined;
    let pending = new Set<string>();
    let moves = 0;
    let started = 0;
    /** Neighbours of the centre that are left; made again after a restore. */
    let rest: Iterator<Assignment> | undefined;

    const move = (to: Member | undefined): void => {
      centre = to;
      better = undefined;
      rest = undefined;
      moves++;
    };

    const method: Method<State> = {
      next(random, seen) {
        const out = (assignment: Assignment | undefined) => {
          if (!assignment) return undefined;
          seen.add(assignment);
          pending.add(problem.identity(assignment));
          return { assignment, fidelity: 1 };
        };
        for (;;) {
          if (started < starts) {
            const assignment = seen.draw(random);
            if (assignment) started++;
            return out(assignment);
          }
          if (centre) {
            rest ??= neighbours(problem.space, centre.assignment, seeded(`neighbours ${moves}`));
            for (let step = rest.next(); !step.done; step = rest.next()) {
              if (seen.fresh(step.value)) return out(step.value);
            }
          }
          if (pending.size > 0) return undefined; // waits for the rest of the neighbourhood
          if (better) move(better);
          else {
            if (centre) move(undefined); // a local optimum
            return out(seen.draw(random));
          }
        }
      },
      observe(observation) {
        pending.delete(problem.identity(observation.assignment));
        const member = memberOf(observation);
        if (!member) return;
        const bar = better ?? centre;
        if (bar && compareSingle(member, bar, direction) >= 0) return;
        better = member;
        if (first && centre) move(better);
      },
      snapshot: () => ({ centre, better, pending: [...pending], moves, started }),
      restore(state) {
        ({ centre, better, moves, started } = state);
        pending = new Set(state.pending);
        rest = undefined;
      },
    };
    return stepByStep(problem, source, method);
  },
};
