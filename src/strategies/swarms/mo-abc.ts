import type { Random } from '../../base/random.ts';
import type { Assignment, Decision, DecisionValue } from '../../space/decision.ts';
import { createArchive } from '../archive.ts';
import { atUnit, unitOf } from '../encoding.ts';
import { checkStart, populationParameter } from '../evolution/evolution.ts';
import { type Breeder, multiObjective, type Solution } from '../multi-objective.ts';
import { beats, frontsOf } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';

/** Fitness of each source of food over that of all: what onlookers choose by. */
export function shares(fitness: readonly number[]): number[] {
  const sum = fitness.reduce((a, b) => a + b, 0);
  return fitness.map((value) => value / sum);
}

interface Source {
  readonly solution: Solution;
  /** Visits since it was last improved. */
  readonly visits: number;
}
interface State {
  readonly sources: readonly Source[];
  readonly archive: readonly Solution[];
}
interface Note {
  readonly source: number;
  /** It was given up, and the result takes its place whatever it is. */
  readonly scout: boolean;
}

export const moAbc: StrategyDefinition = {
  name: 'mo_abc',
  doc: [
    'Artificial bee colony for several objectives: bees try changes of one decision around sources of food, more often around good ones; a source that stays barren is given up.',
    '',
    'Keeps searching widely, for spaces with many separate good regions. Onlookers compare their source with a member of the front.',
    'Numbers are also drawn towards a member of it, which is strong where they act one by one. (Karaboga and Basturk 2007, *A powerful and',
    'efficient algorithm for numerical function optimization: ABC*; Akbari et al. 2012, *A multi-objective artificial bee colony',
    'algorithm*; Zhu and Kwong 2010, *Gbest-guided artificial bee colony algorithm*.)',
  ].join('\n'),
  parameters: [
    populationParameter(40),
    {
      name: 'limit',
      takes: { kind: 'integer', min: 1, max: 1_000_000 },
      default: 100,
      doc: 'Visits without improvement after which a source is given up for a random one.',
    },
    {
      name: 'archive',
      takes: { kind: 'integer', min: 2, max: 10_000 },
      default: 100,
      doc: 'Members of the front that are kept to fly towards.',
    },
  ],
  objectives: 'any',
  check: checkStart,
  create(problem, parameters, source) {
    const size = Number(parameters.population);
    const limit = Number(parameters.limit);
    const { space } = problem;
    const archive = createArchive(Number(parameters.archive));
    let sources: Source[] = [];
    let chances: number[] | undefined;

    /** By front: 1 / rank. */
    const onlooker = (random: Random): number => {
      if (!chances) {
        const fitness = new Array<number>(sources.length).fill(0);
        for (const [rank, front] of frontsOf(sources.map(({ solution }) => solution)).entries()) {
          for (const i of front) fitness[i] = 1 / (rank + 1);
        }
        chances = shares(fitness);
      }
      let left = random.next();
      for (const [i, chance] of chances.entries()) {
        left -= chance;
        if (left < 0) return i;
      }
      return chances.length - 1;
    };
    const visit = (from: Assignment, towards: Assignment, random: Random, leader?: Assignment): Assignment => {
      const decision = random.pick(space.active(from));
      const value = moved(decision, from[decision.path]!, towards[decision.path], random, leader?.[decision.path]);
      return space.repair({ ...towards, ...from, [decision.path]: value }, random);
    };

    const hasNumbers = space.decisions.some(({ kind }) => kind === 'integer' || kind === 'real');
    const breeder: Breeder<State, Note> = {
      breed(random, turn) {
        // As many employed bees as sources, then as many onlookers.
        const place = turn % (2 * sources.length);
        const employed = place < sources.length;
        const index = employed ? place : onlooker(random);
        const { solution, visits } = sources[index] as Source;
        if (employed && visits > limit) {
          return { assignment: space.sample(random), note: { source: index, scout: true } };
        }
        const other = employed ? (random.pick(sources) as Source).solution : random.pick(archive.members);
        // Onlookers fly towards the member that they compare with, employed bees of spaces with numbers towards any.
        const leader = !employed ? other : hasNumbers ? random.pick(archive.members) : undefined;
        const assignment = visit(solution.assignment, other.assignment, random, leader?.assignment);
        return { assignment, note: { source: index, scout: false } };
      },
      tell(solution, note) {
        chances = undefined;
        // Two that none of them beats are as good; the newer keeps the bees moving, and the front has both.
        const entered = archive.add(solution);
        const old = note && sources[note.source];
        if (!old) {
          if (sources.length < size) sources.push({ solution, visits: 0 });
        } else if (note.scout || beats(solution, old.solution) || (entered && !beats(old.solution, solution))) {
          sources[note.source] = { solution, visits: 0 };
        } else sources[note.source] = { solution: old.solution, visits: old.visits + 1 };
      },
      snapshot: () => ({ sources: [...sources], archive: [...archive.members] }),
      restore(state) {
        sources = [...state.sources];
        archive.restore(state.archive);
        chances = undefined;
      },
    };
    return multiObjective(problem, source, size, breeder);
  },
};

/** How strongly numbers are drawn to a leader at most (Zhu and Kwong 2010). */
const PULL = 1.5;

/**
 * For numbers x + φ (x - y), with φ in [-1, 1], and ψ (z - x) more, with ψ in [0, 1.5], towards a leader; for choices and
 * subsets the other's value half of the time, else any.
 */
export function moved(
  decision: Decision,
  from: DecisionValue,
  towards: DecisionValue | undefined,
  random: Random,
  leader?: DecisionValue,
): DecisionValue {
  switch (decision.kind) {
    case 'choice':
      return towards !== undefined && towards !== from && random.next() < 0.5
        ? towards
        : random.integer(decision.options.length);
    case 'subset': {
      if (towards !== undefined && random.next() < 0.5) return towards;
      const count = decision.min + random.integer(decision.max - decision.min + 1);
      return random
        .shuffle(decision.options.map((_, option) => option))
        .slice(0, count)
        .sort((a, b) => a - b);
    }
    case 'integer':
    case 'real': {
      const place = unitOf(decision, Number(from));
      const other = towards === undefined ? random.next() : unitOf(decision, Number(towards));
      const lead = leader === undefined ? 0 : PULL * random.next() * (unitOf(decision, Number(leader)) - place);
      return atUnit(decision, place + (2 * random.next() - 1) * (place - other) + lead);
    }
  }
}
