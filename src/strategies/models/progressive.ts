import type { Random } from '../../base/random.ts';
import { random as seeded } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import type { Encoding } from '../encoding.ts';
import { directionOf, type Member, memberOf, merits } from '../members.ts';
import { rankScores } from '../quantiles.ts';
import { growthOf } from '../reductions/growth.ts';
import type { Seen } from '../seen.ts';
import { type Method, stepByStep } from '../step-by-step.ts';
import type { Problem, Strategy } from '../strategy.ts';
import type { Train } from '../surrogates/surrogate.ts';

export interface ProgressiveOptions {
  /** K: architectures that are tried at a level, and that the next one expands. */
  readonly beam: number;
  /** Architectures of the first level that are tried, at most. */
  readonly first: number;
  /** Architectures that the model compares for a level. */
  readonly candidates: number;
  readonly encoding: Encoding;
  readonly train: Train;
}

interface State {
  readonly members: readonly Member[];
  /** Counts levels; once all are done they start again from the best. */
  readonly level: number;
  /** What was not revealed yet has these values. */
  readonly base: Assignment | null;
  /** Architectures of this level that are still to be tried, and all of it by their keys. */
  readonly queue: readonly Assignment[];
  readonly keys: readonly string[];
  readonly out: readonly string[];
}

/**
 * Progressive search (Liu et al. 2018, algorithm 1): tries the ways to decide the first block, then expands the best
 * `beam` by the next block, of which a model that is fitted to all results picks those to try, and so on.
 */
export function progressive(problem: Problem, source: Random, options: ProgressiveOptions): Strategy {
  const { space } = problem;
  const direction = directionOf(problem);
  const growth = growthOf(space);
  let state: State = { members: [], level: -1, base: null, queue: [], keys: [], out: [] };

  /** The best results of the level, or the base at the start. */
  const parentsOf = (members: readonly Member[], base: Assignment): Assignment[] => {
    const level = new Set(state.keys);
    const own = members.filter(({ assignment }) => level.has(space.key(assignment)));
    const scores = merits(own, direction);
    const order = own.map((_, i) => i).sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
    const best = order.slice(0, options.beam).map((i) => (own[i] as Member).assignment);
    return best.length > 0 ? best : [base];
  };
  const bestOf = (members: readonly Member[]): Assignment | undefined => {
    const scores = merits(members, direction);
    let top = 0;
    for (let i = 1; i < scores.length; i++) if ((scores[i] as number) > (scores[top] as number)) top = i;
    return members[top]?.assignment;
  };
  /** Candidates as the model ranks them; as they come while there is nothing to learn from. */
  const ranked = (candidates: readonly Assignment[]): readonly Assignment[] => {
    const { members, level } = state;
    if (members.length < 2) return candidates;
    const model = options.train(
      members.map(({ assignment }) => options.encoding.encode(assignment)),
      rankScores(merits(members, direction)),
      seeded(`model ${level} ${members.length}`),
      members.length,
    );
    const worth = model.predict(candidates.map((candidate) => options.encoding.encode(candidate))).mean;
    const order = candidates.map((_, i) => i).sort((a, b) => (worth[b] as number) - (worth[a] as number) || a - b);
    return order.map((i) => candidates[i] as Assignment);
  };
  const advance = (random: Random, seen: Seen): void => {
    const level = state.level + 1;
    const place = level % growth.levels;
    const start = place === 0;
    const from = start ? (bestOf(state.members) ?? space.sample(random)) : (state.base as Assignment);
    const base = level === 0 ? growth.start(from, random) : from;
    const parents = start ? [base] : parentsOf(state.members, base);
    const found = new Map<string, Assignment>();
    for (const candidate of growth.expand(place, parents, base, options.candidates, random)) {
      found.set(space.key(candidate), candidate);
    }
    const all = [...found.values()];
    const wanted = place === 0 ? options.first : options.beam;
    const queue: Assignment[] = [];
    const identities = new Set<string>();
    // The first level is tried in random order: nothing is known of its decisions yet.
    for (const candidate of level === 0 ? random.shuffle(all) : ranked(all)) {
      if (queue.length === wanted) break;
      const identity = problem.identity(candidate);
      if (identities.has(identity) || !seen.fresh(candidate)) continue;
      identities.add(identity);
      queue.push(candidate);
    }
    state = { ...state, level, base, queue, keys: [...found.keys()] };
  };

  const method: Method<State> = {
    next(random, seen) {
      const before = state;
      const propose = (assignment: Assignment) => {
        seen.add(assignment);
        state = { ...state, out: [...state.out, problem.identity(assignment)] };
        return { assignment, fidelity: 1 };
      };
      // A pass over all levels that finds nothing new leaves random draws.
      for (let idle = 0; idle <= growth.levels; ) {
        const [assignment] = state.queue;
        if (assignment) {
          state = { ...state, queue: state.queue.slice(1) };
          if (seen.fresh(assignment)) return propose(assignment);
        } else if (state.out.length > 0) {
          state = before; // waits for the level
          return undefined;
        } else {
          advance(random, seen);
          if (state.queue.length === 0) idle++;
        }
      }
      const assignment = seen.draw(random);
      if (assignment) return propose(assignment);
      state = before;
      return undefined;
    },
    observe(observation) {
      const identity = problem.identity(observation.assignment);
      const member = memberOf(observation);
      state = {
        ...state,
        out: state.out.filter((other) => other !== identity),
        members: member ? [...state.members, member] : state.members,
      };
    },
    snapshot: () => state,
    restore(snapshot) {
      state = snapshot;
    },
  };
  return stepByStep(problem, source, method);
}
