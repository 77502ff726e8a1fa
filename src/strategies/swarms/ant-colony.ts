import type { Random } from '../../base/random.ts';
import { decodeSlots, encodeSlots, slotsOf } from '../encoding.ts';
import { checkStart, populationParameter } from '../evolution/evolution.ts';
import { type Breeder, multiObjective, type Solution } from '../multi-objective.ts';
import { pickIndex } from '../policy.ts';
import { beats } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { kernelArchive, rankWeights, spreadParameter } from './kernel-archive.ts';

/** Bounds of a trail, which starts at 1. */
const LEAST = 0.05;
const MOST = 10;

/** Chances of alternatives: τ^α η^β over their sum. */
export function chancesOf(
  trail: ArrayLike<number>,
  promise: ArrayLike<number>,
  alpha: number,
  beta: number,
): Float64Array {
  const chances = Float64Array.from(trail, (t, i) => t ** alpha * (promise[i] as number) ** beta);
  const sum = chances.reduce((a, b) => a + b, 0);
  return chances.map((chance) => chance / sum);
}

interface State {
  /** By place of choice, then alternative. */
  readonly trails: readonly (readonly number[])[];
  readonly promises: readonly (readonly number[])[];
  readonly told: readonly Solution[];
  /** Ants of this round: the last ones of `told`. */
  readonly ants: number;
}

export const antColony: StrategyDefinition = {
  name: 'ant_colony',
  doc: [
    'Ant colony: ants build an architecture decision by decision along trails, which the best ants strengthen and which fade.',
    '',
    'For choices that act on their own: it learns which options are good rather than which architectures. The visibility of an option is',
    'how well the trials with it ranked so far. Numbers are drawn near those of the best solutions, as far away as these lie from each',
    'other, which is strong on smooth landscapes. (Dorigo and Stützle 2004, *Ant colony optimization*; bounds of the trails after Stützle',
    'and Hoos 2000, *MAX-MIN ant system*; numbers: Socha and Dorigo 2008, *Ant colony optimization for continuous domains*; integers as in',
    'Liao et al. 2014.)',
  ].join('\n'),
  parameters: [
    populationParameter(10),
    {
      name: 'evaporation',
      takes: { kind: 'real', min: 0, max: 1 },
      default: 0.3,
      doc: 'Share of every trail that is lost after each round of ants.',
    },
    {
      name: 'alpha',
      takes: { kind: 'real', min: 0, max: 10 },
      default: 1,
      doc: 'How much trails count.',
    },
    {
      name: 'beta',
      takes: { kind: 'real', min: 0, max: 10 },
      default: 2,
      doc: 'How much the average rank of an option counts; with `alpha: 0` and `beta: 0` it is random search.',
    },
    {
      name: 'greed',
      takes: { kind: 'real', min: 0, max: 1 },
      default: 0.2,
      doc: 'Probability that an ant takes the likeliest option of a decision instead of drawing by chance.',
    },
    {
      name: 'archive',
      takes: { kind: 'integer', min: 2, max: 10_000 },
      default: 20,
      doc: 'Best solutions near whose numbers ants draw theirs.',
    },
    {
      name: 'locality',
      takes: { kind: 'real', min: 1e-4, max: 10 },
      default: 0.05,
      doc: 'How much the best of the archive are preferred as the ones to draw numbers near: the smaller, the more (q).',
    },
    spreadParameter(0.85),
  ],
  objectives: 'one',
  check: checkStart,
  create(problem, parameters, source) {
    const size = Number(parameters.population ?? 10);
    const evaporation = Number(parameters.evaporation ?? 0.3);
    const alpha = Number(parameters.alpha ?? 1);
    const beta = Number(parameters.beta ?? 2);
    const greed = Number(parameters.greed ?? 0.2);
    const { space } = problem;
    const locality = Number(parameters.locality ?? 0.05);
    const slots = slotsOf(space.decisions.filter(({ kind }) => kind === 'choice' || kind === 'subset'));
    const numbers = kernelArchive(space.decisions, Number(parameters.spread ?? 0.85));
    const kept = Number(parameters.archive ?? 20);
    /** The best of what was told, best first. */
    let archive: Solution[] = [];
    const keep = (solution: Solution): void => {
      let at = archive.length;
      while (at > 0 && beats(solution, archive[at - 1] as Solution)) at--;
      archive.splice(at, 0, solution);
      if (archive.length > kept) archive.pop();
    };
    const load = (): void =>
      numbers.load(
        archive.map(({ assignment }) => assignment),
        rankWeights(archive.length, locality),
      );
    const even = (): number[][] => slots.map(({ size: options }) => new Array<number>(options).fill(1));
    let trails = even();
    let promises = even();
    let told: Solution[] = [];
    let ants = 0;

    const deposit = (solution: Solution, amount: number): void => {
      for (const [i, pick] of encodeSlots(slots, solution.assignment).entries()) {
        const trail = trails[i];
        if (trail && pick >= 0) trail[pick] = Math.min(MOST, trail[pick]! + amount);
      }
    };
    /** Each option's average rank, 0 (worst) to 1, of the trials that have it, with two average ones added. */
    const judge = (): void => {
      const order = [...told].sort((a, b) => (beats(a, b) ? 1 : beats(b, a) ? -1 : 0));
      const sums = even();
      const counts = slots.map(({ size: options }) => new Array<number>(options).fill(2));
      for (const [rank, { assignment }] of order.entries()) {
        for (const [i, pick] of encodeSlots(slots, assignment).entries()) {
          if (pick < 0) continue;
          sums[i]![pick]! += rank / Math.max(1, order.length - 1);
          counts[i]![pick]! += 1;
        }
      }
      promises = sums.map((row, i) => row.map((sum, option) => sum / counts[i]![option]!));
    };
    const lay = (): void => {
      trails = trails.map((trail) => trail.map((t) => Math.max(LEAST, t * (1 - evaporation))));
      const best = (from: readonly Solution[]): Solution | undefined =>
        from.length > 0 ? from.reduce((a, b) => (beats(b, a) ? b : a)) : undefined;
      // The best of the round and the best of all.
      for (const ant of [best(told.slice(-size)), best(told)]) if (ant) deposit(ant, 0.5);
    };
    const pick = (slot: number, random: Random): number => {
      const chances = chancesOf(trails[slot]!, promises[slot]!, alpha, beta);
      return random.next() < greed ? chances.indexOf(Math.max(...chances)) : pickIndex(chances, random.next());
    };

    const breeder: Breeder<State, null> = {
      breed(random) {
        const picks = slots.map((_, slot) => pick(slot, random));
        const values = { ...decodeSlots(slots, picks, random), ...numbers.draw(random) };
        return { assignment: space.repair(values, random), note: null };
      },
      tell(solution) {
        told.push(solution);
        keep(solution);
        load();
        if (++ants < size) return;
        judge();
        lay();
        ants = 0;
      },
      snapshot: () => ({
        trails: trails.map((trail) => [...trail]),
        promises: promises.map((promise) => [...promise]),
        told: [...told],
        ants,
      }),
      restore(state) {
        trails = state.trails.map((trail) => [...trail]);
        promises = state.promises.map((promise) => [...promise]);
        told = [...state.told];
        ({ ants } = state);
        archive = [];
        for (const solution of told) keep(solution);
        load();
      },
    };
    return multiObjective(problem, source, size, breeder);
  },
};
