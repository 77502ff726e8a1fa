import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../base/random.ts';
import type { Assignment } from '../space/decision.ts';
import { strategies, withDefaults } from './registry.ts';
import { repairingSpace } from './repairing.ts';
import type { Observation, Proposal, Strategy, StrategyDefinition, StrategyParameters } from './strategy.ts';
import { choice, mixedDecisions, problemOf, testSpace } from './test-space.ts';

const space = testSpace([...mixedDecisions, choice('width', 4)]);
const small = {
  population: 6,
  sample: 3,
  candidates: 20,
  ensemble: 2,
  width: 4,
  latent: 2,
  epochs: 2,
  trees: 3,
  every: 10,
};
const parametersOf = (definition: StrategyDefinition) =>
  withDefaults(
    definition,
    Object.fromEntries(
      definition.parameters.flatMap(({ name }) => (name in small ? [[name, small[name as keyof typeof small]]] : [])),
    ),
  );
const create = (
  definition: StrategyDefinition,
  seed: number,
  problem = problemOf(space),
  more: StrategyParameters = {},
): Strategy => definition.create(problem, { ...parametersOf(definition), ...more }, random(seed));

const score = (assignment: Assignment): number => random(space.key(assignment)).next();
const observed = ({ assignment, fidelity }: Proposal, fails = false): Observation => ({
  assignment,
  fidelity,
  outcome: fails ? { kind: 'failed' } : { kind: 'finished', objectives: [score(assignment)], violations: [] },
});

/** A session with a strategy: numbers below 4 ask for so many proposals, others finish one of those that are out. */
function drive(strategy: Strategy, actions: readonly number[], out: Proposal[] = []): Proposal[] {
  const proposed: Proposal[] = [];
  for (const action of actions) {
    if (action < 4) {
      const proposals = strategy.propose(action);
      expect(proposals.length).toBeLessThanOrEqual(action);
      proposed.push(...proposals);
      out.push(...proposals);
    } else if (out.length > 0) {
      const [done] = out.splice(action % out.length, 1);
      if (done) strategy.observe(observed(done, action % 7 === 0));
    }
  }
  return proposed;
}

const actions = fc.array(fc.nat(40), { maxLength: 80 });
/** A run that is stopped anywhere and restored goes on as the one that is not. */
function goesOn(definition: StrategyDefinition, numRuns: number, more: StrategyParameters = {}): void {
  const graph = (a: Assignment) => ({ labels: ['in', `op ${a.op}`], inputs: [[], [0]], details: [] });
  const problem = { ...problemOf(space), graph };
  fc.assert(
    fc.property(actions, actions, fc.nat(), (before, after, seed) => {
      const uninterrupted = create(definition, seed, problem, more);
      const out: Proposal[] = [];
      drive(uninterrupted, before, out);
      const snapshot: unknown = JSON.parse(JSON.stringify(uninterrupted.snapshot()));
      const restored = create(definition, seed + 1, problem, more);
      restored.restore(snapshot);
      expect(drive(restored, after, [...out])).toEqual(drive(uninterrupted, after, [...out]));
      expect(restored.snapshot()).toEqual(uninterrupted.snapshot());
    }),
    { numRuns },
  );
}

describe.each([...strategies.values()])('$name', (definition) => {
  it('goes on from a snapshot as if it had never stopped', () => goesOn(definition, 40));

  it('is not changed by being asked in vain', () => {
    fc.assert(
      fc.property(actions, actions, fc.nat(), (before, after, seed) => {
        const [plain, asked] = [create(definition, seed), create(definition, seed)];
        const [outPlain, outAsked]: [Proposal[], Proposal[]] = [[], []];
        drive(plain, before, outPlain);
        drive(asked, before, outAsked);
        // Only an answer that is empty may leave no trace.
        const probe = create(definition, seed);
        probe.restore(asked.snapshot());
        if (probe.propose(1).length === 0) asked.propose(1);
        expect(drive(asked, after, outAsked)).toEqual(drive(plain, after, outPlain));
      }),
      { numRuns: 40 },
    );
  });

  it('proposes assignments of the space, each architecture once at a fidelity, and ends when all were tried', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), fc.boolean(), (seed, parallel, repairs) => {
        // Two widths of four give the same network; a third of the space is infeasible.
        const identity = (a: Assignment): string => space.key({ ...a, width: Number(a.width) % 2 });
        const feasible = (a: Assignment): boolean => !(a.op === 0 && a.depth !== 1);
        const searched = repairs ? repairingSpace(space, (a) => (feasible(a) ? 0 : Number(a.depth) - 1)) : space;
        const strategy = create(definition, seed, problemOf(searched, { identity, feasible }));
        const all = new Set([...space.enumerate()].filter(feasible).map(identity));
        const legal = new Set([...space.enumerate()].map((a) => space.key(a)));
        const found = new Set<string>();
        const trials = new Set<string>();
        for (;;) {
          const batch = strategy.propose(parallel);
          if (batch.length === 0) break;
          for (const proposal of batch) {
            expect(legal).toContain(space.key(proposal.assignment));
            expect(feasible(proposal.assignment)).toBe(true);
            const trial = `${identity(proposal.assignment)} at ${proposal.fidelity}`;
            expect(trials).not.toContain(trial);
            trials.add(trial);
            found.add(identity(proposal.assignment));
          }
          for (const proposal of batch.reverse()) strategy.observe(observed(proposal));
        }
        expect(found.size).toBe(all.size);
      }),
      { numRuns: 6 },
    );
  });

  it('takes defaults that lie in its own ranges', () => {
    for (const { takes, default: value } of definition.parameters) {
      if (takes.kind !== 'integer' && takes.kind !== 'real') continue;
      expect(value).toBeGreaterThanOrEqual(takes.min ?? Number.NEGATIVE_INFINITY);
      expect(value).toBeLessThanOrEqual(takes.max ?? Number.POSITIVE_INFINITY);
    }
    expect(
      definition.check?.(withDefaults(definition, {}), { objectives: 1, trials: 1000, finite: true }) ?? [],
    ).toEqual([]);
  });
});

describe.each([
  ['tpe', { multivariate: false }],
  ['genetic', { islands: 2, migration: 3, recombination: 'two_point' }],
  ['controller', { method: 'policy_gradient', batch: 2, layers: 2 }],
  ['pnas', { surrogate: 'lstm', beam: 3, first: 4 }],
  ['bayesian', { startup: 4, pending: 'believer' }],
  ['bayesian', { startup: 4, kernel: 'wl', acquisition: 'thompson', pending: 'worst' }],
  ['bananas', { startup: 4, encoding: 'one_hot', acquisition: 'thompson' }],
  ['vae', { startup: 4, encoder: 'graph' }],
  ['mo_asha', { ranking: 'crowding' }],
  ['mo_asha', { ranking: 'scalarization' }],
] as const)('%s with %o', (name, more) => {
  it('goes on from a snapshot as if it had never stopped', () => {
    const definition = strategies.get(name);
    if (!definition) throw new Error(`There is no strategy '${name}'.`);
    goesOn(definition, 15, more);
  });
});
