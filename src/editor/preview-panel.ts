import * as vscode from 'vscode';
import {
  checkMemory,
  type PreviewContent,
  type PreviewHost,
  type PreviewView,
  previewHostChecks,
} from '../protocol/preview-boundary.ts';
import { connect } from '../protocol/rpc.ts';
import { panels } from './contributions.ts';
import { drawable } from './definitions.ts';
import { holdsCell } from './inline-code.ts';
import type { LanguageService } from './language-client.ts';
import { messageOf } from './messages.ts';
import { reveal } from './reveal.ts';
import { saveFile } from './save-file.ts';
import { webviewChannel, webviewOptions, webviewPage } from './webview-page.ts';

/** The previews, one for a file. */
export interface PreviewPanels extends vscode.Disposable {
  /** Draws a definition beside the code; the keyboard stays where it is. */
  open(uri: vscode.Uri, name: string): void;
  /** The file of the preview that has the keyboard. */
  active(): vscode.Uri | undefined;
  /** Where previews are: other panels join them there. */
  column(): vscode.ViewColumn | undefined;
}

interface Preview {
  readonly panel: vscode.WebviewPanel;
  choose(name: string): void;
}

/** Typing is followed after this pause. */
const pauseMs = 200;

export function createPreviewPanels(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  language: LanguageService,
): PreviewPanels {
  const previews = new Map<string, Preview>();

  const adopt = (panel: vscode.WebviewPanel, uri: vscode.Uri, name: string): void => {
    const key = uri.toString();
    previews.set(key, openPreview(panel, uri, name, { context, log, language }));
    panel.onDidDispose(() => previews.delete(key));
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(panels.preview, {
    deserializeWebviewPanel: async (panel, state) => {
      try {
        const { uri, name } = checkMemory(state);
        panel.webview.options = webviewOptions(context.extensionUri);
        adopt(panel, vscode.Uri.parse(uri, true), name);
      } catch (error) {
        log.warn(`A preview could not be restored: ${messageOf(error)}`);
        panel.dispose();
      }
    },
  });

  return {
    open: (uri, name) => {
      const open = previews.get(uri.toString());
      if (open) {
        open.choose(name);
        open.panel.reveal(undefined, true);
        return;
      }
      const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      const options = webviewOptions(context.extensionUri);
      adopt(vscode.window.createWebviewPanel(panels.preview, `Preview ${name}`, where, options), uri, name);
    },
    active: () => {
      for (const [key, { panel }] of previews) if (panel.active) return vscode.Uri.parse(key, true);
      return undefined;
    },
    column: () => [...previews.values()].find(({ panel }) => panel.visible)?.panel.viewColumn,
    dispose: () => {
      serializer.dispose();
      for (const { panel } of previews.values()) panel.dispose();
    },
  };
}

interface Surroundings {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly language: LanguageService;
}

function openPreview(
  panel: vscode.WebviewPanel,
  uri: vscode.Uri,
  firstName: string,
  { context, log, language }: Surroundings,
): Preview {
  let name = firstName;
  let newest = 0;
  let timer: NodeJS.Timeout | undefined;

  const view = connect<PreviewHost, PreviewView>(webviewChannel(panel.webview), {
    requests: {
      ready: {
        check: previewHostChecks.ready,
        handle: () => {
          void refresh();
          return {};
        },
      },
      save: { check: previewHostChecks.save, handle: async (file) => ({ saved: await saveFile(file, uri) }) },
    },
    notices: {
      reveal: {
        check: previewHostChecks.reveal,
        handle: ({ range, focus }) => {
          reveal(range, focus).catch((error: unknown) => log.error(`Preview: ${messageOf(error)}`));
        },
      },
      choose: { check: previewHostChecks.choose, handle: (chosen) => choose(chosen.name) },
      report: { check: previewHostChecks.report, handle: ({ message }) => log.warn(`Preview: ${message}`) },
    },
    rejected: (problem) => log.warn(`Preview: ${problem}`),
  });

  /** What came back for an older state of the text is dropped. */
  const refresh = async (): Promise<void> => {
    const mine = ++newest;
    let names: readonly string[] = [];
    let content: PreviewContent;
    try {
      const outline = await language.outline(uri);
      if (mine !== newest) return;
      names = drawable(outline);
      const [only] = names;
      // a renamed definition is followed if there is no doubt which it is
      if (names.length === 1 && only !== undefined && !names.includes(name)) name = only;
      content = await language.diagram({ uri: uri.toString(), name });
    } catch (error) {
      content = { kind: 'problem', message: messageOf(error) };
    }
    if (mine !== newest) return;
    panel.title = `Preview ${name}`;
    view.notify('show', { uri: uri.toString(), name, names, content });
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
    if (editor) highlight(editor);
  };
  const schedule = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), pauseMs);
  };
  const choose = (chosen: string): void => {
    name = chosen;
    void refresh();
  };
  const highlight = ({ document, selection }: vscode.TextEditor): void => {
    if (!panel.visible) return;
    view.notify('highlight', {
      uri: document.uri.toString(),
      offset: document.offsetAt(selection.start),
      end: document.offsetAt(selection.end),
    });
  };

  const subscriptions = [
    // any file with Cell code: what is drawn may stand in an imported one
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (holdsCell(document) && contentChanges.length > 0 && panel.visible) schedule();
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (holdsCell(textEditor.document)) highlight(textEditor);
    }),
  ];
  panel.onDidDispose(() => {
    newest++;
    clearTimeout(timer);
    view.close();
    vscode.Disposable.from(...subscriptions).dispose();
  });
  panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'cellwright.svg');
  // last: the page may speak as soon as it is set
  panel.webview.html = webviewPage(panel.webview, context.extensionUri, 'preview', 'Preview');
  return { panel, choose };
}
