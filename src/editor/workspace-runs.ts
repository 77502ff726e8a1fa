import { existsSync, readdirSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { runFiles, runsFolder } from '../runs/run-folder.ts';
import { type RunSummary, summarize } from '../runs/store.ts';
import { settings } from './contributions.ts';

/** The folder that keeps `.cellwright` for a file or a workspace folder: the setting, else the workspace folder. */
export function runRoot(uri: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
  const base = folder ?? join(uri.fsPath, '..');
  const set = vscode.workspace.getConfiguration(undefined, uri).get<string>(settings.runFolder, '').trim();
  return set === '' ? base : isAbsolute(set) ? set : join(base, set);
}

const known = new Map<string, { readonly stamp: string; readonly summary: RunSummary }>();

/** A run's log is read again only if it changed. */
function summaryOf(folder: string): RunSummary {
  const { events, lock } = runFiles(folder);
  const stats = existsSync(events) ? statSync(events) : undefined;
  const stamp = `${stats?.size}/${stats?.mtimeMs}/${existsSync(lock)}`;
  const old = known.get(folder);
  if (old?.stamp === stamp) return old.summary;
  const summary = summarize(folder);
  known.set(folder, { stamp, summary });
  return summary;
}

/** The runs of all workspace folders, newest first; the extension host gets a breath between two. */
export async function workspaceRuns(): Promise<RunSummary[]> {
  const roots = new Set((vscode.workspace.workspaceFolders ?? []).map(({ uri }) => runRoot(uri)));
  const found: RunSummary[] = [];
  for (const root of roots) {
    const parent = runsFolder(root);
    if (!existsSync(parent)) continue;
    for (const entry of readdirSync(parent, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      found.push(summaryOf(join(parent, entry.name)));
      await setImmediate();
    }
  }
  return found.sort((a, b) => b.started - a.started || (a.id < b.id ? 1 : -1));
}
