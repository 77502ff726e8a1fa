import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../base/random.ts';
import type { RealDecision } from '../space/decision.ts';
import { createArchive, leastContributing } from './archive.ts';
import { epsilonIndicator, fitnessOf, losses, volumeIndicator } from './evolution/ibea.ts';
import { boundaryIntersection, tchebycheff, weightedSum } from './evolution/moead.ts';
import { dominationRanks, shareRadius } from './evolution/moga.ts';
import { byFrontAndCrowding } from './evolution/nsga2.ts';
import { nearestDirection, normalised } from './evolution/nsga3.ts';
import { boxOf } from './evolution/pesa2.ts';
import { byContribution } from './evolution/sms-emoa.ts';
import { createVariation, polynomial, simulatedBinary } from './evolution/variation.ts';
import { crowdingDistances } from './indicators/crowding.ts';
import { hypervolume } from './indicators/hypervolume.ts';
import { pointsOf } from './indicators/points.ts';
import { augmentedTchebycheff } from './models/parego.ts';
import type { Solution } from './multi-objective.ts';
import { beats, costsOf, frontsOf, take } from './ranking.ts';
import { strategies, withDefaults } from './registry.ts';
import type { Observation, Proposal, Strategy, StrategyDefinition } from './strategy.ts';
import { shares } from './swarms/mo-abc.ts';
import { chancesOf } from './swarms/mo-aco.ts';
import { constriction } from './swarms/mopso.ts';
import { positionsOf } from './swarms/position.ts';
import { choice, mixedDecisions, problemOf, testSpace } from './test-space.ts';
import { thin } from './thin.ts';
import { evenWeights, simplexSize } from './weights.ts';
import { widest } from './widest.ts';

const solution = (costs: readonly number[], violation = 0): Solution => ({ assignment: {}, costs, violation });
const five = [
  [1, 5],
  [2, 3],
  [4, 1],
  [3, 4],
  [5, 5],
].map((costs) => solution(costs));

