import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashText } from '../src/base/random.ts';
import { hypervolume } from '../src/strategies/indicators/hypervolume.ts';
import { pointsOf } from '../src/strategies/indicators/points.ts';
import { invertedGenerationalDistance } from '../src/strategies/indicators/quality.ts';
import type { StrategyParameters } from '../src/strategies/strategy.ts';
import { FUNCTIONS, lines, METHODS, mean, run, SEEDS, seeds } from './front-run.ts';
import type { Row } from './row.ts';
import { evaluate, problemOf, type TestFunction, testFunctions } from './test-functions.ts';

const EVALUATIONS = 25_000;
/** Models are for some hundreds of trials. */
const MODELS = ['mo_tpe', 'parego', 'ehvi'];
/** The method of a peer that a strategy is the same as. */
const PEERS: Readonly<Record<string, string>> = {
  nsga2: 'pymoo nsga2',
  nsga3: 'pymoo nsga3',
  moead: 'pymoo moead',
  sms_emoa: 'pymoo sms_emoa',
  mopso: 'jmetalpy smpso',
  ibea: 'jmetalpy ibea',
};

/** The population of the peers; all else is as our defaults are. */
const PARAMETERS: StrategyParameters = { population: 100 };
/** MOEA/D once more with the settings of Li and Zhang 2009; costs are not scaled, as in the paper and in the peers. */
const PUBLISHED: Readonly<Record<string, StrategyParameters>> = {
  moead: { ...PARAMETERS, neighbours: 20, near: 0.9, replaced: 2, scale: 'none' },
};
const AS_PUBLISHED = ', as published';

/** What one run reached: a line of a file. */
interface Run {
  readonly method: string;
  /** What it was measured with. */
  readonly version: string;
  readonly function: string;
  readonly seed: number;
  readonly hypervolume: number;
  readonly igd: number;
}

const peerFile = (): string => join(__dirname, 'data/front-peers.jsonl');

const runsIn = (path: string): Run[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Run) // our own file
    : [];

/**
 * Population 100, 25,000 evaluations, our defaults: the members that a strategy keeps (at most 100) against the known front, and a row for the best
 * of all methods against the best of all peers. With `CELLWRIGHT_RESULTS=FILE` every run is a line of that file, and those that
 * this very build made before are not made again, so that a table that was interrupted goes on.
 */
export function functionRows(): Row[] {
  const methods = METHODS.filter((name) => !MODELS.includes(name));
  askPeers(methods);
  const peers = runsIn(peerFile());
  const file = process.env.CELLWRIGHT_RESULTS;
  const version = hashText(readFileSync(fileURLToPath(import.meta.url), 'utf8'));
  const known = (file === undefined ? [] : runsIn(file)).filter((each) => each.version === version);

  return testFunctions
    .filter(({ name }) => FUNCTIONS.includes(name))
    .flatMap((f) => {
      const front = pointsOf(lines(`data/${f.name}.csv`).map((line) => line.map(Number)));
      const whole = hypervolume(front, f.reference);
      const measure = (method: string, seed: number): Run => {
        const name = method.replace(AS_PUBLISHED, '');
        const parameters = (name === method ? undefined : PUBLISHED[name]) ?? PARAMETERS;
        const before = known.find((each) => each.method === method && each.function === f.name && each.seed === seed);
        if (before) return before;
        const found = pointsOf(run(name, parameters, problemOf(f), seed, EVALUATIONS, (a) => evaluate(f, a)).kept());
        const made: Run = {
          method,
          version,
          function: f.name,
          seed,
          hypervolume: hypervolume(found, f.reference),
          igd: invertedGenerationalDistance(found, front),
        };
        if (file !== undefined) appendFileSync(file, `${JSON.stringify(made)}\n`);
        return made;
      };
      const measured = methods.flatMap((name) => (name in PUBLISHED ? [name, `${name}${AS_PUBLISHED}`] : [name]));
      const ours = measured.map((method) => ({ method, runs: seeds().map((seed) => measure(method, seed)) }));
      const theirs = [...new Set(peers.map(({ method }) => method))].map((method) =>
        peers.filter((each) => each.method === method && each.function === f.name),
      );
      const best = (all: readonly (readonly Run[])[]): number =>
        Math.max(...all.filter((runs) => runs.length > 0).map((runs) => mean(runs.map((each) => each.hypervolume))));
      return [
        ...ours.flatMap(({ method, runs }) => rowsFor(f, method, runs, peers, whole)),
        {
          id: `fronts/${f.name}, the best of ours and of the peers, hypervolume`,
          unit: '',
          ours: best(ours.map(({ runs }) => runs)),
          peer: best(theirs),
          goal: { atLeast: 1, of: 'ratio' },
        },
      ];
    });
}

function rowsFor(f: TestFunction, method: string, runs: readonly Run[], peers: readonly Run[], whole: number): Row[] {
  const volume = mean(runs.map((each) => each.hypervolume));
  const distance = mean(runs.map((each) => each.igd));
  const same = peers.filter(
    (each) => each.method === PEERS[method.replace(AS_PUBLISHED, '')] && each.function === f.name,
  );
  const peer = mean(same.map((each) => each.hypervolume));
  const first = f.name === 'ZDT1' && method === 'nsga2';
  return [
    {
      id: `fronts/${f.name}, ${method}, hypervolume (${((100 * volume) / whole).toFixed(2)} % of the front's)`,
      unit: '',
      ours: volume,
      ...(same.length > 0 && { peer, goal: { atLeast: first ? 0.8693 : 0.99 * peer } }),
    },
    {
      id: `fronts/${f.name}, ${method}, IGD`,
      unit: '',
      ours: distance,
      ...(same.length > 0 && { peer: mean(same.map((each) => each.igd)) }),
      ...(first && { goal: { atMost: 0.0049 } }),
    },
  ];
}

/** Runs of the peers that are missing, if a Python that has them is named; else how to make them. */
function askPeers(methods: readonly string[]): void {
  const known = runsIn(peerFile());
  const python = process.env.CELLWRIGHT_BENCH_PYTHON;
  const missing = methods.flatMap((name) => {
    const method = PEERS[name];
    if (method === undefined) return [];
    const functions = FUNCTIONS.filter(
      (f) => known.filter((each) => each.method === method && each.function === f).length < SEEDS,
    );
    return functions.length > 0 ? [['bench/peers/fronts.py', peerFile(), method, String(SEEDS), ...functions]] : [];
  });
  if (missing.length === 0) return;
  if (python === undefined) {
    const commands = missing.map((words) => `  VENV/bin/python ${words.map((word) => `'${word}'`).join(' ')}`);
    process.stderr.write(
      [
        'Peers have fewer runs than were asked for; with CELLWRIGHT_BENCH_PYTHON=VENV/bin/python this bench makes them:',
        '  python3 -m venv VENV && VENV/bin/pip install pymoo==0.6.2 jmetalpy==1.9.0',
        ...commands,
        '',
      ].join('\n'),
    );
    return;
  }
  for (const [script = '', ...words] of missing) {
    process.stderr.write(`  ${words.slice(1).join(' ')}\n`);
    const { status } = spawnSync(python, [join(__dirname, '..', script), ...words], { stdio: 'ignore' });
    if (status !== 0) process.stderr.write(`  ${python} could not run it: those cells have fewer runs of the peer.\n`);
  }
}
