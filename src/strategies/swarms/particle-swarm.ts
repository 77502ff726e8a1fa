import { checkStart, populationParameter } from '../evolution/evolution.ts';
import { type Breeder, multiObjective, type Solution } from '../multi-objective.ts';
import { beats } from '../ranking.ts';
import type { StrategyDefinition } from '../strategy.ts';
import { constriction } from './mopso.ts';
import { positionsOf } from './position.ts';

/** The fastest a particle may be, as a part of the range of a coordinate. */
const FASTEST = 0.5;

interface Particle {
  readonly position: readonly number[];
  readonly velocity: readonly number[];
  readonly best: Solution;
  readonly bestPosition: readonly number[];
}
interface Note {
  readonly particle: number;
  readonly position: readonly number[];
  readonly velocity: readonly number[];
}

/** v ← χ (v + c1 r1 (own best - x) + c2 r2 (swarm's best - x)), `random` for r1 and r2; bounded. */
export function velocityOf(
  { position, velocity, bestPosition }: Omit<Particle, 'best'>,
  leader: readonly number[],
  [own, social]: readonly [own: number, social: number],
  random: { next(): number },
): number[] {
  const chi = constriction(own, social);
  return velocity.map((v, j) => {
    const x = position[j]!;
    const wanted = chi * (v + own * random.next() * (bestPosition[j]! - x) + social * random.next() * (leader[j]! - x));
    return Math.min(FASTEST, Math.max(-FASTEST, wanted));
  });
}

export const particleSwarm: StrategyDefinition = {
  name: 'particle_swarm',
  doc: [
    'Particle swarm: points fly through the space, drawn to the best place that each of them found and to the best of all.',
    '',
    'Where most decisions are numbers and the landscape is smooth. Choices are cut into parts of a coordinate, so with choices only an',
    'evolutionary method is likely better. (Kennedy and Eberhart 1995, *Particle swarm optimization*; constriction of Clerc and Kennedy 2002.)',
  ].join('\n'),
  parameters: [
    populationParameter(10),
    {
      name: 'own',
      takes: { kind: 'real', min: 0, max: 5 },
      default: 2.05,
      doc: 'Pull of the best place that the particle itself found.',
    },
    {
      name: 'social',
      takes: { kind: 'real', min: 0, max: 5 },
      default: 2.05,
      doc: 'Pull of the best place of the swarm. Speeds are held together once both pulls add up to more than 4.',
    },
  ],
  objectives: 'one',
  check: checkStart,
  create(problem, parameters, source) {
    const size = Number(parameters.population ?? 10);
    const pulls = [Number(parameters.own ?? 2.05), Number(parameters.social ?? 2.05)] as const;
    const { space } = problem;
    const positions = positionsOf(space.decisions);
    let particles: Particle[] = [];

    const breeder: Breeder<readonly Particle[], Note> = {
      breed(random, turn) {
        const index = turn % particles.length;
        const particle = particles[index] as Particle;
        const leader = particles.reduce((a, b) => (beats(b.best, a.best) ? b : a));
        const velocity = velocityOf(particle, leader.bestPosition, pulls, random);
        const position = particle.position.map((x, j) => {
          const to = x + velocity[j]!;
          if (to >= 0 && to <= 1) return to;
          velocity[j] = -velocity[j]!; // bounces off the wall
          return to < 0 ? 0 : 1;
        });
        const assignment = space.repair(positions.decode(position), random);
        return { assignment, note: { particle: index, position, velocity } };
      },
      tell(solution, note) {
        const position = positions.encode(solution.assignment, note?.position);
        const old = note && particles[note.particle];
        if (old) {
          const better = !beats(old.best, solution);
          particles[note.particle] = {
            position,
            velocity: note.velocity,
            best: better ? solution : old.best,
            bestPosition: better ? position : old.bestPosition,
          };
        } else if (particles.length < size) {
          particles.push({ position, velocity: position.map(() => 0), best: solution, bestPosition: position });
        }
      },
      snapshot: () => [...particles],
      restore(state) {
        particles = [...state];
      },
    };
    return multiObjective(problem, source, size, breeder);
  },
};
