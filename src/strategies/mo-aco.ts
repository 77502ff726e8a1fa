import type { Random } from '../base/random.ts';
import { createArchive } from './archive.ts';
import { decodeSlots, encodeSlots, slotsOf } from './encoding.ts';
import { checkStart, populationParameter } from './evolution.ts';
import { type Breeder, multiObjective, type Solution } from './multi-objective.ts';
import type { StrategyDefinition } from './strategy.ts';

/** Bounds of the pheromone, of which a trail of 1 is the start. */
const LEAST = 0.05;
const MOST = 10;
/** What the best and the second best ant of an objective leave on their trail, and the members of the front. */
const DEPOSIT = { best: 1, second: 0.5, front: 0.5 } as const;

/** Chances of alternatives: Π τ_m^(λ_m α) over their sum; `trails` is one list an objective. */
export function chancesOf(trails: readonly ArrayLike<number>[], weights: readonly number[], alpha: number): number[] {
  const scores: number[] = [];
  let sum = 0;
  for (let option = 0; option < (trails[0]?.length ?? 0); option++) {
    let score = 1;
    for (let k = 0; k < trails.length; k++) score *= trails[k]![option]! ** (weights[k]! * alpha);
    scores.push(score);
    sum += score;
  }
  for (let option = 0; option < scores.length; option++) scores[option]! /= sum;
  return scores;
}

interface State {
  /** By objective, then place of choice, then alternative. */
  readonly trails: readonly (readonly (readonly number[])[])[];
  readonly ants: readonly Solution[];
  readonly archive: readonly Solution[];
}

export const moAco: StrategyDefinition = {
  name: 'mo_aco',
  doc: [
    'Ant colony for several objectives: ants build an architecture decision by decision along trails, one trail an objective, each ant with weights of its own.',
    '',
    'For choices that act on their own; numbers are cut into bins. It learns which options are good rather than which architectures.',
    '(Dorigo and Stützle 2004, *Ant colony optimization*; P-ACO of Doerner et al. 2004; bounds of the trails after MAX-MIN ant system.)',
  ].join('\n'),
  parameters: [
    populationParameter(20),
    {
      name: 'evaporation',
      takes: { kind: 'real', min: 0, max: 1 },
      default: 0.1,
      doc: 'Share of every trail that is lost after each round of ants.',
    },
    {
      name: 'alpha',
      takes: { kind: 'real', min: 0, max: 10 },
      default: 1,
      doc: 'How much trails count: 0 is random search.',
    },
    {
      name: 'greed',
      takes: { kind: 'real', min: 0, max: 1 },
      default: 0.2,
      doc: 'Probability that an ant takes the strongest trail of a decision instead of drawing by chance.',
    },
    {
      name: 'archive',
      takes: { kind: 'integer', min: 2, max: 10_000 },
      default: 100,
      doc: 'Members of the front that are kept; they strengthen their trails.',
    },
  ],
  objectives: 'any',
  check: checkStart,
  create(problem, parameters, source) {
    const size = Number(parameters.population);
    const [evaporation, alpha, greed] = [parameters.evaporation, parameters.alpha, parameters.greed].map(Number) as [
      number,
      number,
      number,
    ];
    const { space } = problem;
    const slots = slotsOf(space.decisions);
    const archive = createArchive(Number(parameters.archive));
    let trails: number[][][] = problem.objectives.map(() => slots.map((slot) => new Array<number>(slot.size).fill(1)));
    let ants: Solution[] = [];

    const weightsOf = (random: Random): number[] => {
      const parts = problem.objectives.map(() => -Math.log(1 - random.next()));
      const sum = parts.reduce((a, b) => a + b, 0) || 1;
      return parts.map((part) => part / sum);
    };
    const deposit = (solution: Solution, objective: number, amount: number): void => {
      for (const [i, pick] of encodeSlots(slots, solution.assignment).entries()) {
        const trail = trails[objective]?.[i];
        if (trail && pick >= 0) trail[pick] = Math.min(MOST, trail[pick]! + amount);
      }
    };
    const lay = (): void => {
      trails = trails.map((slotTrails) =>
        slotTrails.map((trail) => trail.map((t) => Math.max(LEAST, t * (1 - evaporation)))),
      );
      for (const k of problem.objectives.keys()) {
        const [best, second] = [...ants].sort((a, b) => a.violation - b.violation || a.costs[k]! - b.costs[k]!);
        if (best) deposit(best, k, DEPOSIT.best);
        if (second) deposit(second, k, DEPOSIT.second);
        for (const member of archive.members) deposit(member, k, DEPOSIT.front / archive.members.length);
      }
    };

    const breeder: Breeder<State, null> = {
      breed(random) {
        const weights = weightsOf(random);
        const picks = slots.map((_, i) => {
          const chances = chancesOf(
            trails.map((slotTrails) => slotTrails[i] as number[]),
            weights,
            alpha,
          );
          if (random.next() < greed) return chances.indexOf(Math.max(...chances));
          let left = random.next();
          for (const [option, chance] of chances.entries()) {
            left -= chance;
            if (left < 0) return option;
          }
          return chances.length - 1;
        });
        return { assignment: space.repair(decodeSlots(slots, picks, random), random), note: null };
      },
      tell(solution) {
        archive.add(solution);
        ants.push(solution);
        if (ants.length < size) return;
        lay();
        ants = [];
      },
      snapshot: () => ({
        trails: trails.map((slotTrails) => slotTrails.map((trail) => [...trail])),
        ants: [...ants],
        archive: [...archive.members],
      }),
      restore(state) {
        trails = state.trails.map((slotTrails) => slotTrails.map((trail) => [...trail]));
        ants = [...state.ants];
        archive.restore(state.archive);
      },
    };
    return multiObjective(problem, source, size, breeder);
  },
};
