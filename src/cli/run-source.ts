import { join } from 'node:path';
import { runFiles } from '../runs/run-folder.ts';
import type { StoredRun } from '../runs/store.ts';
import type { Decision } from '../space/decision.ts';

/** What the copied source of a run says about it, as far as this version can still read it. */
export interface RunSource {
  readonly decisions: readonly Decision[];
  readonly report: readonly string[];
}

export async function sourceOf({ folder, manifest }: Pick<StoredRun, 'folder' | 'manifest'>): Promise<RunSource> {
  const { openWorkspace } = await import('./workspace.ts');
  try {
    const model = await openWorkspace().model(join(runFiles(folder).source, manifest.source));
    const search = model.searches.find(({ name }) => name === manifest.search);
    if (search) return { decisions: search.search.decisions, report: search.report };
  } catch {
    // An older version's file, or a copy that was moved: values are then shown as they are stored.
  }
  return { decisions: [], report: [] };
}