describe('selection', () => {
  it('sorts a known set into fronts, infeasible ones behind', () => {
    expect(frontsOf(five)).toEqual([[0, 1, 2], [3], [4]]);
    expect(frontsOf([solution([0, 0], 2), solution([9, 9]), solution([1, 1], 1)])).toEqual([[1], [2], [0]]);
  });

  it('MOGA: ranks count who dominates; the radius solves the equation of sharing', () => {
    expect([...dominationRanks(five)]).toEqual([1, 1, 1, 2, 5]);
    expect(shareRadius([1, 1], 100)).toBeCloseTo(2 / 99, 9);
    const radius = shareRadius([1, 2, 3], 50);
    expect(50 * radius ** 2).toBeCloseTo(((1 + radius) * (2 + radius) * (3 + radius) - 6) / radius, 6);
  });

  it('NSGA-II keeps the ends of a front and thins where it is crowded', () => {
    const front = [0, 0.1, 0.2, 0.5, 1].map((x) => solution([x, 1 - x]));
    expect(byFrontAndCrowding.survivors(front, 3)).toEqual([0, 3, 4]);
    expect(byFrontAndCrowding.rating(front)(0, 2)).toBeLessThan(0);
    expect(byFrontAndCrowding.rating(five)(3, 1)).toBeGreaterThan(0);
    // The last is of the second front, but not dominated by the second, and apart: it is the better parent.
    const parts = [
      [0, 1],
      [0.5, 0.5],
      [1, 0],
      [0.6, 0.55],
      [0.05, 1.2],
    ].map((costs) => solution(costs));
    expect(byFrontAndCrowding.rating(parts)(4, 1)).toBeLessThan(0);
    expect(byFrontAndCrowding.rating(parts)(4, 0)).toBeGreaterThan(0);
  });

  it('SMS-EMOA: of a later front goes what most dominate, of the first what adds least volume', () => {
    // Both of the second front; the last is dominated by one, the one before by two.
    const rows = [
      [0, 4],
      [1, 3],
      [4, 0],
      [2, 5],
      [5, 1],
    ];
    const members = rows.map((costs) => solution(costs));
    expect(byContribution.survivors(members, 4)).toEqual([0, 1, 2, 4]);
    const front = [0, 0.1, 0.15, 0.5, 1].map((x) => solution([x, 1 - x]));
    expect(byContribution.survivors(front, 4)).toEqual([0, 2, 3, 4]);
  });

  it('SMPSOhv: a full archive loses what adds least volume', () => {
    const archive = createArchive(4, leastContributing);
    for (const x of [0, 0.1, 0.15, 0.5]) archive.add(solution([x, 1 - x]));
    expect(archive.add(solution([1, 0]))).toBe(true);
    expect(archive.members.map(({ costs }) => costs[0])).toEqual([0, 0.15, 0.5, 1]);
    expect(archive.add(solution([0.16, 0.85]))).toBe(false);
  });

  it('thins as if crowding were counted anew after each that goes', () => {
    const row = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 15 }), fc.nat(14), (rows, places) => {
        const all = rows.map((costs) => solution(costs));
        let left = all.map((_, i) => i);
        while (left.length > places) {
          const distances = crowdingDistances(costsOf(take(all, left)));
          let worst = left.length - 1;
          for (let i = worst - 1; i >= 0; i--) if (distances[i]! < distances[worst]!) worst = i;
          // From where only ends are left, all are as crowded.
          if (!Number.isFinite(distances[worst])) return;
          left = left.filter((_, i) => i !== worst);
          expect(thin(all, [...all.keys()], left.length)).toEqual(left);
        }
      }),
    );
  });

  it('IBEA: losses and fitness of a known set', () => {
    const points = pointsOf([
      [0, 1],
      [0.5, 0.5],
      [1, 0],
      [0.75, 0.75],
    ]);
    const indicator = [0, 1, 2, 3].map((a) => [0, 1, 2, 3].map((b) => epsilonIndicator(points, a, b)));
    expect(indicator).toEqual([
      [0, 0.5, 1, 0.25],
      [0.5, 0, 0.5, -0.25],
      [1, 0.5, 0, 0.25],
      [0.75, 0.25, 0.75, 0],
    ]);
    const [a, b, c, d] = fitnessOf(losses(points, [0, 1, 2], epsilonIndicator));
    expect(a).toBeCloseTo(-4.6e-5, 6);
    expect(b).toBeCloseTo(-0.006829, 6);
    expect(c).toBeCloseTo(-4.6e-5, 6);
    expect(d).toBeCloseTo(-148.4266, 4);
  });

  it('IBEA: the volume indicator is what one adds to the other', () => {
    const points = pointsOf([
      [0, 1],
      [0.5, 0.5],
      [0.75, 0.75],
    ]);
    const volume = (...rows: number[]): number =>
      hypervolume(pointsOf(rows.map((i) => [...points.values.slice(2 * i, 2 * i + 2)])), [2, 2]);
    expect(volumeIndicator(points, 0, 1)).toBeCloseTo(volume(0, 1) - volume(0), 12);
    expect(volumeIndicator(points, 1, 2)).toBeCloseTo(volume(2) - volume(1), 12); // dominated: below zero
  });

  it('MOEA/D: scalars and weights', () => {
    expect(tchebycheff([0.6, 0.3], [0.25, 0.75])).toBeCloseTo(0.225, 12);
    expect(boundaryIntersection([0.6, 0.3], [0.25, 0.75])).toBeCloseTo(2.84605, 6);
    expect(weightedSum([0.6, 0.3], [0.25, 0.75])).toBeCloseTo(0.375, 12);
    expect(evenWeights(2, 100)).toHaveLength(100);
    expect(evenWeights(3, 100)).toHaveLength(91);
    expect(simplexSize(3, 12)).toBe(91);
    for (const weights of evenWeights(3, 20)) expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  it('ParEGO: the augmented Tchebycheff of a known point', () => {
    expect(augmentedTchebycheff([0.4, 0.6], [0.3, 0.7])).toBeCloseTo(0.447, 12);
  });

  it('MO-TPE: what adds least volume to a front goes first', () => {
    const front = [0, 0.1, 0.15, 0.5, 1].map((x) => solution([x, 1 - x]));
    expect(widest(front, [0, 1, 2, 3, 4], 4)).toEqual([0, 2, 3, 4]);
  });

  it('NSGA-III: points are scaled by the plane through the extremes and go to the closest line', () => {
    const rows = normalised([solution([10, 200]), solution([20, 100]), solution([14, 140])]);
    expect(rows[0]).toEqual([0, 1]);
    expect(rows[1]).toEqual([1, 0]);
    expect(rows[2]?.[0]).toBeCloseTo(0.4, 12);
    expect(
      nearestDirection(
        [2, 2],
        [
          [0, 1],
          [0.5, 0.5],
          [1, 0],
        ],
      ),
    ).toEqual({ direction: 1, distance: 0 });
    expect(
      nearestDirection(
        [3, 1],
        [
          [0, 1],
          [1, 0],
        ],
      ),
    ).toEqual({ direction: 1, distance: 1 });
  });

  it('PESA-II: boxes of a grid, borders to the lower one', () => {
    const box = (x: number, y: number): number => boxOf([x, y], [0, 0], [1, 1], 4);
    expect([box(0.3, 0.6), box(0.5, 0.5), box(0, 0), box(1, 1)]).toEqual([9, 5, 0, 15]);
  });

  it('MOPSO: the constriction is positive', () => {
    expect(constriction(2.5, 2.5)).toBeCloseTo(0.381966, 6);
    expect(constriction(2.05, 2.05)).toBeCloseTo(0.729844, 6);
    expect(constriction(2, 2)).toBe(1);
  });

  it('bees and ants choose by known chances', () => {
    const bees = shares([0.2, 0.5, 1].map((f) => 1 / (1 + f)));
    expect(bees[0]).toBeCloseTo(0.41667, 5);
    expect(bees[1]).toBeCloseTo(0.33333, 5);
    // The trail (1, 2, 1) and the square of another.
    const ants = chancesOf(
      [
        [1, 2, 1],
        [1, 1, 2],
      ],
      [1 / 3, 2 / 3],
      3,
    );
    for (const [i, chance] of [1 / 7, 2 / 7, 4 / 7].entries()) expect(ants[i]).toBeCloseTo(chance, 6);
  });

  it('positions stand for assignments, both ways', () => {
    const space = testSpace([...mixedDecisions, choice('width', 4)]);
    const positions = positionsOf(space.decisions);
    for (const assignment of space.enumerate()) {
      const position = positions.encode(assignment);
      expect(space.repair(positions.decode(position), random(1))).toEqual(assignment);
      const near = position.map((x) => x + 0.01);
      expect(positions.encode(assignment, near)).toHaveLength(positions.size);
      expect(space.repair(positions.decode(positions.encode(assignment, near)), random(1))).toEqual(assignment);
    }
  });

  it('keeps in the archive what nothing in it dominates', () => {
    const costs = fc.tuple(fc.nat(20), fc.nat(20));
    fc.assert(
      fc.property(fc.array(costs, { maxLength: 40 }), (rows) => {
        const all = rows.map((row) => solution(row));
        const [full, small] = [createArchive(1000), createArchive(3)];
        for (const one of all) {
          full.add(one);
          small.add(one);
        }
        const front = all.filter((one) => !all.some((other) => beats(other, one)));
        const distinct = (list: readonly Solution[]): Set<string> => new Set(list.map((one) => String(one.costs)));
        expect(distinct(full.members)).toEqual(distinct(front));
        expect(full.members).toHaveLength(distinct(front).size);
        expect(small.members.length).toBeLessThanOrEqual(3);
        for (const one of small.members) expect(small.members.some((other) => beats(other, one))).toBe(false);
      }),
    );
  });
});

