import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../base/random.ts';
import type { Assignment } from '../space/decision.ts';
import type { Objective } from '../space/model.ts';
import { repairingSpace } from './reductions/repairing.ts';
import { strategies, withDefaults } from './registry.ts';
import type {
  EarlierRun,
  Observation,
  Problem,
  Proposal,
  Strategy,
  StrategyDefinition,
  StrategyParameters,
} from './strategy.ts';
import { choice, mixedDecisions, problemOf, testSpace } from './test-space.ts';
import { describeDecision } from './transfer/earlier.ts';

const space = testSpace([...mixedDecisions, choice('width', 4)]);
/** So small that a session of some dozen trials comes to everything that a strategy does. */
const small = {
  population: 6,
  startup: 4,
  first: 6,
  beam: 3,
  least: 2,
  limit: 2,
  migration: 4,
  portfolio: 3,
  keep: 3,
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

const objectivesOf = (n: number): Objective[] =>
  Array.from({ length: n }, (_, i) => ({ measure: `m${i}`, direction: i === 0 ? 'maximize' : 'minimize' }));
/** Two runs on the same space, candidates that were scored, requirements, a graph: all that a strategy may be given. */
const fullProblem = (objectives: number): Problem => {
  const source = random('earlier');
  const drawn = (n: number): Assignment[] => Array.from({ length: n }, () => space.sample(source));
  const feasible = (a: Assignment): boolean => !(a.op === 0 && a.depth === 2);
  const earlier = ['a', 'b'].map(
    (id): EarlierRun => ({
      id,
      decisions: space.decisions.map(describeDecision),
      objectives: objectivesOf(objectives),
      members: drawn(8).map((assignment) => ({
        assignment,
        objectives: values(assignment, objectives),
        violations: [],
      })),
    }),
  );
  return problemOf(space, {
    objectives: objectivesOf(objectives),
    feasible,
    earlier,
    candidates: drawn(12).filter(feasible),
    graph: (a) => ({ labels: ['in', `op ${a.op}`], inputs: [[], [0]], details: [] }),
  });
};
const values = (assignment: Assignment, n: number): number[] => {
  const source = random(space.key(assignment));
  return Array.from({ length: n }, () => source.next());
};

const FAILURES = ['failed', 'pruned', 'infeasible'] as const;
/** What an architecture gives is up to it, but whether its trial fails is up to `chance`. */
function observed({ assignment, fidelity }: Proposal, n = 1, chance = 1): Observation {
  const source = random(`${space.key(assignment)} ${fidelity}`);
  const kind = chance % 7 === 0 ? FAILURES[chance % 3] : undefined;
  if (kind) return { assignment, fidelity, outcome: { kind } };
  const objectives = values(assignment, n).map((value) => (source.next() < 0.03 ? Number.NaN : value));
  const violations = [source.next() < 0.3 ? source.next() : 0];
  return { assignment, fidelity, outcome: { kind: 'finished', objectives, violations } };
}

/** A session with a strategy: numbers below 16 ask for up to three proposals, others finish one of those that are out. */
function drive(strategy: Strategy, actions: readonly number[], out: Proposal[] = [], n = 1): Proposal[] {
  const proposed: Proposal[] = [];
  for (const action of actions) {
    if (action < 16) {
      const proposals = strategy.propose(action % 4);
      expect(proposals.length).toBeLessThanOrEqual(action % 4);
      proposed.push(...proposals);
      out.push(...proposals);
    } else if (out.length > 0) {
      const [done] = out.splice(action % out.length, 1);
      if (done) strategy.observe(observed(done, n, action));
    }
  }
  return proposed;
}

const actions = fc.array(fc.nat(40), { maxLength: 80 });
/** A run that is stopped anywhere and restored goes on as the one that is not. */
function goesOn(definition: StrategyDefinition, numRuns: number, more: StrategyParameters = {}): void {
  const most = definition.objectives === 'any' ? 3 : 1;
  fc.assert(
    fc.property(actions, actions, fc.nat(), fc.integer({ min: 1, max: most }), (before, after, seed, n) => {
      const problem = fullProblem(n);
      const uninterrupted = create(definition, seed, problem, more);
      const out: Proposal[] = [];
      drive(uninterrupted, before, out, n);
      const snapshot: unknown = JSON.parse(JSON.stringify(uninterrupted.snapshot()));
      const restored = create(definition, seed + 1, problem, more);
      restored.restore(snapshot);
      expect(drive(restored, after, [...out], n)).toEqual(drive(uninterrupted, after, [...out], n));
      expect(restored.snapshot()).toEqual(uninterrupted.snapshot());
    }),
    { numRuns },
  );
}

describe.each([...strategies.values()])('$name', (definition) => {
  it('goes on from a snapshot as if it had never stopped', () => goesOn(definition, 40));

  it('comes to where it was when its log is replayed, which does not tell of what it was asked in vain', () => {
    const most = definition.objectives === 'any' ? 3 : 1;
    fc.assert(
      fc.property(actions, actions, fc.nat(), fc.integer({ min: 1, max: most }), (before, after, seed, n) => {
        const live = create(definition, seed, fullProblem(n));
        const log: ({ readonly proposed: Proposal } | { readonly told: Observation })[] = [];
        const out: Proposal[] = [];
        for (const action of before) {
          if (action < 16) {
            for (let asked = 0; asked < action % 4; asked++) {
              const [proposed] = live.propose(1);
              if (!proposed) continue;
              log.push({ proposed });
              out.push(proposed);
            }
          } else if (out.length > 0) {
            const [done] = out.splice(action % out.length, 1);
            const told = observed(done as Proposal, n, action);
            live.observe(told);
            log.push({ told });
          }
        }
        const replayed = create(definition, seed, fullProblem(n));
        for (const entry of log) {
          if ('told' in entry) replayed.observe(entry.told);
          else expect(replayed.propose(1)).toEqual([entry.proposed]);
        }
        expect(drive(replayed, after, [...out], n)).toEqual(drive(live, after, [...out], n));
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
        const distinct = new Map(
          fullProblem(1)
            .candidates?.filter(feasible)
            .map((a) => [identity(a), a]),
        );
        const candidates = [...distinct.values()];
        const strategy = create(definition, seed, {
          ...fullProblem(1),
          space: searched,
          identity,
          feasible,
          candidates,
        });
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
  ['warm_start', { by: 'random' }],
  ['warm_start', { by: 'genetic' }],
  ['zero_cost', { keep: 4, next: 'tpe' }],
  ['mo_asha', { ranking: 'crowding' }],
  ['mo_asha', { ranking: 'scalarization' }],
] as const)('%s with %o', (name, more) => {
  it('goes on from a snapshot as if it had never stopped', () => {
    const definition = strategies.get(name);
    if (!definition) throw new Error(`There is no strategy '${name}'.`);
    goesOn(definition, 15, more);
  });
});
