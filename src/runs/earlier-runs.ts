import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { checkBy } from '../protocol/check.ts';
import { assignmentSchema, measured } from '../protocol/run-event-schema.ts';
import type { SearchModel } from '../space/model.ts';
import { strategies } from '../strategies/registry.ts';
import type { EarlierRun } from '../strategies/strategy.ts';
import { describeDecision, relatedRuns } from '../strategies/transfer/earlier.ts';
import { loadSearch } from './load-search.ts';
import { messageOf, RunError } from './run-error.ts';
import { runFiles, writeWhole } from './run-folder.ts';
import { listRuns, readRun } from './store.ts';
import { dataFeaturesSchema } from './trial-boundary.ts';

/** Runs that a search learns from at most, the newest. */
const RUNS = 20;

const numbers = v.array(measured);
const path = v.string();
const runs: v.GenericSchema<unknown, EarlierRun[]> = v.array(
  v.object({
    id: v.string(),
    decisions: v.array(
      v.variant('kind', [
        v.object({ kind: v.picklist(['choice', 'subset']), path, options: v.array(v.string()) }),
        v.object({ kind: v.picklist(['integer', 'real']), path, min: v.number(), max: v.number() }),
      ]),
    ),
    objectives: v.array(v.object({ measure: v.string(), direction: v.picklist(['maximize', 'minimize']) })),
    data: v.exactOptional(dataFeaturesSchema),
    members: v.array(v.object({ assignment: assignmentSchema, objectives: numbers, violations: numbers })),
  }),
);
const checkRuns = checkBy(runs);

/**
 * What a new run may learn from the runs of its workspace, newest first; empty if its strategy does not learn from them.
 * Runs that can't be read, or whose source no longer can, are left out.
 */
export async function findEarlierRuns(workspace: string, search: SearchModel): Promise<EarlierRun[]> {
  if (!strategies.get(search.strategy.name)?.learnsFromEarlier) return [];
  const found: EarlierRun[] = [];
  for (const { folder, status } of listRuns(workspace)) {
    if (found.length === RUNS) break;
    if (status === 'damaged') continue;
    const run = await readEarlier(folder);
    if (run && related(search, [run], 'any').length > 0) found.push(run);
  }
  return found;
}

const related = (search: SearchModel, earlier: readonly EarlierRun[], objective: 'same' | 'any') =>
  relatedRuns({ space: search.search, objectives: search.objectives }, earlier, objective);

async function readEarlier(folder: string): Promise<EarlierRun | undefined> {
  try {
    const { manifest, state } = readRun(folder);
    const members = [...state.trials.values()].flatMap(({ assignment, fidelity, objectives, violations }) =>
      fidelity === 1 && objectives && violations ? [{ assignment, objectives, violations }] : [],
    );
    if (members.length === 0 || !state.started) return undefined;
    const { search } = await loadSearch(join(runFiles(folder).source, manifest.source), manifest.search);
    const { objectives } = state.started;
    return {
      id: manifest.id,
      decisions: search.search.decisions.map(describeDecision),
      objectives,
      ...(manifest.data && { data: manifest.data }),
      members,
    };
  } catch (error) {
    if (error instanceof RunError) return undefined;
    throw error;
  }
}

/** What the run that starts says of them; nothing if its strategy does not learn from earlier runs. */
export function earlierNotice(search: SearchModel, earlier: readonly EarlierRun[]): string[] {
  const { name, parameters } = search.strategy;
  if (!strategies.get(name)?.learnsFromEarlier) return [];
  const any = parameters.same_objective === false;
  const found = related(search, earlier, any ? 'any' : 'same');
  if (found.length === 0) {
    const others = related(search, earlier, 'any').length > 0 && !any;
    return [
      others
        ? `No earlier run has the objective '${search.objectives[0]?.measure}'; '${name}(same_objective: false)' learns from those with another.`
        : `No earlier run of this workspace has decisions in common with this search: it begins without.`,
    ];
  }
  const shares = found.map(({ id, similarity }) => `${id} (${Math.round(100 * similarity)}% in common)`);
  const more = strategies.get(name)?.aboutEarlier?.(found, parameters) ?? [];
  return [`Learns from ${shares.join(', ')}.`, ...more];
}

/** Keeps them with the run. */
export const writeEarlierRuns = (folder: string, earlier: readonly EarlierRun[]): void =>
  writeWhole(runFiles(folder).earlier, `${JSON.stringify(earlier)}\n`);

/** Those that a run was started with. Throws a `RunError` if they can't be read. */
export function readEarlierRuns(folder: string, search: SearchModel): EarlierRun[] {
  if (!strategies.get(search.strategy.name)?.learnsFromEarlier) return [];
  const file = runFiles(folder).earlier;
  try {
    return checkRuns(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new RunError(
      `${file}, the earlier runs that this one learns from, can't be read (${messageOf(error)}). Restore the file, or start a new run.`,
    );
  }
}
