import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EngineName } from '../engine/types.ts';
import { costOf } from '../network/cost.ts';
import type { Evaluation, SearchModel } from '../space/model.ts';
import { commandEvaluator } from './command-evaluator.ts';
import type { Effects } from './coordinator.ts';
import { cacheKey, type ResultCache } from './result-cache.ts';
import { fileError, RunError } from './run-error.ts';
import { measuresToEvaluate } from './search-plan.ts';
import { readTable } from './table.ts';
import { productVersion } from './versions.ts';
import type { WorkerPool } from './worker-pool.ts';

/** How trials of a run get their metrics. */
export interface Evaluator {
  /** The engine in fact; `table` for look-ups. */
  readonly engine: string;
  readonly description: string;
  /** Trials at a time: at most this many. */
  readonly capacity: number;
  readonly evaluate: Effects['evaluate'];
  /** Of searches that train here. */
  readonly describeData?: NonNullable<Effects['describeData']>;
  close(): void;
}

export interface EvaluatorOptions {
  readonly search: SearchModel;
  /** Relative paths of data start here. */
  readonly dataFolder: string;
  /** Id of the run, for results that others reuse. */
  readonly run: () => string;
  readonly engine: string;
  readonly cache: ResultCache;
  readonly pool: WorkerPool;
}

export function createEvaluator(options: EvaluatorOptions): Promise<Evaluator> {
  const { evaluate } = options.search;
  if (evaluate.kind === 'command')
    return Promise.resolve(commandEvaluator(options.search, evaluate, options.dataFolder));
  return evaluate.kind === 'table' ? Promise.resolve(tableEvaluator(options, evaluate)) : training(options, evaluate);
}

function tableEvaluator(
  { search, dataFolder }: EvaluatorOptions,
  evaluate: Extract<Evaluation, { kind: 'table' }>,
): Evaluator {
  const path = resolve(dataFolder, evaluate.file);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError('read', path, error, "It is the table of the search's 'evaluate' clause.");
  }
  const [first] = search.objectives;
  const columns = search.fidelity?.kind === 'columns' ? search.fidelity.columns : [];
  const table = readTable(text, path, search.search, {
    ...(evaluate.key !== undefined && { key: evaluate.key }),
    needed: [...measuresToEvaluate(search), ...columns.map(({ name }) => name)],
  });
  return {
    engine: 'table',
    description: evaluate.file,
    capacity: 1,
    async evaluate({ assignment, fidelity }) {
      const row = table.lookUp(assignment);
      const column = columns.find(({ share }) => share === fidelity);
      const metrics = column && first ? { ...row, [first.measure]: row[column.name] as number } : row;
      return { metrics, seconds: 0 };
    },
    close: () => {},
  };
}

async function training(
  { search, dataFolder, run, engine, cache, pool }: EvaluatorOptions,
  evaluate: Extract<Evaluation, { kind: 'train' }>,
): Promise<Evaluator> {
  const started = await pool.start(engineName(engine));
  const all = measuresToEvaluate(search);
  const seconds = search.budget.trialSeconds;
  return {
    engine: started.engine,
    description: started.description,
    capacity: Number.POSITIVE_INFINITY,
    async evaluate({ trial, assignment, fidelity, hash, seed, measures = all }, epoch, signal, download) {
      const network = search.space.instantiate(assignment);
      const recipe = evaluate.recipe(assignment);
      const shortened = fidelity < 1 && search.fidelity?.kind === 'examples' && ({ shortened: 'examples' } as const);
      const job = { recipe, dataset: evaluate.dataset, folder: dataFolder, seed, fidelity, measures, ...shortened };
      const key = cacheKey(job, hash, started.engine, productVersion);
      const known = cache.get(key);
      if (known) {
        const { metrics, seconds: spent, ...where } = known;
        // Networks of one canonical form compute the same, but what one of them does not use still counts in its costs.
        const own = { ...metrics, ...costOf(network) };
        return { metrics: own, seconds: spent, reused: { run: where.run, trial: where.trial } };
      }
      const report = await pool.evaluate(
        { network, ...job },
        { epoch, download, signal, ...(seconds !== undefined && { seconds }) },
      );
      cache.put(key, { run: run(), trial, metrics: report.metrics, seconds: report.seconds });
      return { metrics: report.metrics, seconds: report.seconds };
    },
    describeData: (signal, download) =>
      pool.describe({ dataset: evaluate.dataset, folder: dataFolder }, { signal, download }),
    close: () => pool.close(),
  };
}

function engineName(name: string): EngineName | 'auto' {
  switch (name) {
    case 'auto':
    case 'tensorflow':
    case 'wasm':
    case 'cpu':
      return name;
    default:
      throw new RunError(`There is no engine '${name}'. There are: auto, tensorflow, wasm, cpu.`);
  }
}