describe('variation', () => {
  const draws = (draw: () => number, n = 20_000): number[] => Array.from({ length: n }, draw);
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

  it('SBX: children keep the mean of the parents and lie in the range, mostly close to the parents', () => {
    const source = random(1);
    const children = draws(() => simulatedBinary(0.4, 0.6, source));
    const others = draws(() => simulatedBinary(0.6, 0.4, source));
    expect(mean([...children, ...others])).toBeCloseTo(0.5, 2);
    expect(children.filter((x) => Math.abs(x - 0.4) < 0.02).length).toBeGreaterThan(15_000);
    for (const x of draws(() => simulatedBinary(0, 0.001, source), 500)) expect(x).toBeGreaterThanOrEqual(0);
  });

  it('polynomial mutation: centred steps of the size that η = 20 gives', () => {
    const source = random(2);
    const steps = draws(() => polynomial(0.5, source) - 0.5);
    expect(mean(steps)).toBeCloseTo(0, 2);
    // |δ| = 1 - u^(1/21) with u uniform has mean 1/22.
    expect(mean(steps.map(Math.abs))).toBeCloseTo(1 / 22, 2);
  });

  it('children are assignments of the space, made of their parents but for few changes', () => {
    const space = testSpace([...mixedDecisions, choice('width', 4)]);
    const legal = new Set([...space.enumerate()].map((a) => space.key(a)));
    const variation = createVariation(space, 0.9);
    const source = random(3);
    let changed = 0;
    for (let i = 0; i < 500; i++) {
      const [a, b] = [space.sample(source), space.sample(source)];
      const child = variation.child(a, b, source);
      expect(legal).toContain(space.key(child));
      expect(legal).toContain(space.key(variation.mutate(a, source)));
      const path = 'width';
      if (child[path] !== a[path] && child[path] !== b[path]) changed++;
    }
    expect(changed).toBeGreaterThan(20);
    expect(changed).toBeLessThan(200);
  });
});

const many = [...strategies.values()].filter(
  ({ parameters, objectives }) => objectives === 'any' && parameters.some(({ name }) => name === 'population'),
);
const small = (definition: StrategyDefinition) => withDefaults(definition, { population: 6 });
const objectives = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ measure: `m${i}`, direction: i === 0 ? 'maximize' : 'minimize' }) as const);

