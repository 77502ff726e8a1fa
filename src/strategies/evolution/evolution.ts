import type { Random } from '../../base/random.ts';
import { type Breeder, multiObjectiveIn, type Scored, type Solution } from '../multi-objective.ts';
import type { Problem, Strategy, StrategyParameter, StrategyParameters } from '../strategy.ts';
import { type Values, valuesOf } from '../values.ts';
import { type Variation, valuesVariation } from './variation.ts';

/** What tells one evolutionary method from another. Both functions are pure. */
export interface Selection {
  /** Indexes of the `size` members that live on. */
  survivors(members: readonly Scored[], size: number): readonly number[];
  /** How members compare as parents: below 0 if the first is better, 0 if chance decides. */
  rating(members: readonly Scored[]): (a: number, b: number) => number;
}

interface State {
  readonly islands: readonly {
    readonly members: readonly Solution<Values>[];
    readonly children: readonly Solution<Values>[];
  }[];
  readonly told: number;
}
interface Island {
  members: Solution<Values>[];
  children: Solution<Values>[];
  /** How the members compare, until they change. */
  compare: ((a: number, b: number) => number) | undefined;
}

export const populationParameter = (size: number): StrategyParameter => ({
  name: 'population',
  takes: { kind: 'integer', min: 4, max: 10_000 },
  default: size,
  doc: 'Members alive at a time; also how many random architectures start the search.',
});

export const evolutionParameters = (size: number, offspring = 0): StrategyParameter[] => [
  populationParameter(size),
  {
    name: 'offspring',
    takes: { kind: 'integer', min: 0, max: 10_000 },
    default: offspring,
    doc: 'Results between two selections: 0 for generations, as many as `population`; 1 selects after each. Nothing waits for them.',
  },
  crossoverParameter,
];

export const crossoverParameter: StrategyParameter = {
  name: 'crossover',
  takes: { kind: 'real', min: 0, max: 1 },
  default: 0.9,
  doc: 'Probability that a child mixes two parents; otherwise it is one parent, mutated.',
};

/** A message if the trials end before the random start does. */
export function checkStart(parameters: StrategyParameters, { trials }: { trials?: number }): string[] {
  const population = Number(parameters.population);
  return trials !== undefined && trials <= population
    ? [
        `'trials' (${trials}) must exceed 'population' (${population}): the first ${population} trials are random, the search starts after them.`,
      ]
    : [];
}

interface Ring {
  readonly islands: number;
  readonly migration: number;
}
const ALONE: Ring = { islands: 1, migration: 1 };

/** A population that breeds by binary tournaments and is cut back after every so many results; islands form a ring. */
export function evolution(
  problem: Problem,
  parameters: StrategyParameters,
  random: Random,
  selection: Selection,
  ring = ALONE,
): Strategy {
  const variation = valuesVariation(problem.space, Number(parameters.crossover));
  const initial = Number(parameters.population) * ring.islands;
  const breeder = evolutionBreeder(variation, parameters, selection, ring);
  return multiObjectiveIn(valuesOf(problem.space.decisions), problem, random, initial, breeder);
}

export function evolutionBreeder(
  variation: Variation<Values>,
  parameters: StrategyParameters,
  selection: Selection,
  ring = ALONE,
): Breeder<State, number, Values> {
  const size = Number(parameters.population);
  const offspring = Number(parameters.offspring) || size;
  let islands: Island[] = Array.from({ length: ring.islands }, () => ({
    members: [],
    children: [],
    compare: undefined,
  }));
  let told = 0;

  const add = (island: Island, solution: Solution<Values>): void => {
    if (island.members.length < size) {
      island.members.push(solution);
      island.compare = undefined;
      return;
    }
    island.children.push(solution);
    if (island.children.length < offspring) return;
    const pool = [...island.members, ...island.children];
    island.members = selection.survivors(pool, size).map((i) => pool[i] as Solution<Values>);
    island.children = [];
    island.compare = undefined;
  };
  const parent = ({ members }: Island, compare: (a: number, b: number) => number, source: Random): Solution<Values> => {
    const [a, b] = [source.integer(members.length), source.integer(members.length)];
    const order = compare(a, b) || (source.next() < 0.5 ? -1 : 1);
    return members[order < 0 ? a : b] as Solution<Values>;
  };

  return {
    breed(source, turn) {
      // An island without members yet leaves its turn to the next.
      let index = turn % islands.length;
      while (islands[index]?.members.length === 0) index = (index + 1) % islands.length;
      const island = islands[index] as Island;
      island.compare ??= selection.rating(island.members);
      const mother = parent(island, island.compare, source);
      const father = parent(island, island.compare, source);
      return { assignment: variation.child(mother.assignment, father.assignment, source), note: index };
    },
    tell(solution, note) {
      add(islands[note ?? told % islands.length] as Island, solution);
      told++;
      if (islands.length === 1 || told % ring.migration !== 0) return;
      const migrants = islands.map(({ members }) =>
        members.length > 0 ? members[selection.survivors(members, 1)[0] ?? 0] : undefined,
      );
      for (const [i, migrant] of migrants.entries()) {
        if (migrant) add(islands[(i + 1) % islands.length] as Island, migrant);
      }
    },
    snapshot: () => ({
      islands: islands.map(({ members, children }) => ({ members: [...members], children: [...children] })),
      told,
    }),
    restore(state) {
      islands = state.islands.map(({ members, children }) => ({
        members: [...members],
        children: [...children],
        compare: undefined,
      }));
      told = state.told;
    },
  };
}
