import { compareSingle } from '../../base/dominance.ts';
import type { Random } from '../../base/random.ts';
import type { Assignment, DecisionValue } from '../../space/decision.ts';
import { directionOf, type Member, memberOf } from '../members.ts';
import { neighbours } from '../mutation.ts';
import { type Method, stepByStep } from '../step-by-step.ts';
import type { StrategyDefinition } from '../strategy.ts';

const RECOMBINATIONS = ['uniform', 'one_point', 'two_point'] as const;
type Recombination = (typeof RECOMBINATIONS)[number];

interface State {
  /** Best first, by island. */
  readonly islands: readonly (readonly Member[])[];
  /** Identity of a trial that is out, and its island. */
  readonly pending: readonly (readonly [string, number])[];
  readonly proposed: number;
  readonly finished: number;
}

export const genetic: StrategyDefinition = {
  name: 'genetic',
  doc: [
    'Genetic algorithm: two parents, each the winner of a tournament, cross; the child mutates and replaces the worst member if it is better.',
    '',
    'Where good parts combine: many decisions that act on their own. With `islands`, populations grow apart and exchange their best',
    'members in a ring, which keeps variety. (Holland 1975; Whitley et al. 1999, *The island model genetic algorithm*; steady state after Syswerda 1991.)',
  ].join('\n'),
  parameters: [
    {
      name: 'population',
      takes: { kind: 'integer', min: 2, max: 10_000 },
      default: 10,
      doc: 'Members of an island; also how many random architectures start it.',
    },
    {
      name: 'islands',
      takes: { kind: 'integer', min: 1, max: 100 },
      default: 1,
      doc: 'Populations that evolve on their own.',
    },
    {
      name: 'migration',
      takes: { kind: 'integer', min: 1, max: 100_000 },
      default: 50,
      doc: 'Results between two migrations: the best of each island is copied to the next.',
    },
    {
      name: 'tournament',
      takes: { kind: 'integer', min: 1, max: 10_000 },
      default: 2,
      doc: 'Members drawn to choose a parent from.',
    },
    {
      name: 'crossover',
      takes: { kind: 'real', min: 0, max: 1 },
      default: 0.9,
      doc: 'Probability that a child has two parents.',
    },
    {
      name: 'recombination',
      takes: { kind: 'word', words: RECOMBINATIONS },
      default: 'uniform',
      doc: 'How two parents cross: `uniform` takes each decision from either, each as likely; `one_point` and `two_point` exchange a run of decisions, in the order of the source, which keeps together what stands together.',
    },
    {
      name: 'mutation',
      takes: { kind: 'real', min: 0, max: 1 },
      default: 0.8,
      doc: 'Probability that one decision of a child changes (always, if it would be a copy).',
    },
  ],
  objectives: 'one',
  check(parameters, { trials }) {
    const { population, tournament, islands } = parameters;
    const start = Number(population) * Number(islands);
    if (Number(tournament) > Number(population)) {
      return [
        `'tournament' (${tournament}) may not exceed 'population' (${population}): its members are drawn from it.`,
      ];
    }
    return trials !== undefined && trials <= start
      ? [
          `'trials' (${trials}) must exceed 'population' times 'islands' (${start}): the first ${start} trials are random, evolution starts after them.`,
        ]
      : [];
  },
  create(problem, parameters, source) {
    const size = Number(parameters.population ?? 10);
    const count = Number(parameters.islands ?? 1);
    const migration = Number(parameters.migration ?? 50);
    const tournament = Number(parameters.tournament ?? 2);
    const crossover = Number(parameters.crossover ?? 0.9);
    const recombination = (parameters.recombination ?? 'uniform') as Recombination; // checked against the words
    const mutation = Number(parameters.mutation ?? 0.8);
    const paths = problem.space.decisions.map(({ path }) => path);
    const direction = directionOf(problem);
    let islands: Member[][] = Array.from({ length: count }, () => []);
    let pending = new Map<string, number>();
    let proposed = 0;
    let finished = 0;

    const insert = (island: Member[], member: Member): void => {
      let at = island.length;
      while (at > 0 && compareSingle(member, island[at - 1] as Member, direction) < 0) at--;
      island.splice(at, 0, member);
      if (island.length > size) island.pop();
    };
    const parent = (island: readonly Member[], random: Random): Assignment => {
      let best = random.integer(island.length); // best first, so the smallest index wins
      for (let i = 1; i < tournament; i++) best = Math.min(best, random.integer(island.length));
      return (island[best] as Member).assignment;
    };
    const child = (island: readonly Member[], random: Random): Assignment | undefined => {
      const mother = parent(island, random);
      const cross = random.next() < crossover;
      const mixed = cross ? mix(mother, parent(island, random), takenFrom(recombination, paths, random)) : mother;
      const start = cross ? problem.space.repair(mixed, random) : mother;
      if (problem.space.key(start) !== problem.space.key(mother) && random.next() >= mutation) return start;
      const [mutant] = neighbours(problem.space, start, random);
      return mutant;
    };

    const method: Method<State> = {
      next(random, seen) {
        const index = proposed % count;
        const island = islands[index] as Member[];
        const out = (assignment: Assignment | undefined) => {
          if (!assignment) return undefined;
          pending.set(problem.identity(assignment), index);
          proposed++;
          return { assignment, fidelity: 1 };
        };
        let onTheWay = 0;
        for (const other of pending.values()) if (other === index) onTheWay++;
        if (island.length + onTheWay < size) return out(seen.draw(random));
        if (island.length === 0) return undefined; // waits for the first result
        return out(seen.first(random, () => child(island, random)));
      },
      observe(observation) {
        const identity = problem.identity(observation.assignment);
        const island = islands[pending.get(identity) ?? 0];
        pending.delete(identity);
        const member = memberOf(observation);
        if (!member || !island) return;
        insert(island, member);
        finished++;
        if (count === 1 || finished % migration !== 0) return;
        const best = islands.map(([first]) => first);
        for (const [i, migrant] of best.entries()) {
          if (migrant) insert(islands[(i + 1) % count] as Member[], migrant);
        }
      },
      snapshot: () => ({ islands: islands.map((island) => [...island]), pending: [...pending], proposed, finished }),
      restore(state) {
        islands = state.islands.map((island) => [...island]);
        pending = new Map(state.pending);
        ({ proposed, finished } = state);
      },
    };
    return stepByStep(problem, source, method);
  },
};

/** The decisions that the second parent gives. */
export function takenFrom(recombination: Recombination, paths: readonly string[], random: Random): ReadonlySet<string> {
  if (recombination === 'uniform') return new Set(paths.filter(() => random.next() < 0.5));
  const points = [random.integer(paths.length + 1), random.integer(paths.length + 1)].sort((a, b) => a - b);
  return new Set(recombination === 'one_point' ? paths.slice(points[0]) : paths.slice(...points));
}

/** A child of two; a decision that only one of them has comes from it. */
function mix(a: Assignment, b: Assignment, taken: ReadonlySet<string>): Record<string, DecisionValue> {
  const child: Record<string, DecisionValue> = { ...a };
  for (const path of Object.keys(b)) {
    if (!(path in a) || taken.has(path)) child[path] = b[path] as DecisionValue;
  }
  return child;
}
