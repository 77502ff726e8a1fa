import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { random } from '../src/base/random.ts';
import { strategies, withDefaults } from '../src/strategies/registry.ts';
import type { StrategyParameters } from '../src/strategies/strategy.ts';
import { problemOf, testSpace } from '../src/strategies/test-space.ts';
import { startOptuna } from './peers/optuna-search.ts';
import type { Part, Row } from './row.ts';
import { type SyntheticSpace, syntheticSpaces } from './synthetic-spaces.ts';

/** With settings for so few trials where the defaults are for more; all else has its defaults. */
const METHODS: readonly (readonly [name: string, parameters: StrategyParameters])[] = [
  ['random', {}],
  ['local_search', {}],
  ['regularized_evolution', { population: 10, sample: 3 }],
  ['genetic', {}],
  ['reinforce', {}],
  ['controller', {}],
  ['particle_swarm', {}],
  ['bee_colony', {}],
  ['ant_colony', {}],
  ['tpe', {}],
  ['random_forest', {}],
  ['bayesian', {}],
  ['bananas', {}],
  ['vae', {}],
  ['pnas', {}],
];
const TRIALS = 100;
/** The first seed of the report; those below served to choose defaults. */
const FIRST = Number(process.env.CELLWRIGHT_FIRST_SEED ?? 100);
const SEEDS = 10;
const OPTUNA = ['optuna', 'optuna multivariate'];

/** How far above the least cost the best of 100 trials lies in the mean: each strategy on each synthetic space. */
export async function functionRows(part: Part): Promise<Row[]> {
  const wanted = part.strategies ?? METHODS.map(([name]) => name);
  const functions = process.env.CELLWRIGHT_FUNCTIONS?.split(',');
  const spaces = syntheticSpaces.filter(({ name }) => functions?.includes(name) ?? true);
  const kept = keptGaps(process.env.CELLWRIGHT_RESULTS);
  const count = part.seeds ?? SEEDS;
  const seeds = Array.from({ length: count }, (_, i) => FIRST + i);
  const optuna = startOptuna();
  const rows: Row[] = [];
  for (const space of spaces) {
    const reached = async (name: string, gap: (seed: number) => number | Promise<number>): Promise<number> => {
      let sum = 0;
      for (const seed of seeds) sum += await kept(`${space.name} ${name} ${seed}`, () => gap(seed));
      return sum / count;
    };
    const byChance = await reached('random', (seed) => gapOf(space, 'random', {}, seed));
    for (const name of wanted) {
      const parameters = METHODS.find(([known]) => known === name)?.[1] ?? {};
      const ours = await reached(name, (seed) => gapOf(space, name, parameters, seed));
      rows.push({
        id: `strategies/${space.name} ${name}, mean gap to the optimum after ${TRIALS} trials, ${count} seeds`,
        unit: 'cost',
        ours,
        ...(name !== 'random' && { goal: { atMost: Number(byChance.toPrecision(4)) } }),
      });
      if (name !== 'tpe') continue;
      for (const form of OPTUNA) {
        const multivariate = form !== 'optuna';
        const { decisions, cost, least } = space;
        const peer = await reached(
          form,
          async (seed) => (await optuna.least({ decisions, cost, trials: TRIALS, seed, multivariate })) - least,
        );
        if (Number.isFinite(peer))
          rows.push({ ...(rows.at(-1) as Row), id: `strategies/${space.name} tpe beside ${form}`, ours, peer });
      }
    }
  }
  optuna.close();
  return rows;
}

function gapOf(
  { decisions, cost, least }: SyntheticSpace,
  name: string,
  parameters: StrategyParameters,
  seed: number,
): number {
  const definition = strategies.get(name);
  if (!definition) throw new Error(`There is no strategy '${name}'.`);
  const problem = problemOf(testSpace(decisions), { objectives: [{ measure: 'cost', direction: 'minimize' }] });
  const strategy = definition.create(problem, withDefaults(definition, parameters), random(seed));
  let best = Number.POSITIVE_INFINITY;
  for (let trial = 0; trial < TRIALS; trial++) {
    const [proposal] = strategy.propose(1);
    if (!proposal) break;
    const value = cost(proposal.assignment);
    best = Math.min(best, value);
    strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives: [value], violations: [] } });
  }
  return best - least;
}

/** Results that a file keeps, so that a long measurement can be made in pieces; it is of one state of the program. */
function keptGaps(file: string | undefined): (what: string, run: () => number | Promise<number>) => Promise<number> {
  const lines = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  const known = new Map(lines.map((line) => JSON.parse(line) as [string, number]));
  return async (what, run) => {
    const before = known.get(what);
    if (before !== undefined) return before;
    const gap = await run();
    if (file !== undefined && Number.isFinite(gap)) appendFileSync(file, `${JSON.stringify([what, gap])}\n`);
    return gap;
  };
}
