import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { didYouMean } from '../base/closest.ts';
import { runsFolder } from '../runs/run-folder.ts';
import { listRuns, type RunSummary } from '../runs/store.ts';
import { UserError } from './errors.ts';
import { displayPath } from './excerpt.ts';

/**
 * The folder of a run: a folder, the id of a run of this workspace or the start of one, or `last`.
 * Throws a `UserError` that lists what there is.
 */
export function runFolderOf(reference: string): string {
  if (existsSync(join(reference, 'run.json'))) return resolve(reference);
  const runs = listRuns(process.cwd());
  const none = 'A run is made by cellwright search; --run says where it lies.';
  if (reference === 'last') {
    const [newest] = runs;
    if (!newest) throw new UserError('There is no run in this folder.', none);
    return newest.folder;
  }
  const exact = runs.find(({ id }) => id === reference);
  if (exact) return exact.folder;
  const starting = runs.filter(({ id }) => id.startsWith(reference));
  if (starting.length === 1) return (starting[0] as RunSummary).folder;
  if (starting.length > 1)
    throw new UserError(
      `${starting.length} runs begin with '${reference}'.`,
      `They are ${starting.map(({ id }) => id).join(', ')}.`,
    );
  if (existsSync(reference))
    throw new UserError(
      `${reference} is not the folder of a run: it has no run.json.`,
      "'cellwright runs' lists the runs here.",
    );
  const ids = runs.map(({ id }) => id);
  const suggestion = didYouMean(basename(reference), ids).trim();
  throw new UserError(
    `There is no run '${reference}' here.`,
    suggestion || (ids.length === 0 ? none : `There are ${ids.slice(0, 5).join(', ')}.`),
  );
}

/** What `resume` and `show` take for a run: its id if it lies in this workspace, else its folder. */
export const referenceTo = (folder: string): string =>
  dirname(resolve(folder)) === runsFolder(process.cwd()) ? basename(folder) : displayPath(resolve(folder));
