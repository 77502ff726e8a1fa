import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { random } from '../src/base/random.ts';
import type { Assignment } from '../src/space/decision.ts';
import { hypervolume } from '../src/strategies/indicators/hypervolume.ts';
import { pointsOf } from '../src/strategies/indicators/points.ts';
import { invertedGenerationalDistance } from '../src/strategies/indicators/quality.ts';
import { nonDominatedSort } from '../src/strategies/indicators/sort.ts';
import { strategies, withDefaults } from '../src/strategies/registry.ts';
import type { Problem, Strategy, StrategyParameters } from '../src/strategies/strategy.ts';
import type { Row } from './row.ts';
import { evaluate, problemOf, testFunctions } from './test-functions.ts';

/** For a quick look: `CELLWRIGHT_SEEDS=2 CELLWRIGHT_METHODS=nsga2 CELLWRIGHT_FUNCTIONS=ZDT1,ZDT4`. */
const METHODS = chosen('METHODS', 'nsga2,nsga3,moead,ibea,sms_emoa,pesa2,moga,mopso,mo_abc,mo_aco,mo_tpe,parego,ehvi');
const FUNCTIONS = chosen('FUNCTIONS', 'ZDT1,ZDT2,ZDT3,ZDT4,ZDT6,DTLZ2.3D,DTLZ7.3D');
const SEEDS = Number(process.env.CELLWRIGHT_SEEDS ?? 10);
const FIRST = Number(process.env.CELLWRIGHT_FIRST_SEED ?? 100);
const EVALUATIONS = 25_000;

/** What strategies with a front reach: accuracy and latency on NAS-Bench-201, and functions whose front is known. */
export async function bench(): Promise<Row[]> {
  process.stderr.write(
    "Peers: pymoo 0.6.1.3, measured on another machine. To repeat: pip install pymoo; python -c \"from pymoo.algorithms.moo.nsga2 import NSGA2; from pymoo.problems import get_problem; from pymoo.optimize import minimize; from pymoo.indicators.hv import HV; print([HV([1.1, 1.1])(minimize(get_problem('zdt1'), NSGA2(100), ('n_gen', 250), seed=s).F) for s in range(5)])\"\n",
  );
  return [...tableRows(), ...functionRows(), asking()];
}

function chosen(what: string, all: string): string[] {
  return (process.env[`CELLWRIGHT_${what}`] ?? all).split(',');
}

const lines = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
/** Defaults were chosen on seeds below 100. */
const seeds = (): number[] => Array.from({ length: SEEDS }, (_, i) => FIRST + i);

/**
 * Hypervolume after 500 trials as a share of the true front's, with what each cost spans on the true front as its unit and
 * 1.1 of it from the ideal point as the reference. Mean over seeds; every device.
 */
function tableRows(): Row[] {
  const [header = [], ...rows] = lines(join(__dirname, '../examples/data/nasbench201.csv'));
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

/** All objectives are minimised here: costs of every trial, and of the members that the strategy kept. */
function run(
  name: string,
  parameters: StrategyParameters,
  problem: Problem,
  seed: number,
  trials: number,
  costs: (assignment: Assignment) => number[],
): { tried: number[][]; kept: () => number[][] } {
  const definition = strategies.get(name);
  if (!definition) throw new Error(`There is no strategy '${name}'.`);
  const strategy = definition.create(problem, withDefaults(definition, parameters), random(seed));
  const tried: number[][] = [];
  while (tried.length < trials) {
    const [proposal] = strategy.propose(1);
    if (!proposal) break;
    const objectives = costs(proposal.assignment);
    tried.push(objectives);
    strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives, violations: [] } });
  }
  return { tried, kept: () => keptBy(strategy) };
}

function keptBy(strategy: Strategy): number[][] {
  type Members = readonly { readonly costs: number[] }[];
  const { breeder } = (
    strategy.snapshot() as {
      method: { breeder: { islands?: { members: Members }[]; members?: Members; archive?: Members } };
    }
  ).method;
  const members = breeder.islands?.flatMap((island) => island.members) ?? breeder.members ?? breeder.archive ?? [];
  return members.map(({ costs }) => costs);
}

/** What NSGA-II of pymoo reaches on ZDT1 with the same population and number of evaluations. */
const PEER = { volume: 0.86939, distance: 0.0048 };

/** Population 100, 25,000 evaluations: the members that a strategy keeps (at most 100) against the known front. */
function functionRows(): Row[] {
  return testFunctions
    .filter(({ name }) => FUNCTIONS.includes(name))
    .flatMap((f) => {
      const front = pointsOf(lines(join(__dirname, `data/${f.name}.csv`)).map((line) => line.map(Number)));
      const known = hypervolume(front, f.reference);
      return METHODS.flatMap((name): Row[] => {
        const found = seeds().map((seed) =>
          pointsOf(run(name, { population: 100 }, problemOf(f), seed, EVALUATIONS, (a) => evaluate(f, a)).kept()),
        );
        const volume = mean(found.map((points) => hypervolume(points, f.reference)));
        const distance = mean(found.map((points) => invertedGenerationalDistance(points, front)));
        const first = f.name === 'ZDT1' && name === 'nsga2';
        return [
          { id: `fronts/${f.name}, ${name}, hypervolume of the front's`, unit: '%', ours: (100 * volume) / known },
          {
            id: `fronts/${f.name}, ${name}, IGD`,
            unit: '',
            ours: distance,
            ...(first && { peer: PEER.distance, goal: { atMost: 0.0049 } }),
          },
          ...(first
            ? [
                {
                  id: 'fronts/ZDT1, nsga2, hypervolume (1.1, 1.1)',
                  unit: '',
                  ours: volume,
                  peer: PEER.volume,
                  goal: { atLeast: 0.8693 },
                },
              ]
            : []),
        ];
      });
    });
}

/** The longest of 1,000 requests for one proposal after 10,000 results, population 40: what a waiting worker may see. */
function asking(): Row {
  const f = testFunctions[0]!;
  const problem = problemOf(f);
  const definition = strategies.get('nsga2')!;
  const strategy = definition.create(problem, withDefaults(definition, {}), random(1));
  let worst = 0;
  for (let trial = 0; trial < 11_000; trial++) {
    const from = performance.now();
    const [proposal] = strategy.propose(1);
    if (trial >= 10_000) worst = Math.max(worst, performance.now() - from);
    if (!proposal) break;
    const objectives = evaluate(f, proposal.assignment);
    strategy.observe({ ...proposal, outcome: { kind: 'finished', objectives, violations: [] } });
  }
  return {
    id: 'fronts/nsga2, one proposal after 10,000 trials, worst',
    unit: 'ms',
    ours: worst,
    peer: 12,
    goal: { atMost: 0.5 },
  };
}
