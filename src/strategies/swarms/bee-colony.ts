import type { Random } from '../../base/random.ts';
import type { Assignment } from '../../space/decision.ts';
import { checkStart, populationParameter } from '../evolution/evolution.ts';
import { type Breeder, multiObjective, type Solution } from '../multi-objective.ts';
import { pickIndex } from '../policy.ts';
import { beats } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { moved, shares } from './mo-abc.ts';

interface Source {
  readonly solution: Solution;
  /** Visits since it was last improved. */
  readonly visits: number;
}
interface Note {
  readonly source: number;
  /** It was given up, and the result takes its place whatever it is. */
  readonly scout: boolean;
}

/** 1 / (1 + f) for costs f from 0 (best of the sources) to 1 (worst); what misses a constraint has the least. */
export function fitnessOf(solutions: readonly Solution[]): number[] {
  const costs = solutions.flatMap(({ costs: [cost = 0], violation }) => (violation > 0 ? [] : [cost]));
  const low = costs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const range = costs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - low || 1;
  return solutions.map(({ costs: [cost = 0], violation }) => 1 / (1 + (violation > 0 ? 1 : (cost - low) / range)));
}

export const beeColony: StrategyDefinition = {
  name: 'bee_colony',
  doc: [
    'Artificial bee colony: bees try changes of one decision around sources of food, more often around good ones; a source that stays barren is given up.',
    '',
    'Keeps searching widely while it refines several places at a time: for spaces with separate good regions and hundreds of trials.',
    'Numbers are also drawn towards the best source. (Karaboga and Basturk 2007, *A powerful and efficient algorithm for numerical function',
    'optimization: artificial bee colony*; Zhu and Kwong 2010, *Gbest-guided artificial bee colony algorithm*.)',
  ].join('\n'),
  parameters: [
    populationParameter(5),
    {
      name: 'limit',
      takes: { kind: 'integer', min: 1, max: 1_000_000 },
      default: 20,
      doc: 'Visits without improvement after which a source is given up for a random one.',
    },
  ],
  objectives: 'one',
  check: checkStart,
  create(problem, parameters, source) {
    const size = Number(parameters.population ?? 5);
    const limit = Number(parameters.limit ?? 20);
    const { space } = problem;
    let sources: Source[] = [];

    const visit = (from: Assignment, towards: Assignment, random: Random): Assignment => {
      const decision = random.pick(space.active(from));
      const { assignment: leader } = sources.map(({ solution }) => solution).reduce((a, b) => (beats(b, a) ? b : a));
      const value = moved(decision, from[decision.path]!, towards[decision.path], random, leader[decision.path]);
      return space.repair({ ...towards, ...from, [decision.path]: value }, random);
    };
    const breeder: Breeder<readonly Source[], Note> = {
      breed(random, turn) {
        // As many employed bees as sources, then as many onlookers.
        const place = turn % (2 * sources.length);
        const employed = place < sources.length;
        const index = employed
          ? place
          : pickIndex(shares(fitnessOf(sources.map(({ solution }) => solution))), random.next());
        const { solution, visits } = sources[index] as Source;
        if (employed && visits > limit) {
          return { assignment: space.sample(random), note: { source: index, scout: true } };
        }
        const other = (random.pick(sources) as Source).solution;
        const assignment = visit(solution.assignment, other.assignment, random);
        return { assignment, note: { source: index, scout: false } };
      },
      tell(solution, note) {
        const old = note && sources[note.source];
        if (!old) {
          if (sources.length < size) sources.push({ solution, visits: 0 });
        } else if (note.scout || beats(solution, old.solution)) sources[note.source] = { solution, visits: 0 };
        else sources[note.source] = { solution: old.solution, visits: old.visits + 1 };
      },
      snapshot: () => [...sources],
      restore(state) {
        sources = [...state];
      },
    };
    return multiObjective(problem, source, size, breeder);
  },
};
