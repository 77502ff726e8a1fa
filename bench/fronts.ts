import { random } from '../src/base/random.ts';
import type { Decision, RealDecision } from '../src/space/decision.ts';
import { evolutionBreeder } from '../src/strategies/evolution/evolution.ts';
import { byFrontAndCrowding } from '../src/strategies/evolution/nsga2.ts';
import { numberSearch } from '../src/strategies/evolution/numbers.ts';
import { valuesVariation } from '../src/strategies/evolution/variation.ts';
import { hypervolume } from '../src/strategies/indicators/hypervolume.ts';
import { pointsOf } from '../src/strategies/indicators/points.ts';
import { nonDominatedSort } from '../src/strategies/indicators/sort.ts';
import { strategies, withDefaults } from '../src/strategies/registry.ts';
import type { Problem } from '../src/strategies/strategy.ts';
import { functionRows } from './front-functions.ts';
import { lines, METHODS, mean, run, seeds } from './front-run.ts';
import { type Part, type Row, rowsOf } from './row.ts';
import { evaluate, problemOf, testFunctions } from './test-functions.ts';

/** Evaluations of a run that is timed. */
const EVALUATIONS = 25_000;

/** What strategies with a front reach: accuracy and latency on NAS-Bench-201, and functions whose front is known. */
export const bench = (part: Part): Promise<Row[]> =>
  rowsOf({ table: tableRows, functions: functionRows, asking: () => [asking()], generations }, part);

/**
 * Hypervolume after 500 trials as a share of the true front's, with what each cost spans on the true front as its unit and
 * 1.1 of it from the ideal point as the reference. Mean over seeds; every device.
 */
function tableRows(): Row[] {
  const [header = [], ...rows] = lines('../examples/data/nasbench201.csv');
  const column = (name: string): number => header.indexOf(name);
  const devices = header.filter((name) => name.startsWith('latency_ms_'));
  return devices.flatMap((device) => {
    const costs = new Map(
      rows.map((row) => [row[column('ops')] ?? '', [-Number(row[column('c10_val12')]), Number(row[column(device)])]]),
    );
    const all = [...costs.values()];
    const { ranks } = nonDominatedSort(pointsOf(all));
    const front = all.filter((_, i) => ranks[i] === 0);
    const ends = [0, 1].map((k) => front.map((row) => row[k]!)).map((line) => [Math.min(...line), Math.max(...line)]);
    const volume = (found: readonly number[][]): number =>
      hypervolume(
        pointsOf(found.map((row) => row.map((x, k) => (x - ends[k]![0]!) / (ends[k]![1]! - ends[k]![0]!)))),
        [1.1, 1.1],
      );
    const best = volume(front);
    return ['random', ...METHODS].map((name): Row => {
      const shares = seeds().map(
        (seed) =>
          volume(run(name, {}, cells(), seed, 500, (a) => costs.get(Object.values(a).join('')) ?? []).tried) / best,
      );
      const id = `fronts/NAS-Bench-201, ${device.slice('latency_ms_'.length)}, ${name}, hypervolume`;
      return { id, unit: '%', ours: 100 * mean(shares), ...(name !== 'random' && { goal: { atLeast: 95 } }) };
    });
  });
}

/** Six choices of five operations; accuracy up, latency down. */
function cells(): Problem {
  const f = { ranges: Array.from({ length: 6 }, () => [0, 1] as const), objectives: 2 };
  const reals = problemOf({ ...f, name: 'cells', reference: [1, 1], costs: () => [] });
  const decisions = reals.space.decisions.map(({ path }) => ({
    kind: 'choice' as const,
    path,
    when: [[]],
    options: ['none', 'skip', 'conv1', 'conv3', 'pool'],
  }));
  const repair: Problem['space']['repair'] = (partial, source) =>
    Object.fromEntries(decisions.map(({ path }) => [path, partial[path] ?? source.integer(5)]));
  const space = { ...reals.space, decisions, count: 15_625n, active: () => [...decisions], repair };
  return { ...reals, space: { ...space, sample: (source) => repair({}, source) } };
}

/**
 * The longest of 1,000 requests for one proposal after 10,000 results, population 40: what a waiting worker may see. The same
 * run is made five times and each request counts with its shortest time, which leaves out what else the machine did.
 */
function asking(): Row {
  const f = testFunctions[0]!;
  const definition = strategies.get('nsga2')!;
  const times = new Float64Array(1000).fill(Number.POSITIVE_INFINITY);
  for (let repeat = 0; repeat < 5; repeat++) {
    const strategy = definition.create(problemOf(f), withDefaults(definition, {}), random(1));
    for (let trial = 0; trial < 11_000; trial++) {
      const from = performance.now();
      const [proposal] = strategy.propose(1);
      const time = performance.now() - from;
      if (trial >= 10_000) times[trial - 10_000] = Math.min(times[trial - 10_000]!, time);
      if (!proposal) break;
      const objectives = evaluate(f, proposal.assignment);
      strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives, violations: [] } });
    }
  }
  return {
    id: 'fronts/nsga2, one proposal after 10,000 trials, worst of 1,000',
    unit: 'ms',
    ours: Math.max(...times),
    peer: 12,
    goal: { atMost: 0.5 },
  };
}

/**
 * Generations of 100 a second, one point and one result at a time; the best of thirty runs, so that what is compiled counts. As the
 * peers' loops have it, points are lists of numbers; the second row has assignments by name, which is how a run asks.
 */
function generations(): Row[] {
  const f = testFunctions[0]!;
  const problem = problemOf(f);
  const definition = strategies.get('nsga2')!;
  const parameters = withDefaults(definition, { population: 100, offspring: 100 });
  const best = (run: () => void): number => {
    let shortest = Number.POSITIVE_INFINITY;
    for (let repeat = 0; repeat < 30; repeat++) {
      const from = performance.now();
      run();
      shortest = Math.min(shortest, performance.now() - from);
    }
    return EVALUATIONS / 100 / (shortest / 1000);
  };
  const byNumbers = best(() => {
    const variation = valuesVariation(problem.space, Number(parameters.crossover));
    const breeder = evolutionBreeder(variation, parameters, byFrontAndCrowding);
    const search = numberSearch(problem.space.decisions.filter(isReal), random(1), 100, breeder);
    for (let trial = 0; trial < EVALUATIONS; trial++) {
      const asked = search.ask();
      if (!asked) break;
      search.tell(asked, f.costs(asked.assignment as readonly number[]), 0);
    }
  });
  const byName = best(() => {
    const strategy = definition.create(problem, parameters, random(1));
    for (let trial = 0; trial < EVALUATIONS; trial++) {
      const [proposal] = strategy.propose(1);
      if (!proposal) break;
      const objectives = evaluate(f, proposal.assignment);
      strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives, violations: [] } });
    }
  });
  return [
    { id: 'fronts/nsga2 on ZDT1, generations', unit: '1/s', ours: byNumbers, peer: 261, goal: { atLeast: 2000 } },
    { id: 'fronts/nsga2 on ZDT1, generations, assignments by name', unit: '1/s', ours: byName, peer: 261 },
  ];
}

const isReal = (decision: Decision): decision is RealDecision => decision.kind === 'real';
