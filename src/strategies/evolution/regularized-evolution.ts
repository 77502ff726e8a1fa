import { compareSingle } from '../../base/dominance.ts';
import { fromState, type RandomState } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { type Member, memberOf } from '../members.ts';
import { neighbours } from '../mutation.ts';
import { createSeen, type SeenSnapshot } from '../seen.ts';
import type { Proposal, StrategyDefinition } from '../strategy.ts';

interface Snapshot {
  readonly random: RandomState;
  readonly seen: SeenSnapshot;
  readonly members: readonly Member[];
  readonly pending: readonly string[];
}

export const regularizedEvolution: StrategyDefinition = {
  name: 'regularized_evolution',
  doc: [
    'Ageing evolution: the best of a random sample of the population has a child with one decision changed, and the oldest member dies.',
    '',
    'Robust, cheap and well suited to several workers; a good first choice for any space. `population` random architectures start it,',
    'so give it several times as many trials. An architecture that was tried is not tried again.',
    '(Real et al. 2019, *Regularized evolution for image classifier architecture search*, algorithm 1.)',
  ].join('\n'),
  parameters: [
    {
      name: 'population',
      takes: { kind: 'integer', min: 2, max: 10_000 },
      default: 100,
      doc: 'Members alive at a time; also how many random architectures start the search.',
    },
    {
      name: 'sample',
      takes: { kind: 'integer', min: 1, max: 10_000 },
      default: 25,
      doc: 'Members drawn, with replacement, to choose a parent from: more means greedier.',
    },
  ],
  objectives: 'one',
  check(parameters, { trials }) {
    const population = Number(parameters.population);
    const sample = Number(parameters.sample);
    const messages: string[] = [];
    if (sample > population) {
      messages.push(`'sample' (${sample}) may not exceed 'population' (${population}): the sample is drawn from it.`);
    }
    if (trials !== undefined && trials <= population) {
      messages.push(
        `'trials' (${trials}) must exceed 'population' (${population}): the first ${population} trials are random, evolution starts after them.`,
      );
    }
    return messages;
  },
  create(problem, parameters, source) {
    const size = Number(parameters.population ?? 100);
    const sample = Number(parameters.sample ?? 25);
    const direction = problem.objectives[0]?.direction ?? 'maximize';
    let random = source;
    const seen = createSeen(problem);
    /** Oldest first. */
    let members: Member[] = [];
    let pending = new Set<string>();

    const parent = (): Member => {
      let best = random.pick(members);
      for (let i = 1; i < sample; i++) {
        const other = random.pick(members);
        if (compareSingle(other, best, direction) < 0) best = other;
      }
      return best;
    };

    const next = (): Assignment | undefined => {
      if (members.length + pending.size < size) return seen.draw(random);
      if (members.length === 0) return undefined; // waits for the first result
      for (const child of neighbours(problem.space, parent().assignment, random)) {
        if (!seen.fresh(child)) continue;
        seen.add(child);
        return child;
      }
      return seen.draw(random);
    };

    return {
      propose(n) {
        const proposals: Proposal[] = [];
        while (proposals.length < n) {
          const before = random.snapshot();
          const assignment = next();
          if (!assignment) {
            // An empty answer must leave no trace: a replay asks only for what was proposed.
            random = fromState(before);
            break;
          }
          pending.add(problem.identity(assignment));
          proposals.push({ assignment, fidelity: 1 });
        }
        return proposals;
      },
      observe(observation) {
        seen.add(observation.assignment);
        pending.delete(problem.identity(observation.assignment));
        const member = memberOf(observation);
        if (!member) return;
        members.push(member);
        if (members.length > size) members.shift();
      },
      snapshot: (): Snapshot => ({
        random: random.snapshot(),
        seen: seen.snapshot(),
        members: [...members],
        pending: [...pending],
      }),
      restore(snapshot) {
        const state = snapshot as Snapshot; // JSON that `snapshot` wrote
        random = fromState(state.random);
        seen.restore(state.seen);
        members = [...state.members];
        pending = new Set(state.pending);
      },
    };
  },
};
