import { bestFirst } from '../../base/dominance.ts';
import type { Random } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { type Member, memberOf } from '../members.ts';
import type { Seen } from '../seen.ts';
import { type Method, stepByStep } from '../step-by-step.ts';
import type { Observation, Problem, Strategy, StrategyParameter, StrategyParameters } from '../strategy.ts';

/** So many architectures at so much of a full evaluation. */
export interface Rung {
  readonly count: number;
  readonly fidelity: number;
}

/**
 * The brackets of Hyperband (Li et al. 2018, algorithm 1), the one with the lowest fidelity first. `levels` is the number
 * of fidelities: eta^-(levels - 1), …, 1 / eta, 1.
 */
export function hyperbandBrackets(levels: number, eta: number): Rung[][] {
  const most = levels - 1;
  return Array.from({ length: levels }, (_, index) => {
    const s = most - index;
    const start = Math.ceil((levels / (s + 1)) * eta ** s - 1e-9);
    return Array.from({ length: s + 1 }, (_, i) => ({
      count: Math.floor(start / eta ** i + 1e-9),
      fidelity: 1 / eta ** (s - i),
    }));
  });
}

export const levelsParameter: StrategyParameter = {
  name: 'levels',
  takes: { kind: 'integer', min: 2, max: 10 },
  default: 3,
  doc: 'Fidelities: a full evaluation, a part of `1 / eta` of it, of `1 / eta²`, and so on.',
};
export const etaParameter: StrategyParameter = {
  name: 'eta',
  takes: { kind: 'integer', min: 2, max: 10 },
  default: 3,
  doc: 'One in so many goes on to the next fidelity, which is so many times as much.',
};

/** Fidelity of a level: 1 at the top, a part of `1 / eta` of the next below. */
export const fidelityAt = (level: number, levels: number, eta: number): number => 1 / eta ** (levels - 1 - level);

/** Those of all levels, the least first. */
export function fidelitiesOf({ levels, eta }: StrategyParameters): number[] {
  return Array.from({ length: Number(levels) }, (_, level) => fidelityAt(level, Number(levels), Number(eta)));
}

/** A message if the trials end before the first full evaluation begins: eta^(levels - 1) + … + eta short ones come first. */
export function checkLevels(parameters: StrategyParameters, { trials }: { trials?: number }): string[] {
  const { levels, eta } = parameters;
  const first = fidelitiesOf(parameters).reduce((sum, share) => sum + (share < 1 ? Math.round(1 / share) : 0), 0);
  return trials !== undefined && trials <= first
    ? [
        `'trials' (${trials}) must exceed ${first}: with 'levels' ${levels} and 'eta' ${eta} so many short evaluations come before the first full one.`,
      ]
    : [];
}

/** Where new architectures come from. It hears every result. */
export interface Source {
  draw(random: Random, seen: Seen): Assignment | undefined;
  observe(observation: Observation): void;
  snapshot(): unknown;
  restore(state: unknown): void;
}

const randomSource: Source = {
  draw: (random, seen) => seen.draw(random),
  observe: () => {},
  snapshot: () => null,
  restore: () => {},
};

interface State {
  /** Counts brackets; they repeat. */
  readonly bracket: number;
  readonly rung: number;
  /** Architectures of this rung that were proposed. */
  readonly proposed: number;
  /** Architectures that go on and have not been proposed in this rung. */
  readonly queue: readonly Assignment[];
  /** Identities of trials that are out. */
  readonly out: readonly string[];
  /** Finished trials of this rung. */
  readonly results: readonly Member[];
}
const bracketStart = (bracket: number): State => ({ bracket, rung: 0, proposed: 0, queue: [], out: [], results: [] });

/** Brackets one after the other: a rung is over when all its results are in, then its best go on to the next. */
export function halving(
  problem: Problem,
  random: Random,
  brackets: readonly (readonly Rung[])[],
  source: Source = randomSource,
): Strategy {
  const directions = problem.objectives.map(({ direction }) => direction);
  let state = bracketStart(0);

  const rungs = (): readonly Rung[] => brackets[state.bracket % brackets.length] ?? [];
  const promoted = (): readonly Assignment[] => {
    const [here, next] = [rungs()[state.rung], rungs()[state.rung + 1]];
    if (!here || !next) return [];
    // In a rung that a small space could not fill the same share goes on, at least one.
    const share = Math.max(1, Math.floor((state.proposed * next.count) / here.count));
    return bestFirst(state.results, directions)
      .slice(0, Math.min(next.count, share))
      .map(({ assignment }) => assignment);
  };
  const advanced = (): State => {
    const queue = promoted();
    if (queue.length === 0) return bracketStart(state.bracket + 1);
    return { ...state, rung: state.rung + 1, proposed: 0, queue, results: [] };
  };

  const method: Method<{ state: State; source: unknown }> = {
    next(from, seen) {
      const before = state;
      for (;;) {
        const rung = rungs()[state.rung] as Rung;
        let assignment: Assignment | undefined;
        if (state.rung > 0) assignment = state.queue[0];
        else if (state.proposed < rung.count) assignment = source.draw(from, seen);
        if (assignment) {
          const identity = problem.identity(assignment);
          state = {
            ...state,
            proposed: state.proposed + 1,
            queue: state.queue.slice(1),
            out: [...state.out, identity],
          };
          return { assignment, fidelity: rung.fidelity };
        }
        if (state.out.length > 0 || state.proposed === 0) {
          state = before; // waits for the rung, or nothing is left to start a bracket with
          return undefined;
        }
        state = advanced();
      }
    },
    observe(observation) {
      source.observe(observation);
      const identity = problem.identity(observation.assignment);
      const member = memberOf(observation);
      state = {
        ...state,
        out: state.out.filter((other) => other !== identity),
        results: member ? [...state.results, member] : state.results,
      };
    },
    snapshot: () => ({ state, source: source.snapshot() }),
    restore(snapshot) {
      state = snapshot.state;
      source.restore(snapshot.source);
    },
  };
  return stepByStep(problem, random, method);
}
