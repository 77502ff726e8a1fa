import * as vscode from 'vscode';
import { bestOf } from '../protocol/run-summary.ts';
import type { RunSummary } from '../runs/store.ts';
import { commands, runItems, views } from './contributions.ts';
import { messageOf } from './messages.ts';
import type { RunController } from './run-controller.ts';
import { workspaceRuns } from './workspace-runs.ts';

export interface RunsTree extends vscode.Disposable {
  refresh(): void;
}

export function createRunsTree(runs: RunController, log: vscode.LogOutputChannel): RunsTree {
  const changed = new vscode.EventEmitter<void>();
  let timer: NodeJS.Timeout | undefined;
  const refresh = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      changed.fire();
    }, 300);
  };
  const provider: vscode.TreeDataProvider<RunSummary> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (parent) => {
      if (parent) return [];
      try {
        return await workspaceRuns();
      } catch (error) {
        log.error(`The runs can't be listed: ${messageOf(error)}`);
        throw error; // VS Code shows it in the view
      }
    },
    getTreeItem: itemOf,
  };
  const view = vscode.window.createTreeView(views.runs, { treeDataProvider: provider, showCollapseAll: false });
  // other windows and terminals write runs too
  const watcher = vscode.workspace.createFileSystemWatcher('**/.cellwright/runs/*/{run.json,events.jsonl,lock}');
  const subscriptions = [
    view,
    changed,
    watcher,
    watcher.onDidCreate(refresh),
    watcher.onDidChange(refresh),
    watcher.onDidDelete(refresh),
    runs.onDidChange(refresh),
    vscode.workspace.onDidChangeWorkspaceFolders(refresh),
  ];
  return {
    refresh,
    dispose: () => {
      clearTimeout(timer);
      vscode.Disposable.from(...subscriptions).dispose();
    },
  };
}

const looks: Readonly<
  Record<RunSummary['status'], { readonly icon: string; readonly color?: string; readonly item: string }>
> = {
  running: { icon: 'sync~spin', item: runItems.running },
  paused: { icon: 'debug-pause', item: runItems.paused },
  stopped: { icon: 'debug-stop', color: 'charts.yellow', item: runItems.unfinished },
  interrupted: { icon: 'debug-disconnect', color: 'charts.orange', item: runItems.unfinished },
  finished: { icon: 'pass', color: 'testing.iconPassed', item: runItems.finished },
  damaged: { icon: 'warning', color: 'charts.red', item: runItems.damaged },
};

function itemOf(run: RunSummary): vscode.TreeItem {
  const { icon, color, item: contextValue } = looks[run.status];
  const count = run.trialLimit === undefined ? `${run.trials}` : `${run.trials}/${run.trialLimit}`;
  const best = bestOf(run.objectives, run.best);
  const item = new vscode.TreeItem(run.search || run.id);
  item.id = run.folder;
  item.description = run.problem ?? [best, count, run.status].filter((part) => part !== undefined).join(' · ');
  const started = run.started === 0 ? 'never started' : `started ${new Date(run.started).toLocaleString()}`;
  item.tooltip = [
    `${run.search || run.id} (${run.status}), ${started}`,
    run.problem ?? item.description,
    run.file,
    run.folder,
  ]
    .filter((line) => line !== '')
    .join('\n');
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = contextValue;
  item.accessibilityInformation = { label: `${run.search || run.id}, ${item.description}` };
  if (run.status !== 'damaged')
    item.command = { command: commands.openRun, title: 'Open Run', arguments: [run.folder] };
  return item;
}
