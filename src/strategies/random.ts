import { fromState, type RandomState } from '../base/random.ts';
import { createSeen, type SeenSnapshot } from './seen.ts';
import type { Proposal, StrategyDefinition } from './strategy.ts';

interface Snapshot {
  readonly random: RandomState;
  readonly seen: SeenSnapshot;
}

export const randomSearch: StrategyDefinition = {
  name: 'random',
  doc: [
    'Draws each decision at random and never repeats an architecture: the baseline that every other strategy has to beat.',
    '',
    'Two assignments that give the same network count as one, and constraints that need no training are kept by drawing again.',
    'It needs no tuning, accepts any number of objectives, and ends by itself when a small space is exhausted.',
    '(Li and Talwalkar 2019, *Random search and reproducibility for neural architecture search*.)',
  ].join('\n'),
  parameters: [],
  objectives: 'any',
  create(problem, _parameters, source) {
    let random = source;
    const seen = createSeen(problem);
    return {
      propose(n) {
        const proposals: Proposal[] = [];
        while (proposals.length < n) {
          const before = random.snapshot();
          const assignment = seen.draw(random);
          if (!assignment) {
            // An empty answer must leave no trace: a replay asks only for what was proposed.
            random = fromState(before);
            break;
          }
          proposals.push({ assignment, fidelity: 1 });
        }
        return proposals;
      },
      observe: ({ assignment }) => void seen.add(assignment),
      snapshot: (): Snapshot => ({ random: random.snapshot(), seen: seen.snapshot() }),
      restore(snapshot) {
        const state = snapshot as Snapshot; // JSON that `snapshot` wrote
        random = fromState(state.random);
        seen.restore(state.seen);
      },
    };
  },
};
