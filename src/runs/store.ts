import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RunEvent } from '../protocol/run-events.ts';
import { foldEvents, type RunState, trialsUsed } from '../protocol/run-state.ts';
import { readLog } from './event-log.ts';
import { holderOf } from './lock.ts';
import { codeOf, fileError, messageOf } from './run-error.ts';
import { type RunManifest, readManifest, runFiles, runsFolder } from './run-folder.ts';

/** `interrupted`: its coordinator died; `damaged`: its files can't be read. Both say what they can. */
export type StoredStatus = 'running' | 'paused' | 'stopped' | 'finished' | 'interrupted' | 'damaged';

export interface StoredRun {
  readonly id: string;
  readonly folder: string;
  readonly status: StoredStatus;
  readonly manifest: RunManifest;
  readonly state: RunState;
  readonly events: readonly RunEvent[];
  /** A torn last line that was left out. */
  readonly torn?: string;
}

export interface RunSummary {
  readonly id: string;
  readonly folder: string;
  readonly status: StoredStatus;
  readonly search: string;
  readonly file: string;
  /** Milliseconds since 1970; 0 if it never started. */
  readonly started: number;
  readonly trials: number;
  readonly trialLimit?: number;
  readonly best?: { readonly trial: number; readonly objectives: readonly number[] };
  readonly objectives: readonly { readonly measure: string; readonly direction: 'maximize' | 'minimize' }[];
  /** Why it is damaged. */
  readonly problem?: string;
}

/** A run as it lies on the disk, whether or not somebody is at work on it. Throws a `RunError` if it can't be read. */
export function readRun(folder: string): StoredRun {
  const files = runFiles(folder);
  const manifest = readManifest(folder);
  const { events, torn } = readLog(files.events);
  const state = foldEvents(events);
  const alive = holderOf(files.lock) !== undefined;
  return {
    id: manifest.id,
    folder,
    status: statusOf(state, alive),
    manifest,
    state,
    events,
    ...(torn !== undefined && { torn }),
  };
}

function statusOf(state: RunState, alive: boolean): StoredStatus {
  switch (state.status) {
    case 'finished':
    case 'stopped':
      return alive ? 'running' : state.status;
    case 'running':
    case 'paused':
      return alive ? state.status : 'interrupted';
    case 'empty':
      return alive ? 'running' : 'interrupted';
  }
}

/** All runs of a workspace, newest first. A folder that can't be read is listed with its problem. */
export function listRuns(workspace: string): RunSummary[] {
  const parent = runsFolder(workspace);
  let names: string[];
  try {
    names = readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw fileError('read', parent, error);
  }
  return names
    .map((name) => summarize(join(parent, name)))
    .sort((a, b) => b.started - a.started || (a.id < b.id ? 1 : -1));
}

export function summarize(folder: string): RunSummary {
  try {
    const { id, status, manifest, state } = readRun(folder);
    return {
      id,
      folder,
      status,
      search: manifest.search,
      file: manifest.file,
      started: state.started?.time ?? 0,
      trials: trialsUsed(state),
      ...(state.trialLimit !== undefined && { trialLimit: state.trialLimit }),
      ...(state.best && { best: { trial: state.best.trial, objectives: state.best.objectives } }),
      objectives: state.started?.objectives ?? [],
    };
  } catch (error) {
    const id = basename(folder);
    const nothing = { search: '', file: '', started: 0, trials: 0, objectives: [] };
    return { id, folder, status: 'damaged', ...nothing, problem: messageOf(error) };
  }
}
