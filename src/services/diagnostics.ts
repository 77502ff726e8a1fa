import { DocumentState, type LangiumDocument } from 'langium';
import type { LangiumSharedServices } from 'langium/lsp';
import type { Connection, Diagnostic, DiagnosticSeverity, TextEdit } from 'vscode-languageserver';
import { isLibrary } from '../language/library.ts';
import type { CellDiagnostic } from '../space/model.ts';
import type { Models } from './models.ts';

/** The longest pause in typing before the checked model is computed; where that is cheap there is less. */
const longestPause = 60;
/** What the parser and the linker say is shown after this time even if the model is not ready. */
const patience = 400;

const severities: Readonly<Record<CellDiagnostic['severity'], DiagnosticSeverity>> = {
  error: 1,
  warning: 2,
  information: 3,
};

/**
 * Sends diagnostics: those of the checked model, which contain the parser's and the linker's. They come together, so that
 * marks do not flicker at every key.
 */
export class DiagnosticsPublisher {
  private readonly connection: Connection;
  private readonly shared: LangiumSharedServices;
  private readonly models: Models;
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** Milliseconds that the last model took: what is cheap need not wait. */
  private lastTook = 0;
  private stopped = false;

  constructor(connection: Connection, shared: LangiumSharedServices, models: Models) {
    this.connection = connection;
    this.shared = shared;
    this.models = models;
  }

  start(): void {
    const { DocumentBuilder: builder, TextDocuments: texts } = this.shared.workspace;
    builder.onUpdate(async (_changed, deleted) => {
      this.models.changed();
      for (const uri of deleted) this.send(uri.toString(), []);
    });
    builder.onDocumentPhase(DocumentState.Validated, async (document) => this.schedule(document));
    this.connection.onShutdown(() => this.stop());
    texts.onDidClose(({ document }) => {
      clearTimeout(this.timers.get(document.uri));
      this.send(document.uri, []);
    });
  }

  private stop(): void {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private schedule(document: LangiumDocument): void {
    const uri = document.uri.toString();
    // Of a large workspace only what is open: `Check` and the command line look at all files.
    if (this.stopped || isLibrary(document.uri) || !this.shared.workspace.TextDocuments.get(uri)) return;
    clearTimeout(this.timers.get(uri));
    this.timers.set(
      uri,
      setTimeout(() => this.publish(document), Math.min(longestPause, this.lastTook / 4)),
    );
  }

  private async publish(document: LangiumDocument): Promise<void> {
    const uri = document.uri.toString();
    const version = document.textDocument.version;
    const impatient = setTimeout(() => this.send(uri, document.diagnostics ?? [], version), patience);
    const from = performance.now();
    const model = await this.models.of(uri);
    this.lastTook = performance.now() - from;
    clearTimeout(impatient);
    // An edit came meanwhile: its own publication follows.
    if (document.textDocument.version !== version || !this.shared.workspace.TextDocuments.get(uri)) return;
    const found = model?.diagnostics.filter(({ range }) => range.uri === uri);
    this.send(uri, found?.map((diagnostic) => toLsp(diagnostic, document)) ?? document.diagnostics ?? [], version);
    await this.refresh();
  }

  private send(uri: string, diagnostics: Diagnostic[], version?: number): void {
    if (this.stopped) return;
    void this.connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
  }

  /** Lenses show what the model counted. */
  private async refresh(): Promise<void> {
    if (this.stopped) return;
    try {
      await this.connection.sendRequest('workspace/codeLens/refresh');
    } catch {
      // A client without lenses refuses; it misses nothing.
    }
  }
}

/** As clients get it. Its plain repair travels along, for when a client asks for code actions. */
export function toLsp({ range, severity, code, message, fix }: CellDiagnostic, document: LangiumDocument): Diagnostic {
  const { textDocument: text } = document;
  return {
    range: { start: text.positionAt(range.offset), end: text.positionAt(range.end) },
    severity: severities[severity],
    code,
    message,
    source: 'cell',
    ...(fix && {
      data: {
        title: fix.title,
        edits: fix.edits.map(({ range: at, text: newText }) => ({
          range: { start: text.positionAt(at.offset), end: text.positionAt(at.end) },
          newText,
        })),
      } satisfies FixData,
    }),
  };
}

/** What a diagnostic carries to its code action. */
export interface FixData {
  readonly title: string;
  readonly edits: TextEdit[];
}
