import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { OpenedRun, ResumeParams, RunOverrides, StartParams } from '../protocol/run-boundary.ts';
import type { RunEvent, RunStarted } from '../protocol/run-events.ts';
import { foldEvents, trialsUsed } from '../protocol/run-state.ts';
import type { SearchModel } from '../space/model.ts';
import { strategies, withDefaults } from '../strategies/registry.ts';
import { type Coordinator, createCoordinator } from './coordinator.ts';
import { earlierNotice, findEarlierRuns, readEarlierRuns, writeEarlierRuns } from './earlier-runs.ts';
import { createEvaluator, type Evaluator } from './evaluator.ts';
import { openLog, type ReadLog, readLog } from './event-log.ts';
import { loadSearch, locate } from './load-search.ts';
import { takeLock } from './lock.ts';
import { makeFolder } from './make-folder.ts';
import type { Plan } from './plan.ts';
import { openCache } from './result-cache.ts';
import { fileError, RunError } from './run-error.ts';
import {
  cacheFolder,
  createRunFolder,
  type RunManifest,
  readManifest,
  runFiles,
  runName,
  writeManifest,
} from './run-folder.ts';
import { unsatisfiable } from './satisfiable.ts';
import { createPlan } from './search-plan.ts';
import { copySource } from './source-copy.ts';
import { versions } from './versions.ts';
import type { WorkerPool } from './worker-pool.ts';

/** A run that this process works on. */
export interface Session {
  readonly opened: OpenedRun;
  readonly coordinator: Coordinator;
  /** Ends workers, closes the log, lets go of the run. */
  close(): void;
}

export interface SessionEffects {
  readonly pool: WorkerPool;
  readonly now: () => number;
  /** After it was logged. */
  readonly tell: (event: RunEvent) => void;
}

/** Makes a new run. Throws a `RunError` if it can't start. */
export async function startSession(params: StartParams, effects: SessionEffects): Promise<Session> {
  const { workspace, overrides } = params;
  const file = resolve(params.file);
  const { search, texts } = await loadSearch(file, params.search);
  const { budget } = search;
  const seed = overrides.seed ?? budget.seed;
  const trials = overrides.trials ?? budget.trials;
  const seconds = overrides.seconds ?? budget.seconds;
  const earlier = await findEarlierRuns(workspace, search);
  const plan = createPlan(search, seed, earlier);
  // Before anything is made: a search that can only be in vain is told at once, not after long drawing.
  const hopeless = unsatisfiable(search, seed);
  if (hopeless) throw new RunError(locate({ range: hopeless.constraint.range, message: hopeless.message }, texts));
  let id = '';
  const evaluator = await createEvaluator({
    search,
    dataFolder: dirname(file),
    run: () => id,
    engine: overrides.engine ?? 'auto',
    cache: openCache(cacheFolder(workspace)),
    pool: effects.pool,
  });
  const name = runName(search.name, new Date(effects.now()));
  const made = params.folder === undefined ? createRunFolder(workspace, name) : emptyFolder(params.folder);
  id = made.id;
  const { folder } = made;
  const files = runFiles(folder);
  const release = takeLock(files.lock);
  return orRelease(release, () => {
    const describe = (): RunManifest => ({
      format: 1,
      id,
      search: search.name,
      file,
      source: copySource(texts, file, files.source),
      workspace,
      dataFolder: dirname(file),
      seed,
      workers: overrides.workers ?? budget.parallel,
      ...(trials !== undefined && { trials }),
      ...(seconds !== undefined && { seconds }),
      engine: evaluator.engine,
      versions: { ...versions(), engine: evaluator.description },
    });
    const manifest = orDiscard(folder, () => {
      const described = describe();
      if (strategies.get(search.strategy.name)?.learnsFromEarlier) writeEarlierRuns(folder, earlier);
      writeManifest(folder, described);
      return described;
    });
    return attach({
      manifest,
      folder,
      search,
      plan,
      evaluator,
      effects,
      release,
      past: { events: [], bytes: 0 },
      notices: earlierNotice(search, earlier),
      overrides,
    });
  });
}

/** Goes on with a run from its folder alone: copied source, manifest and log. */
export async function resumeSession({ folder, overrides }: ResumeParams, effects: SessionEffects): Promise<Session> {
  const manifest = readManifest(folder);
  const files = runFiles(folder);
  const release = takeLock(files.lock);
  return orRelease(release, async () => {
    const past = readLog(files.events);
    checkOverrides(manifest, past.events, overrides);
    const { search } = await loadSearch(join(files.source, manifest.source), manifest.search);
    const plan = createPlan(search, manifest.seed, readEarlierRuns(folder, search));
    const evaluator = await createEvaluator({
      search,
      dataFolder: manifest.dataFolder,
      run: () => manifest.id,
      engine: manifest.engine,
      cache: openCache(cacheFolder(manifest.workspace)),
      pool: effects.pool,
    });
    const notices = past.torn === undefined ? [] : ['The last line of the log was incomplete and was left out.'];
    return attach({ manifest, folder, search, plan, evaluator, effects, release, past, notices, overrides });
  });
}