describe.each(many)('$name with several objectives', (definition) => {
  const space = testSpace([...mixedDecisions, choice('width', 4)]);
  const observed = ({ assignment, fidelity }: Proposal, n: number): Observation => {
    const source = random(space.key(assignment));
    const values = Array.from({ length: n }, () => (source.next() < 0.02 ? Number.NaN : source.integer(5)));
    const violations = [source.next() < 0.3 ? source.integer(3) : 0];
    return { assignment, fidelity, outcome: { kind: 'finished', objectives: values, violations } };
  };
  const drive = (strategy: Strategy, n: number, actions: readonly number[], out: Proposal[]): Proposal[] => {
    const proposed: Proposal[] = [];
    for (const action of actions) {
      if (action < 8) {
        const proposals = strategy.propose(action % 4);
        proposed.push(...proposals);
        out.push(...proposals);
      } else {
        const [done] = out.splice(action % Math.max(1, out.length), 1);
        if (done) strategy.observe(observed(done, n));
      }
    }
    return proposed;
  };

  it('goes on from a snapshot as if it had never stopped, constraints and values that are no numbers included', () => {
    const actions = fc.array(fc.nat(20), { minLength: 30, maxLength: 90 });
    fc.assert(
      fc.property(actions, actions, fc.nat(), fc.integer({ min: 1, max: 3 }), (before, after, seed, n) => {
        const problem = problemOf(space, { objectives: objectives(n) });
        const uninterrupted = definition.create(problem, small(definition), random(seed));
        const out: Proposal[] = [];
        drive(uninterrupted, n, before, out);
        const restored = definition.create(problem, small(definition), random(seed + 1));
        restored.restore(JSON.parse(JSON.stringify(uninterrupted.snapshot())));
        expect(drive(restored, n, after, [...out])).toEqual(drive(uninterrupted, n, after, [...out]));
        expect(restored.snapshot()).toEqual(uninterrupted.snapshot());
      }),
      { numRuns: 20 },
    );
  });

  it('covers more of a front than random search does', () => {
    // Two costs trade the first number; the others and the choice only add to both.
    const real = Array.from(
      { length: 8 },
      (_, i): RealDecision => ({ kind: 'real', path: `x${i}`, when: [[]], min: 0, max: 1, log: false }),
    );
    const reals = problemOf(testSpace([choice('kind', 6), ...real]), { objectives: objectives(2) });
    const covered = (name: string): number => {
      const chosen = strategies.get(name) as StrategyDefinition;
      let sum = 0;
      for (let seed = 0; seed < 3; seed++) {
        const strategy = chosen.create(reals, withDefaults(chosen, { population: 20 }), random(seed));
        const found: number[][] = [];
        for (let trial = 0; trial < 300; trial++) {
          const [proposal] = strategy.propose(1);
          if (!proposal) break;
          const [kind, first = 0, ...others] = Object.values(proposal.assignment).map(Number);
          const rest = others.reduce((total, x) => total + x, Number(kind === 2 ? 0 : 0.5));
          const costs = [first + rest, 1 - first + rest];
          found.push(costs);
          const outcome = { kind: 'finished', objectives: [-costs[0]!, costs[1]!], violations: [] } as const;
          strategy.observe({ ...proposal, outcome });
        }
        sum += hypervolume(pointsOf(found), [4, 4]);
      }
      return sum;
    };
    expect(covered(definition.name)).toBeGreaterThan(covered('random') * 1.1);
  });
});

it('MOEA/D: what a cost is measured in changes nothing, unless `scale` is `none`', () => {
  const definition = strategies.get('moead') as StrategyDefinition;
  const real = ['a', 'b', 'c'].map(
    (path): RealDecision => ({ kind: 'real', path, when: [[]], min: 0, max: 1, log: false }),
  );
  const problem = problemOf(testSpace(real), { objectives: objectives(2) });
  const proposals = (scale: string, unit: number): Proposal[] => {
    const strategy = definition.create(problem, withDefaults(definition, { population: 10, scale }), random(7));
    return Array.from({ length: 150 }, () => {
      const proposal = strategy.propose(1)[0] as Proposal;
      const [a = 0, b = 0, c = 0] = Object.values(proposal.assignment).map(Number);
      const outcome = { kind: 'finished', objectives: [-a - b - c, (1 - a + b) * unit], violations: [] } as const;
      strategy.observe({ ...proposal, outcome });
      return proposal;
    });
  };
  expect(proposals('range', 1024)).toEqual(proposals('range', 1)); // a power of two: no rounding
  expect(proposals('none', 1024)).not.toEqual(proposals('none', 1));
});
