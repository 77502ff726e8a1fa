import type { Random } from '../base/random.ts';
import type { Assignment } from '../space/decision.ts';
import { neighbours } from './mutation.ts';
import { stepByStep } from './step-by-step.ts';
import type { Observation, Problem, Strategy } from './strategy.ts';
import { asItIs, type Codec } from './values.ts';

/** A finished trial as methods with a front remember it. JSON; equal solutions are interchangeable. */
export interface Solution<G = Assignment> extends Scored {
  readonly assignment: G;
}

/** What a trial is judged by. */
export interface Scored {
  /** One an objective, smaller is better, all finite. */
  readonly costs: readonly number[];
  /** How far the constraints are missed together. */
  readonly violation: number;
}

export interface Candidate<N, G = Assignment> {
  readonly assignment: G;
  /** What the method wants to hear with the result: JSON. */
  readonly note: N;
}

/** What is to be tried; without a note if the method did not make it. */
export interface Asked<N, G> {
  readonly assignment: G;
  readonly note?: N;
}

/**
 * A population method: what to try, and what to make of a result. Both see results in any order. `G` is the form in which it
 * handles assignments.
 */
export interface Breeder<S, N, G = Assignment> {
  /** Leaves no trace in the state. `turn` counts what was proposed; at least one solution was told; `fresh` as of `Seen`. */
  breed(random: Random, turn: number, fresh: (genome: G) => boolean): Candidate<N, G>;
  /** `note` is absent for random architectures. */
  tell(solution: Solution<G>, note: N | undefined): void;
  snapshot(): S;
  restore(state: S): void;
}

/** Where the children of a breeder may lie. */
export interface Ground<G> {
  /** It keeps the constraints that are known before training and has not been tried. */
  fresh(genome: G): boolean;
  /** A fresh one; undefined if none is left. */
  draw(random: Random): G | undefined;
  /** Those one change away, near ones of each decision first. */
  near(genome: G, random: Random): Iterable<G>;
}

/** Children made until one is new, before the neighbours of the last are tried. */
const TRIES = 20;

/** A fresh child: one that is not is made again, then its nearest neighbour is taken, then a random one. */
export function freshChild<S, N, G>(
  breeder: Breeder<S, N, G>,
  ground: Ground<G>,
  random: Random,
  turn: number,
): Asked<N, G> | undefined {
  let candidate = breeder.breed(random, turn, ground.fresh);
  for (let i = 1; i < TRIES && !ground.fresh(candidate.assignment); i++) {
    candidate = breeder.breed(random, turn, ground.fresh);
  }
  if (ground.fresh(candidate.assignment)) return candidate;
  for (const assignment of ground.near(candidate.assignment, random)) {
    if (ground.fresh(assignment)) return { assignment, note: candidate.note };
  }
  const assignment = ground.draw(random);
  return assignment === undefined ? undefined : { assignment };
}

interface State<S, N> {
  readonly pending: readonly (readonly [string, { readonly note?: N }])[];
  readonly turn: number;
  readonly finished: number;
  readonly breeder: S;
}

/** A strategy from a breeder. `initial` random architectures start it; those that fail are replaced. */
export const multiObjective = <S, N>(
  problem: Problem,
  random: Random,
  initial: number,
  breeder: Breeder<S, N>,
): Strategy => multiObjectiveIn(asItIs, problem, random, initial, breeder);

/** The same of a breeder that handles assignments in another form. */
export function multiObjectiveIn<S, N, G>(
  { decode, encode }: Codec<G>,
  given: Problem,
  source: Random,
  initial: number,
  breeder: Breeder<S, N, G>,
): Strategy {
  // An identity is a long text, and names take time; the assignment at hand needs both several times.
  let at: Assignment | undefined;
  let text = '';
  const identity = (assignment: Assignment): string => {
    if (assignment !== at) [at, text] = [assignment, given.identity(assignment)];
    return text;
  };
  let inHand: G | undefined;
  let named: Assignment = {};
  const nameOf = (genome: G): Assignment => {
    if (genome !== inHand) [inHand, named] = [genome, decode(genome)];
    return named;
  };
  const problem: Problem = { ...given, identity };
  let pending = new Map<string, { readonly note?: N }>();
  let turn = 0;
  let finished = 0;

  return stepByStep<State<S, N>>(problem, source, {
    next(random, seen) {
      const propose = (assignment: Assignment | undefined, entry: { readonly note?: N }) => {
        if (!assignment) return undefined;
        seen.add(assignment);
        pending.set(identity(assignment), entry);
        turn++;
        return { assignment, fidelity: 1 };
      };
      if (finished + pending.size < initial) return propose(seen.draw(random), {});
      if (finished === 0) return undefined; // waits for the first result
      const ground: Ground<G> = {
        fresh: (genome) => seen.fresh(nameOf(genome)),
        draw(random) {
          const drawn = seen.draw(random);
          return drawn && encode(drawn);
        },
        *near(genome, random) {
          for (const neighbour of neighbours(problem.space, nameOf(genome), random)) yield encode(neighbour);
        },
      };
      const child = freshChild(breeder, ground, random, turn);
      return child && propose(nameOf(child.assignment), 'note' in child ? { note: child.note } : {});
    },
    observe(observation) {
      const id = identity(observation.assignment);
      const entry = pending.get(id);
      pending.delete(id);
      const solution = solutionOf(given, observation);
      if (!solution) return;
      finished++;
      breeder.tell({ ...solution, assignment: encode(solution.assignment) }, entry?.note);
    },
    snapshot: () => ({ pending: [...pending], turn, finished, breeder: breeder.snapshot() }),
    restore(state) {
      pending = new Map(state.pending);
      ({ turn, finished } = state);
      breeder.restore(state.breeder);
    },
  });
}

/** A trial that did not finish, or whose objectives are not all finite numbers, gives none. */
export function solutionOf({ objectives }: Problem, { assignment, outcome }: Observation): Solution | undefined {
  if (outcome.kind !== 'finished') return undefined;
  const costs: number[] = [];
  for (let i = 0; i < objectives.length; i++) {
    const value = outcome.objectives[i] ?? Number.NaN;
    if (!Number.isFinite(value)) return undefined;
    costs.push(objectives[i]?.direction === 'minimize' ? value : 0 - value);
  }
  let violation = 0;
  for (const missed of outcome.violations) violation += Number.isNaN(missed) ? Number.MAX_VALUE : missed;
  return { assignment, costs, violation: Math.min(violation, Number.MAX_VALUE) };
}
