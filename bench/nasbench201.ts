import { random } from '../src/base/random.ts';
import type { readTable } from '../src/runs/table.ts';
import type { Assignment } from '../src/space/decision.ts';
import type { SearchModel } from '../src/space/model.ts';
import type { SearchSpace } from '../src/space/search-space.ts';
import { strategies, withDefaults } from '../src/strategies/registry.ts';
import type { StrategyParameters } from '../src/strategies/strategy.ts';
import { median, type Row, timed } from './row.ts';

/** Published means of test accuracy, CIFAR-10 and CIFAR-100 (Dong et al. 2021, NATS-Bench, as commonly quoted). */
interface Method {
  readonly name: string;
  readonly parameters?: StrategyParameters;
  readonly published?: readonly [cifar10: number, cifar100: number];
  readonly seeds: number;
}
const METHODS: readonly Method[] = [
  { name: 'random', published: [93.7, 71.04], seeds: 200 },
  {
    name: 'regularized_evolution',
    parameters: { population: 10, sample: 3 },
    published: [93.92, 71.84],
    seeds: 200,
  },
  { name: 'reinforce', published: [93.85, 71.71], seeds: 200 },
  { name: 'local_search', seeds: 200 },
  { name: 'genetic', seeds: 200 },
  { name: 'tpe', seeds: 200 },
  { name: 'random_forest', seeds: 20 },
  { name: 'bayesian', seeds: 20 },
  { name: 'bananas', seeds: 10 },
];

/**
 * Mean test accuracy (200 epochs) of what each strategy picks by validation accuracy after 12 epochs, 107 trials. Defaults
 * come from papers and from validation accuracy on seeds 0 to 99 of this table; test accuracy was never used for them.
 */
export function nasBench201(search: SearchModel, table: ReturnType<typeof readTable>): Row[] {
  const rows: Row[] = [];
  const space = search.space.space;
  for (const { name, parameters, published, seeds } of METHODS) {
    for (const [index, data] of (['c10', 'c100'] as const).entries()) {
      let [sum, squares] = [0, 0];
      for (let seed = 0; seed < seeds; seed++) {
        const test = picked(space, name, parameters ?? {}, seed, (assignment) => {
          const found = table.lookUp(assignment);
          return { validation: found[`${data}_val12`] ?? Number.NaN, test: found[`${data}_test200`] ?? Number.NaN };
        });
        sum += test;
        squares += test * test;
      }
      const mean = sum / seeds;
      const deviation = Math.sqrt(Math.max(0, squares / seeds - mean * mean)).toFixed(2);
      const peer = published?.[index];
      rows.push({
        id: `strategies/NAS-Bench-201 ${data} ${name}, mean test accuracy (sd ${deviation}, ${seeds} seeds)`,
        unit: '%',
        ours: mean,
        ...(peer !== undefined && { peer }),
      });
    }
  }
  return rows;
}

function picked(
  space: SearchSpace,
  name: string,
  parameters: StrategyParameters,
  seed: number,
  lookUp: (assignment: Assignment) => { validation: number; test: number },
): number {
  const definition = strategies.get(name);
  if (!definition) throw new Error(`There is no strategy '${name}'.`);
  const problem = {
    space,
    objectives: [{ measure: 'accuracy', direction: 'maximize' }],
    identity: (assignment: Assignment) => space.key(assignment),
    feasible: () => true,
  } as const;
  const strategy = definition.create(problem, withDefaults(definition, parameters), random(seed));
  let best = { validation: Number.NEGATIVE_INFINITY, test: Number.NaN };
  for (let trial = 0; trial < 107; trial++) {
    const [proposal] = strategy.propose(1);
    if (!proposal) throw new Error(`${name} proposed nothing at trial ${trial}.`);
    const result = lookUp(proposal.assignment);
    if (result.validation > best.validation) best = result;
    strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives: [result.validation], violations: [] } });
  }
  return best.test;
}

/** Milliseconds of a TPE proposal with 20 numbers after so many trials; Optuna 5's by the figures of its own bench. */
export async function tpeOverhead(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const multivariate of [true, false]) {
    for (const [trials, peer, atMost] of [
      [1000, 12, 1],
      [10_000, 96, 5],
    ] as const) {
      const tpe = strategies.get('tpe');
      if (!tpe) throw new Error("There is no strategy 'tpe'.");
      const source = random(1);
      const value = (assignment: Assignment): number =>
        Object.values(assignment).reduce<number>((sum, x) => sum - (Number(x) - 0.3) ** 2, 0);
      const draw = (): Assignment => Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`x${i}`, source.next()]));
      const space: SearchSpace = {
        decisions: Array.from({ length: 20 }, (_, i) => ({
          kind: 'real',
          path: `x${i}`,
          when: [[]],
          min: 0,
          max: 1,
          log: false,
        })),
        count: undefined,
        sample: draw,
        active: () => [...space.decisions],
        repair: (partial) => ({ ...partial }),
        enumerate: () => [],
        key: (assignment) => Object.values(assignment).join(),
      };
      const problem = {
        space,
        objectives: [{ measure: 'value', direction: 'maximize' }],
        identity: space.key,
        feasible: () => true,
      } as const;
      const strategy = tpe.create(problem, withDefaults(tpe, { multivariate }), random(2));
      const observe = (assignment: Assignment): void =>
        strategy.observe({
          assignment,
          fidelity: 1,
          outcome: { kind: 'finished', objectives: [value(assignment)], violations: [] },
        });
      for (const { assignment } of strategy.propose(10)) observe(assignment);
      for (let i = 10; i < trials; i++) observe(draw());
      const times = await timed(40, 20, () => {
        const [proposal] = strategy.propose(1);
        if (proposal) observe(proposal.assignment);
      });
      const form = multivariate ? 'multivariate' : 'univariate';
      rows.push({
        id: `strategies/TPE proposal, ${form}, 20 numbers, ${trials} trials`,
        unit: 'ms',
        ours: median(times),
        peer,
        goal: { atMost },
      });
    }
  }
  return rows;
}
