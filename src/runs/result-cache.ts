import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { hashText } from '../base/random.ts';
import type { TrialJob } from '../engine/types.ts';
import { checkBy } from '../protocol/check.ts';
import { writeWhole } from './run-folder.ts';

const result = v.object({
  format: v.literal(1),
  /** Where it was trained. */
  run: v.string(),
  trial: v.number(),
  metrics: v.record(v.string(), v.number()),
  seconds: v.number(),
});
export type CachedResult = Omit<v.InferOutput<typeof result>, 'format'>;
const checkResult = checkBy(result);

/** Results of trials by what decides them, shared by all runs of a workspace: `.cellwright/cache/ab/ab12….json`. */
export interface ResultCache {
  get(key: string): CachedResult | undefined;
  put(key: string, result: CachedResult): void;
}

export function openCache(folder: string): ResultCache {
  const fileOf = (key: string): string => join(folder, key.slice(0, 2), `${key}.json`);
  return {
    get(key) {
      try {
        return checkResult(JSON.parse(readFileSync(fileOf(key), 'utf8')));
      } catch {
        return undefined; // absent or damaged: it is trained again
      }
    },
    put(key, value) {
      try {
        writeWhole(fileOf(key), `${JSON.stringify({ format: 1, ...value })}\n`);
      } catch {
        // The log has the result; without the cache it is only not shared.
      }
    },
  };
}

/** Equal for trials that must give equal results: same canonical network, recipe, data, seed, engine and version. */
export function cacheKey(job: Omit<TrialJob, 'network'>, hash: string, engine: string, version: string): string {
  const { recipe, dataset, seed, measures } = job;
  const fidelity = job.shortened ? [job.fidelity, job.shortened] : job.fidelity;
  const data = dataFingerprint(dataset.source.parameters, job.folder);
  return hashText(JSON.stringify([hash, recipe, dataset, data, seed, fidelity, [...measures].sort(), engine, version]));
}

/** Path, size and time of change of each data file that a source names; folders count with those in them. */
function dataFingerprint(parameters: Readonly<Record<string, unknown>>, folder: string): string[] {
  return Object.values(parameters).flatMap((value) => {
    if (typeof value !== 'string') return [];
    const named = value.split(',').filter((file) => file.trim() !== '');
    return named.flatMap((file) => fingerprints(resolve(folder, file.trim()), LEVELS));
  });
}

/** Images lie in the folders of a folder. */
const LEVELS = 2;

function fingerprints(path: string, levels: number): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [`${path} ${stat.size} ${stat.mtimeMs}`];
  if (levels === 0) return [];
  const names = readdirSync(path).filter((name) => !name.startsWith('.'));
  return names.sort().flatMap((name) => fingerprints(join(path, name), levels - 1));
}
