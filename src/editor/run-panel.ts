import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { DiagramRange } from '../protocol/diagram.ts';
import { checkPanelMemory, type PanelHost, type PanelView, panelHostChecks } from '../protocol/panel-boundary.ts';
import { connect } from '../protocol/rpc.ts';
import type { RunEvent } from '../protocol/run-events.ts';
import type { DiagramResult } from '../protocol/server-requests.ts';
import { readManifest, runFiles } from '../runs/run-folder.ts';
import { commands, panels } from './contributions.ts';
import type { LanguageService } from './language-client.ts';
import { messageOf } from './messages.ts';
import { reveal } from './reveal.ts';
import type { RunController } from './run-controller.ts';
import type { RunSession } from './run-session.ts';
import { saveFile } from './save-file.ts';
import { webviewChannel, webviewOptions, webviewPage } from './webview-page.ts';

/** The run panels, one for a run. */
export interface RunPanels extends vscode.Disposable {
  /** `beside`: next to the code, whose editor keeps the keyboard; with the previews if there are any. */
  open(session: RunSession, where: 'beside' | 'here'): void;
  /** The run whose panel has the keyboard. */
  active(): RunSession | undefined;
}

/** A batch is small enough to be drawn between two frames, and many of them follow each other without a wait. */
const batch = 1000;

export function createRunPanels(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  language: LanguageService,
  runs: RunController,
  previewColumn: () => vscode.ViewColumn | undefined,
): RunPanels {
  const open = new Map<RunSession, vscode.WebviewPanel>();
  const adopt = (panel: vscode.WebviewPanel, session: RunSession): void => {
    open.set(session, panel);
    panel.onDidDispose(() => open.delete(session));
    fillPanel(panel, session, { context, log, language });
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(panels.run, {
    deserializeWebviewPanel: async (panel, state) => {
      try {
        const { folder } = checkPanelMemory(state);
        panel.webview.options = webviewOptions(context.extensionUri);
        adopt(panel, runs.open(folder));
      } catch (error) {
        log.warn(`A run panel could not be restored: ${messageOf(error)}`);
        panel.dispose();
      }
    },
  });
  return {
    open: (session, where) => {
      const panel = open.get(session);
      if (panel) {
        panel.reveal(undefined, where === 'beside');
        return;
      }
      const place = {
        viewColumn: where === 'here' ? vscode.ViewColumn.Active : (previewColumn() ?? vscode.ViewColumn.Beside),
        preserveFocus: where === 'beside',
      };
      const options = webviewOptions(context.extensionUri);
      adopt(vscode.window.createWebviewPanel(panels.run, `Run ${session.title}`, place, options), session);
    },
    active: () => [...open].find(([, panel]) => panel.active)?.[0],
    dispose: () => {
      serializer.dispose();
      for (const panel of open.values()) panel.dispose();
    },
  };
}

interface Surroundings {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly language: LanguageService;
}

function fillPanel(panel: vscode.WebviewPanel, session: RunSession, { context, log, language }: Surroundings): void {
  const send = (events: readonly RunEvent[]): void => {
    for (let i = 0; i < events.length; i += batch) view.notify('events', events.slice(i, i + batch));
  };
  const view = connect<PanelHost, PanelView>(webviewChannel(panel.webview), {
    requests: {
      ready: {
        check: panelHostChecks.ready,
        handle: () => {
          isReady = true;
          view.notify('status', session.status());
          send(session.events);
          return {};
        },
      },
      diagram: {
        check: panelHostChecks.diagram,
        handle: ({ assignment }) => diagramOf(session, assignment, language),
      },
      save: {
        check: panelHostChecks.save,
        handle: async (file) => ({ saved: await saveFile(file, sourceOf(session) ?? context.extensionUri) }),
      },
    },
    notices: {
      control: {
        check: panelHostChecks.control,
        handle: ({ action }) => {
          const command = { pause: commands.pause, resume: commands.resume, stop: commands.stop }[action];
          void vscode.commands.executeCommand(command, session.folder);
        },
      },
      reveal: {
        check: panelHostChecks.reveal,
        handle: ({ range, focus }) => {
          reveal(asWritten(session, range), focus).catch((error: unknown) =>
            log.error(`Run panel: ${messageOf(error)}`),
          );
        },
      },
      openSource: {
        check: panelHostChecks.openSource,
        handle: () => {
          const source = sourceOf(session);
          if (source) void vscode.window.showTextDocument(source, { viewColumn: vscode.ViewColumn.One });
        },
      },
      report: { check: panelHostChecks.report, handle: ({ message }) => log.warn(`Run panel: ${message}`) },
    },
    rejected: (problem) => log.warn(`Run panel: ${problem}`),
  });
  let isReady = false;
  // a hidden panel is taken apart; it says `ready` again when it is back, and gets all events
  panel.onDidChangeViewState(() => {
    if (!panel.visible) isReady = false;
  });
  const stopListening = session.listen({
    events: (events) => {
      if (isReady) send(events);
    },
    status: () => {
      panel.title = `Run ${session.title}`;
      if (isReady) view.notify('status', session.status());
    },
  });
  panel.onDidDispose(() => {
    stopListening();
    view.close();
  });
  panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'cellwright.svg');
  panel.webview.html = webviewPage(panel.webview, context.extensionUri, 'run', 'Run');
}

/** The file as it was when the run began: what its trials were made from. */
function sourceOf(session: RunSession): vscode.Uri | undefined {
  if (session.folder === '') return undefined;
  try {
    return vscode.Uri.file(join(runFiles(session.folder).source, readManifest(session.folder).source));
  } catch {
    return undefined; // the run is damaged; `diagramOf` says so
  }
}

/** The same place in the file that the user edits, if that is still what was searched; else in the run's copy. */
function asWritten(session: RunSession, range: DiagramRange): DiagramRange {
  const copy = sourceOf(session);
  if (!copy || copy.toString() !== range.uri) return range;
  try {
    const { file } = readManifest(session.folder);
    const isSame = readFileSync(file, 'utf8') === readFileSync(copy.fsPath, 'utf8');
    return isSame ? { ...range, uri: vscode.Uri.file(file).toString() } : range;
  } catch {
    return range; // the original is gone
  }
}

async function diagramOf(
  session: RunSession,
  assignment: PanelHost['requests']['diagram']['params']['assignment'],
  language: LanguageService,
): Promise<DiagramResult> {
  const source = sourceOf(session);
  const name = session.state.started?.space;
  if (!source || name === undefined) {
    return { kind: 'problem', message: 'The source that this run searched is not there, so its cells can’t be drawn.' };
  }
  return language.diagram({ uri: source.toString(), name, assignment });
}
