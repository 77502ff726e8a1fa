import type { Random } from '../../base/random.ts';
import { createArchive, leastContributing } from '../archive.ts';
import { checkStart, populationParameter } from '../evolution/evolution.ts';
import { polynomial } from '../evolution/variation.ts';
import { crowdingDistances } from '../indicators/crowding.ts';
import { type Breeder, multiObjective, type Solution } from '../multi-objective.ts';
import { beats, costsOf } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { volumesOf } from '../widest.ts';
import { positionsOf } from './position.ts';

/** Share of its velocity that a particle keeps. */
const INERTIA = 0.1;
/** One particle in this many is mutated as well. */
const MUTATED = 6;

/** Clerc's constriction |2 / (2 - φ - √(φ² - 4φ))| of φ = c1 + c2; 1 up to φ = 4. */
export function constriction(c1: number, c2: number): number {
  const phi = c1 + c2;
  return phi <= 4 ? 1 : Math.abs(2 / (2 - phi - Math.sqrt(phi * phi - 4 * phi)));
}

interface Particle {
  readonly position: readonly number[];
  readonly velocity: readonly number[];
  readonly best: Solution;
  readonly bestPosition: readonly number[];
}
interface State {
  readonly particles: readonly Particle[];
  readonly archive: readonly Solution[];
}
interface Note {
  readonly particle: number;
  readonly position: readonly number[];
  readonly velocity: readonly number[];
}

export const mopso: StrategyDefinition = {
  name: 'mopso',
  doc: [
    'SMPSO: particles fly through the space between the best they found and a leader on the front; their speed is bounded.',
    '',
    'Strong where decisions are numbers. Choices are cut into parts of a coordinate, so with choices only an evolutionary method is likely better.',
    '(Nebro et al. 2009, *SMPSO: A new PSO-based metaheuristic for multi-objective optimization*; constriction of Clerc and Kennedy 2002; leaders by volume of Nebro, Durillo and Coello Coello 2013, *Analysis of leader selection strategies in a multi-objective particle swarm optimizer*.)',
  ].join('\n'),
  parameters: [
    populationParameter(40),
    {
      name: 'archive',
      takes: { kind: 'integer', min: 2, max: 10_000 },
      default: 100,
      doc: 'Members of the front that are kept as leaders.',
    },
    {
      name: 'leaders',
      takes: { kind: 'word', words: ['crowding', 'hypervolume'] },
      default: 'hypervolume',
      doc: 'Which leaders are kept and followed: those that stand apart (SMPSO), or those that add most to the volume of the front (SMPSOhv).',
    },
  ],
  objectives: 'any',
  check: checkStart,
  create(problem, parameters, source) {
    const size = Number(parameters.population);
    const { space } = problem;
    const positions = positionsOf(space.decisions);
    const byVolume = parameters.leaders === 'hypervolume';
    const archive = createArchive(Number(parameters.archive), byVolume ? leastContributing : undefined);
    let particles: Particle[] = [];
    /** What each of the archive is worth as a leader, until it changes. */
    let worth: Float64Array | undefined;

    const leader = (random: Random): Solution => {
      const { members } = archive;
      worth ??= byVolume ? volumesOf(members) : crowdingDistances(costsOf(members));
      const [a, b] = [random.integer(members.length), random.integer(members.length)];
      return members[worth[a]! >= worth[b]! ? a : b] as Solution;
    };
    const breeder: Breeder<State, Note> = {
      breed(random, turn) {
        const index = turn % particles.length;
        const { position, velocity, bestPosition } = particles[index] as Particle;
        const guide = positions.encode(leader(random).assignment, position);
        const [c1, c2] = [1.5 + random.next(), 1.5 + random.next()];
        const [r1, r2] = [random.next(), random.next()];
        // As the formula gives it, and as jMetal has it: from φ = 4 on the particle turns back. Without that it does not leave the
        // local fronts of functions like ZDT4.
        const chi = c1 + c2 > 4 ? -constriction(c1, c2) : 1;
        const speed = velocity.map((v, j) => {
          const x = position[j]!;
          const wanted = chi * (INERTIA * v + c1 * r1 * (bestPosition[j]! - x) + c2 * r2 * (guide[j]! - x));
          return Math.min(0.5, Math.max(-0.5, wanted)) + 0; // JSON has no -0
        });
        const moved = position.map((x, j) => {
          const to = x + speed[j]!;
          if (to >= 0 && to <= 1) return to;
          speed[j] = 0 - speed[j]!;
          return to < 0 ? 0 : 1;
        });
        if (index % MUTATED === 0) {
          for (const [j, x] of moved.entries()) {
            if (random.next() < 1 / positions.size) moved[j] = polynomial(x, random);
          }
        }
        const assignment = space.repair(positions.decode(moved), random);
        return { assignment, note: { particle: index, position: moved, velocity: speed } };
      },
      tell(solution, note) {
        if (archive.add(solution)) worth = undefined;
        const position = positions.encode(solution.assignment, note?.position);
        const old = note && particles[note.particle];
        if (!old) {
          const still = position.map(() => 0);
          if (particles.length < size)
            particles.push({ position, velocity: still, best: solution, bestPosition: position });
          return;
        }
        const better = !beats(old.best, solution);
        particles[note.particle] = {
          position,
          velocity: note.velocity,
          best: better ? solution : old.best,
          bestPosition: better ? position : old.bestPosition,
        };
      },
      snapshot: () => ({ particles: [...particles], archive: [...archive.members] }),
      restore(state) {
        particles = [...state.particles];
        archive.restore(state.archive);
        worth = undefined;
      },
    };
    return multiObjective(problem, source, size, breeder);
  },
};
