import type { Assignment } from '../space/decision.ts';
import type { Proposal, StrategyDefinition } from './strategy.ts';

interface Snapshot {
  /** How many assignments of the enumeration are behind us. */
  readonly position: number;
  readonly identities: readonly string[];
}

export const grid: StrategyDefinition = {
  name: 'grid',
  doc: [
    'Tries every architecture, one after the other, in the order of the decisions (the last one varies fastest).',
    '',
    'For small spaces, where the answer should be exact. Every real number in the space needs a `step`.',
    'Architectures that give the same network are tried once; those that break a constraint known before training are left out.',
  ].join('\n'),
  parameters: [],
  objectives: 'any',
  check: (_parameters, { finite }) =>
    finite === false
      ? ["'grid' tries every architecture, but a real number makes this space endless: give it a 'step'."]
      : [],
  create(problem) {
    let position = 0;
    let identities = new Set<string>();
    let rest: Iterator<Assignment> | undefined;

    const next = (): Assignment | undefined => {
      if (!rest) {
        rest = problem.space.enumerate()[Symbol.iterator]();
        for (let i = 0; i < position; i++) rest.next();
      }
      for (let step = rest.next(); !step.done; step = rest.next()) {
        position++;
        const identity = problem.identity(step.value);
        if (identities.has(identity)) continue;
        identities.add(identity);
        if (problem.feasible(step.value)) return step.value;
      }
      return undefined;
    };

    return {
      propose(n) {
        const proposals: Proposal[] = [];
        while (proposals.length < n) {
          const assignment = next();
          if (!assignment) break;
          proposals.push({ assignment, fidelity: 1 });
        }
        return proposals;
      },
      observe: ({ assignment }) => void identities.add(problem.identity(assignment)),
      snapshot: (): Snapshot => ({ position, identities: [...identities] }),
      restore(snapshot) {
        const state = snapshot as Snapshot; // JSON that `snapshot` wrote
        position = state.position;
        identities = new Set(state.identities);
        rest = undefined;
      },
    };
  },
};