interface Parts {
  readonly manifest: RunManifest;
  readonly folder: string;
  readonly search: SearchModel;
  readonly plan: Plan;
  readonly evaluator: Evaluator;
  readonly effects: SessionEffects;
  readonly past: ReadLog;
  /** What the user should know as it begins. */
  readonly notices: readonly string[];
  readonly overrides: RunOverrides;
  readonly release: () => void;
}

function attach({
  manifest,
  folder,
  search,
  plan,
  evaluator,
  effects,
  past,
  notices,
  overrides,
  release,
}: Parts): Session {
  const log = openLog(runFiles(folder).events, past.bytes);
  const workers = overrides.workers ?? manifest.workers;
  const { trials, seconds } = overrides;
  const { describeData } = evaluator;
  const coordinator = createCoordinator({
    plan,
    ...(manifest.data && { data: manifest.data }),
    started: startedOf(manifest, search),
    history: past.events,
    workers: Math.min(workers, evaluator.capacity),
    limits: { ...(trials !== undefined && { trials }), ...(seconds !== undefined && { seconds }) },
    notices,
    effects: {
      now: effects.now,
      evaluate: evaluator.evaluate,
      ...(describeData && {
        async describeData(signal, download) {
          const data = await describeData(signal, download);
          if (data) writeManifest(folder, { ...manifest, data });
          return data;
        },
      }),
      append: (event) => {
        log.append(event);
        effects.tell(event);
      },
    },
  });
  return {
    opened: { run: manifest.id, folder },
    coordinator,
    close() {
      evaluator.close();
      log.close();
      release();
    },
  };
}

function startedOf(manifest: RunManifest, search: SearchModel): Omit<RunStarted, 'time' | 'type'> {
  const { id, file, workspace, seed, workers, trials, seconds, engine, versions } = manifest;
  const definition = strategies.get(search.strategy.name);
  const inside = relative(workspace, file);
  return {
    format: 1,
    run: id,
    search: search.name,
    space: search.space.name,
    file: inside.startsWith('..') || isAbsolute(inside) ? file : inside,
    strategy: {
      name: search.strategy.name,
      parameters: definition ? withDefaults(definition, search.strategy.parameters) : search.strategy.parameters,
    },
    objectives: search.objectives.map(({ measure, direction }) => ({ measure, direction })),
    report: search.report,
    seed,
    workers,
    engine,
    ...(trials !== undefined && { trials }),
    ...(seconds !== undefined && { seconds }),
    architectures: search.space.space.count?.toString() ?? 'infinite',
    versions,
  };
}

/** What a run was made with stays; only limits and workers may change. */
function checkOverrides(manifest: RunManifest, events: readonly RunEvent[], overrides: RunOverrides): void {
  const { id, seed, engine } = manifest;
  if (overrides.seed !== undefined && overrides.seed !== seed) {
    throw new RunError(`Run ${id} has the seed ${seed}, which can't change. Leave it out, or start a new run.`);
  }
  if (overrides.engine !== undefined && overrides.engine !== 'auto' && overrides.engine !== engine) {
    throw new RunError(`Run ${id} has the engine '${engine}', which can't change. Leave it out, or start a new run.`);
  }
  const state = foldEvents(events);
  if (state.status !== 'finished') return;
  const used = trialsUsed(state);
  if ((overrides.trials ?? 0) > used || (overrides.seconds ?? 0) > state.activeSeconds) return;
  const count = `${used} ${used === 1 ? 'trial' : 'trials'}`;
  throw new RunError(`Run ${id} is finished (${count}). To go on, raise its limit: more than ${count}.`);
}

function emptyFolder(path: string): { id: string; folder: string } {
  const folder = resolve(path);
  try {
    makeFolder(folder);
    if (readdirSync(folder).length > 0) {
      throw new RunError(`${folder} is not empty. Name a new folder, or resume the run that is in it.`);
    }
  } catch (error) {
    throw fileError('create', folder, error);
  }
  return { id: basename(folder), folder };
}

/** The result, or the folder of a run that can't begin is gone again. */
function orDiscard<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The result, or the lock is let go. */
async function orRelease<T>(release: () => void, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    release();
    throw error;
  }
}
