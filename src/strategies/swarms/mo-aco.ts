import type { Random } from '../../base/random.ts';
import { createArchive } from '../archive.ts';
import { decodeSlots, encodeSlots, slotsOf } from '../encoding.ts';
import { checkStart, populationParameter } from '../evolution/evolution.ts';
import { type Breeder, multiObjective, type Solution } from '../multi-objective.ts';
import { bestFronts, frontsOf, take } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { thin } from '../thin.ts';
import { kernelArchive, spreadParameter } from './kernel-archive.ts';

/** Bounds of the pheromone, of which a trail of 1 is the start. */
const LEAST = 0.05;
const MOST = 10;
/** What the best and the second best ant of an objective leave on their trail, and the members of the front. */
const DEPOSIT = { best: 1, second: 0.5, front: 0.5 } as const;

/** Deviation, in fronts, by which members of worse fronts are less likely to have numbers drawn near them. */
const FRONTS = 0.5;

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
  readonly bank: readonly Solution[];
}

export const moAco: StrategyDefinition = {
  name: 'mo_aco',
  doc: [
    'Ant colony for several objectives: ants build an architecture decision by decision along trails, one trail an objective, each ant with weights of its own.',
    '',
    'For choices that act on their own: it learns which options are good rather than which architectures. Numbers are drawn near those',
    'of solutions of the best fronts, as far away as these lie from each other. Smooth landscapes suit it; it stays in local fronts.',
    '(Dorigo and Stützle 2004, *Ant colony optimization*; P-ACO of Doerner et al. 2004; bounds of the trails after MAX-MIN ant system;',
    'numbers: Socha and Dorigo 2008, *Ant colony optimization for continuous domains*.)',
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
      doc: 'Members of the front that are kept; they strengthen their trails. Also how many solutions numbers are drawn near.',
    },
    spreadParameter(1),
    {
      name: 'keep',
      takes: { kind: 'real', min: 0, max: 1 },
      default: 0.8,
      doc: 'Probability that an ant takes a number as it is in the solution near which it draws.',
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
    const slots = slotsOf(space.decisions.filter(({ kind }) => kind === 'choice' || kind === 'subset'));
    const numbers = kernelArchive(space.decisions, Number(parameters.spread), Number(parameters.keep));
    const archive = createArchive(Number(parameters.archive));
    let trails: number[][][] = problem.objectives.map(() => slots.map((slot) => new Array<number>(slot.size).fill(1)));
    let ants: Solution[] = [];
    /** Where numbers are drawn near: the best by front, and what was told since they were chosen. */
    let bank: Solution[] = [];
    let loaded = false;
    const cut = (): void => {
      const places = Math.min(bank.length, Number(parameters.archive));
      bank = take(
        bank,
        bestFronts(bank, places, (front, left) => thin(bank, front, left)),
      );
    };
    const load = (): void => {
      const weights = new Float64Array(bank.length);
      for (const [rank, front] of frontsOf(bank).entries()) {
        for (const i of front) weights[i] = Math.exp(-0.5 * (rank / FRONTS) ** 2);
      }
      numbers.load(
        bank.map(({ assignment }) => assignment),
        weights,
      );
      loaded = true;
    };

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
        if (numbers.needed && !loaded) load();
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
        const values = { ...decodeSlots(slots, picks, random), ...numbers.draw(random) };
        return { assignment: space.repair(values, random), note: null };
      },
      tell(solution) {
        archive.add(solution);
        ants.push(solution);
        if (numbers.needed) bank.push(solution);
        loaded = false;
        if (ants.length < size) return;
        if (numbers.needed) cut();
        lay();
        ants = [];
      },
      snapshot: () => ({
        trails: trails.map((slotTrails) => slotTrails.map((trail) => [...trail])),
        ants: [...ants],
        archive: [...archive.members],
        bank: [...bank],
      }),
      restore(state) {
        trails = state.trails.map((slotTrails) => slotTrails.map((trail) => [...trail]));
        ants = [...state.ants];
        archive.restore(state.archive);
        bank = [...state.bank];
        loaded = false;
      },
    };
    return multiObjective(problem, source, size, breeder);
  },
};
