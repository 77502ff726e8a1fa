import type * as vscode from 'vscode';
import type { LanguageService } from './language-client.ts';
import type { PreviewPanels } from './preview-panel.ts';
import type { RunController } from './run-controller.ts';
import type { RunPanels } from './run-panel.ts';
import type { RunsTree } from './runs-tree.ts';
import type { SourceTracker } from './source-tracker.ts';

/** The parts of the extension, for the commands. */
export interface Editor {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly language: LanguageService;
  readonly sources: SourceTracker;
  readonly previews: PreviewPanels;
  readonly runs: RunController;
  readonly runPanels: RunPanels;
  readonly tree: RunsTree;
}
