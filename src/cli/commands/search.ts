import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from '../command.ts';
import { fileError } from '../errors.ts';
import { runOptions, runOverrides } from '../run-options.ts';

export const search: Command = {
  name: 'search',
  summary: 'run a search of a file',
  usage:
    'FILE [--search NAME] [--run DIR] [--seed N] [--workers N] [--engine NAME] [--trials N] [--time TIME] [--json]',
  details: `Runs a search, shows how it goes, and prints the best trials, the best architecture and, with several objectives,
the front. The run is kept in .cellwright/runs of the current folder; Ctrl-C stops it so that it can be resumed,
a second Ctrl-C ends it at once. With --json: one event a line; the last is run.finished with best and front
(docs/runs.md describes the events). Status 130 if it was stopped.`,
  examples: [
    'cellwright search examples/digits.cell',
    'cellwright search examples/nasbench201.cell --search cifar10 --seed 3 --json',
  ],
  words: { min: 1, max: 1, missing: 'Which file should be searched?' },
  options: {
    search: { type: 'string', value: 'NAME', doc: 'The search, if the file has several.' },
    run: { type: 'string', value: 'DIR', doc: 'Folder of the run, new or empty (.cellwright/runs/…).' },
    seed: { type: 'string', value: 'N', doc: 'Seed of the search (the search says).' },
    engine: { type: 'string', value: 'NAME', doc: 'auto, tensorflow, wasm or cpu (auto: the fastest that loads).' },
    ...runOptions,
  },
  run: async (invocation) => {
    const { words, json, text, terminal } = invocation;
    const overrides = runOverrides(invocation);
    const path = words[0] as string;
    await stat(path).catch((error: unknown) => {
      throw fileError(error, `Cannot read ${path}`);
    });
    const { startRun } = await import('../../runs/client.ts');
    const { followRun } = await import('../run-session.ts');
    const name = text('search');
    const folder = text('run');
    const handle = startRun({
      file: resolve(path),
      workspace: process.cwd(),
      overrides,
      ...(name !== undefined && { search: name }),
      ...(folder !== undefined && { runFolder: resolve(folder) }),
    });
    try {
      await handle.opened;
    } catch (error) {
      // The coordinator says in one line why it did not start; if the file is to blame, this shows where.
      const { checkedModel, openWorkspace, searchOf } = await import('../workspace.ts');
      searchOf(await checkedModel(openWorkspace(), path, terminal), name, path);
      throw error;
    }
    const { readManifest } = await import('../../runs/run-folder.ts');
    const { sourceOf } = await import('../run-source.ts');
    const source = (at: string) => sourceOf({ folder: at, manifest: readManifest(at) });
    return followRun(handle, { json, terminal, source });
  },
};
