import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { compactJson } from '../base/compact-json.ts';
import { checkBy } from '../protocol/check.ts';
import { makeFolder } from './make-folder.ts';
import { codeOf, fileError, messageOf, RunError } from './run-error.ts';
import { dataFeaturesSchema } from './trial-boundary.ts';

/** Where things lie in the folder of a run. */
export const runFiles = (folder: string) => ({
  manifest: join(folder, 'run.json'),
  events: join(folder, 'events.jsonl'),
  earlier: join(folder, 'earlier.json'),
  lock: join(folder, 'lock'),
  source: join(folder, 'source'),
});

export const runsFolder = (workspace: string): string => join(workspace, '.cellwright', 'runs');
export const cacheFolder = (workspace: string): string => join(workspace, '.cellwright', 'cache');

const manifest = v.object({
  format: v.literal(1),
  id: v.string(),
  search: v.string(),
  /** The file that was searched, absolute. */
  file: v.string(),
  /** Its copy, relative to `source/`; imports lie around it as they lay around the original. */
  source: v.string(),
  /** Absolute: the results of all its runs are shared. */
  workspace: v.string(),
  /** Absolute: relative paths of data files start here. */
  dataFolder: v.string(),
  seed: v.number(),
  workers: v.number(),
  trials: v.exactOptional(v.number()),
  seconds: v.exactOptional(v.number()),
  /** The engine in fact, not `auto`: another one would give other results. */
  engine: v.string(),
  versions: v.record(v.string(), v.string()),
  /** What its data set is like; absent where nothing is trained here, or not known yet. */
  data: v.exactOptional(dataFeaturesSchema),
});
/** `run.json`: with the copied source, everything that is needed to go on with a run. */
export type RunManifest = v.InferOutput<typeof manifest>;
const checkManifest = checkBy(manifest);

export function readManifest(folder: string): RunManifest {
  const path = runFiles(folder).manifest;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new RunError(`${folder} is no run: it has no run.json.`);
    throw fileError('read', path, error);
  }
  try {
    return checkManifest(JSON.parse(text));
  } catch (error) {
    throw new RunError(`${path} is damaged (${messageOf(error)}); the run can't be resumed.`);
  }
}

export const writeManifest = (folder: string, content: RunManifest): void =>
  writeWhole(runFiles(folder).manifest, `${compactJson(content)}\n`);

/** Writes a file so that readers see the old content or the new one, never a part. */
export function writeWhole(path: string, content: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    makeFolder(dirname(path));
    writeFileSync(draft, content, { flush: true });
    renameSync(draft, path);
  } catch (error) {
    throw fileError('write', path, error);
  }
}

/** `2026-11-21-1745-digits_search`: sorts by time, says what it is. */
export function runName(search: string, start: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${start.getFullYear()}-${two(start.getMonth() + 1)}-${two(start.getDate())}`;
  return `${day}-${two(start.getHours())}${two(start.getMinutes())}-${search}`;
}

/** Makes the folder of a new run; a number is added to the name if there is one already. Returns name and folder. */
export function createRunFolder(workspace: string, name: string): { id: string; folder: string } {
  const parent = runsFolder(workspace);
  try {
    makeFolder(parent);
  } catch (error) {
    throw fileError('create', parent, error);
  }
  for (let n = 1; ; n++) {
    const id = n === 1 ? name : `${name}-${n}`;
    const folder = join(parent, id);
    try {
      mkdirSync(folder);
      return { id, folder };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw fileError('create', folder, error);
    }
  }
}
