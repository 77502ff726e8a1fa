import {
  DocumentState,
  type FileSystemProvider,
  type LangiumDocument,
  type LangiumSharedCoreServices,
  URI,
} from 'langium';
import {
  addCallHierarchyHandler,
  addCodeActionHandler,
  addCodeLensHandler,
  addConfigurationChangeHandler,
  addDocumentHighlightHandler,
  addDocumentLinkHandler,
  addDocumentSymbolHandler,
  addDocumentUpdateHandler,
  addFileOperationHandler,
  addFindReferencesHandler,
  addFoldingRangeHandler,
  addFormattingHandler,
  addGotoDefinitionHandler,
  addHoverHandler,
  addInlayHintHandler,
  addRenameHandler,
  addSemanticTokenHandler,
  addSignatureHelpHandler,
  addTextDocumentContentRequestHandler,
  addTypeHierarchyHandler,
  addWorkspaceSymbolHandler,
  createRequestHandler,
  type LangiumCoreAndPartialLSPServices,
  type LangiumSharedServices,
} from 'langium/lsp';
import type {
  CompletionItem,
  CompletionParams,
  Connection,
  LinkedEditingRangeParams,
  SelectionRangeParams,
} from 'vscode-languageserver';
import { type DocumentSource, sharedDocuments } from '../project/documents.ts';
import { openProject } from '../project/project.ts';
import { vocabulary } from '../project/vocabulary.ts';
import {
  type DiagramParams,
  type DiagramResult,
  type OutlineParams,
  serverRequests,
} from '../protocol/server-requests.ts';
import { Attention } from './attention.ts';
import { CellCompletion } from './completion.ts';
import { DiagnosticsPublisher } from './diagnostics.ts';
import { createLanguageServices, type LanguageServices } from './language-services.ts';
import { linkedEditing } from './linked-editing.ts';
import type { ModelSource } from './models.ts';
import { diagramOf, outlineOf } from './requests.ts';
import { selectionRanges } from './selection-ranges.ts';

export interface ServerOptions {
  readonly connection: Connection;
  fileSystemProvider(services: LangiumSharedCoreServices): FileSystemProvider;
  /** Without it data files are not looked into. */
  readonly dataFiles?: Pick<DocumentSource, 'readStart' | 'folders'>;
}

/** The language server: LSP, and the requests of `src/protocol/server-requests.ts`. */
export function startServer({ connection, fileSystemProvider, dataFiles = {} }: ServerOptions): LanguageServices {
  const attention = new Attention();
  const services = createLanguageServices({
    connection,
    fileSystemProvider,
    vocabulary,
    models: (shared) => attention.last(modelsOf(shared, dataFiles)),
  });
  const { shared, models } = services;

  addDocumentUpdateHandler(connection, shared);
  addFileOperationHandler(connection, shared);
  new DiagnosticsPublisher(connection, shared, models).start();
  connection.onCompletion(attention.first(createRequestHandler(completionOf, shared, DocumentState.Linked)));
  connection.onCompletionResolve((item) => resolved(item, services));
  addFindReferencesHandler(connection, shared);
  addDocumentSymbolHandler(connection, shared);
  addGotoDefinitionHandler(connection, shared);
  addDocumentHighlightHandler(connection, shared);
  addFoldingRangeHandler(connection, shared);
  addFormattingHandler(connection, shared);
  addCodeActionHandler(connection, shared);
  addRenameHandler(connection, shared);
  addHoverHandler(connection, shared);
  addInlayHintHandler(connection, shared);
  addSemanticTokenHandler(connection, shared);
  addSignatureHelpHandler(connection, shared);
  addCodeLensHandler(connection, shared);
  addTextDocumentContentRequestHandler(connection, shared);
  addDocumentLinkHandler(connection, shared);
  addConfigurationChangeHandler(connection, shared);
  addWorkspaceSymbolHandler(connection, shared);
  addCallHierarchyHandler(connection, shared);
  addTypeHierarchyHandler(connection, shared);
  addPlainHandlers(connection, services);
  connection.onRequest<DiagramResult, void>(serverRequests.diagram, (params: DiagramParams) =>
    diagramOf(params, models),
  );
  connection.onRequest(serverRequests.outline, (params: OutlineParams) =>
    outlineOf(params, models, shared.workspace.LangiumDocuments),
  );

  connection.onInitialize(async (params) => {
    const { capabilities, ...rest } = await shared.lsp.LanguageServer.initialize(params);
    const completionProvider = { ...capabilities.completionProvider, resolveProvider: true };
    return { ...rest, capabilities: { ...capabilities, completionProvider, ...plainCapabilities } };
  });
  connection.onInitialized((params) => shared.lsp.LanguageServer.initialized(params));
  shared.workspace.TextDocuments.listen(connection);
  connection.listen();
  return services;
}

const completionOf = (
  services: LangiumCoreAndPartialLSPServices,
  document: LangiumDocument,
  params: CompletionParams,
) => services.lsp?.CompletionProvider?.getCompletion(document, params);

/** Its documentation; which list it is of, it says itself. */
const resolved = (item: CompletionItem, { cell }: LanguageServices) =>
  cell.lsp.CompletionProvider instanceof CellCompletion ? cell.lsp.CompletionProvider.resolve(item) : item;

const plainCapabilities = { selectionRangeProvider: true, linkedEditingRangeProvider: true };

const modelsOf = (shared: LangiumSharedServices, dataFiles: NonNullable<ServerOptions['dataFiles']>): ModelSource =>
  openProject(
    {
      readText: (uri) => textOf(uri, shared),
      exists: async (uri) => shared.workspace.FileSystemProvider.exists(URI.parse(uri)),
      ...dataFiles,
    },
    sharedDocuments(shared),
  );

/** What Langium has no hooks for. */
function addPlainHandlers(connection: Connection, { shared, cell }: LanguageServices): void {
  const selection = (_: unknown, document: LangiumDocument, { positions }: SelectionRangeParams) =>
    selectionRanges(document, positions);
  const linked = (_: unknown, document: LangiumDocument, { position }: LinkedEditingRangeParams) =>
    linkedEditing(document, position, cell) ?? null;
  connection.onSelectionRanges(createRequestHandler(selection, shared, DocumentState.Parsed));
  connection.languages.onLinkedEditingRange(createRequestHandler(linked, shared, DocumentState.Linked));
}

/** What the editor shows, else what is on disk. */
async function textOf(uri: string, shared: LangiumSharedServices): Promise<string | undefined> {
  const open = shared.workspace.TextDocuments.get(uri);
  if (open) return open.getText();
  try {
    return await shared.workspace.FileSystemProvider.readFile(URI.parse(uri));
  } catch {
    return undefined;
  }
}
