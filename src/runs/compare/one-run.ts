import { totalViolation } from '../../base/dominance.ts';
import type { RunEvent } from '../../protocol/run-events.ts';
import type { SearchModel } from '../../space/model.ts';
import { type Coordinator, createCoordinator } from '../coordinator.ts';
import type { Evaluator } from '../evaluator.ts';
import type { Plan } from '../plan.ts';
import { RunError } from '../run-error.ts';
import { createPlan, measuresToEvaluate } from '../search-plan.ts';

/** A trial of a comparison; undefined: it failed. */
export type ComparedTrial =
  | {
      readonly objectives: readonly number[];
      /** Of all measured constraints together. */
      readonly violation: number;
      /** In the order of the search's `report`. */
      readonly report: readonly number[];
    }
  | undefined;

/** A run of a strategy with a seed. */
export interface ComparedRun {
  /** In the order in which they were finished. */
  readonly trials: readonly ComparedTrial[];
  /** Wall-clock time of the whole run. */
  readonly seconds: number;
}

interface Options {
  readonly search: SearchModel;
  readonly seed: number;
  readonly trials: number;
  readonly evaluator: Evaluator;
  readonly onTrial: () => void;
  readonly signal: AbortSignal;
}

/** Runs a strategy as a search would, one trial at a time, without keeping a log. Throws a `RunError`. */
export async function runOnce({ search, seed, trials, evaluator, onTrial, signal }: Options): Promise<ComparedRun> {
  const done: ComparedTrial[] = [];
  let fidelity = 1;
  const keep = (event: RunEvent): void => {
    if (event.type === 'trial.started')
      fidelity = event.fidelity; // one trial at a time
    else if (event.type === 'trial.finished' && fidelity < 1) {
      // A search does not pick by a short evaluation.
      done.push(undefined);
      onTrial();
    } else if (event.type === 'trial.finished') {
      const { objectives, metrics } = event;
      const report = search.report.map((name) => metrics[name] ?? Number.NaN);
      done.push({ objectives, violation: totalViolation(event), report });
      onTrial();
    } else if (event.type === 'trial.failed' && event.kind !== 'infeasible') {
      done.push(undefined);
      onTrial();
    }
  };
  const started = performance.now();
  const coordinator: Coordinator = createCoordinator({
    plan: planOf(search, seed),
    started: {
      format: 1,
      run: search.name,
      search: search.name,
      space: search.space.name,
      file: '',
      strategy: search.strategy,
      objectives: search.objectives,
      seed,
      workers: 1,
      engine: evaluator.engine,
      trials,
      architectures: search.space.space.count?.toString() ?? 'infinite',
      versions: {},
    },
    history: [],
    workers: 1,
    // The clock decides nothing here: a comparison has a limit of trials only.
    effects: { now: () => Date.now(), append: keep, evaluate: evaluator.evaluate },
  });
  const stop = (): void => coordinator.stop();
  signal.addEventListener('abort', stop);
  const { problem } = await coordinator.run();
  signal.removeEventListener('abort', stop);
  if (problem !== undefined) throw new RunError(problem);
  return { trials: done, seconds: (performance.now() - started) / 1000 };
}

/** A table gives all that is read of a trial if nothing is asked of its network, which then is never built. */
function planOf(search: SearchModel, seed: number): Plan {
  const plan = createPlan(search, seed);
  const read = new Set([...search.objectives.map(({ measure }) => measure), ...search.report]);
  const enough = search.constraints.length === 0 && measuresToEvaluate(search).length === read.size;
  if (search.evaluate.kind !== 'table' || !enough || plan.screening) return plan;
  return { ...plan, describe: () => ({ hash: '', seed: 0, measures: {}, missed: 0 }) };
}
