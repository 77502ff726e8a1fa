import { type FileSystemProvider, inject, type LangiumSharedCoreServices, type Module } from 'langium';
import {
  createDefaultModule,
  createDefaultSharedModule,
  type DefaultSharedModuleContext,
  DefaultTextDocumentContentProvider,
  type LangiumServices,
  type LangiumSharedServices,
  type PartialLangiumServices,
  type PartialLangiumSharedServices,
} from 'langium/lsp';
import { cellModule, cellSharedModule } from '../language/cell-module.ts';
import { registerChecks } from '../language/checks/register.ts';
import { CellGeneratedModule, CellGeneratedSharedModule } from '../language/generated/module.ts';
import { libraryUri } from '../language/library.ts';
import type { Vocabulary } from '../language/vocabulary.ts';
import { Words } from '../language/words.ts';
import { CellCallHierarchy } from './call-hierarchy.ts';
import { CellCodeActions } from './code-actions.ts';
import { CellCodeLenses } from './code-lenses.ts';
import { CellCompletion } from './completion.ts';
import { CellDefinition } from './definition.ts';
import { CellDocumentLinks } from './document-links.ts';
import { CellDocumentSymbols } from './document-symbols.ts';
import { Documentation } from './documentation.ts';
import { CellFolding } from './folding.ts';
import { CellFormatter } from './formatting.ts';
import { CellHover } from './hover.ts';
import { CellInlayHints } from './inlay-hints.ts';
import { type ModelSource, Models } from './models.ts';
import { CellRename } from './rename.ts';
import { CellSemanticTokens } from './semantic-tokens.ts';
import { CellSignatureHelp } from './signature-help.ts';
import { CellTypeHierarchy } from './type-hierarchy.ts';

export interface LanguageServicesOptions {
  readonly connection?: DefaultSharedModuleContext['connection'];
  fileSystemProvider(services: LangiumSharedCoreServices): FileSystemProvider;
  readonly vocabulary: Vocabulary;
  /** Models need the texts that the editor has open. */
  models(shared: LangiumSharedServices): ModelSource;
}

export interface LanguageServices {
  readonly shared: LangiumSharedServices;
  readonly cell: LangiumServices;
  readonly models: Models;
  readonly words: Words;
}

/** The language with everything that an editor asks for: one class a feature. */
export function createLanguageServices(options: LanguageServicesOptions): LanguageServices {
  const { connection, fileSystemProvider, vocabulary } = options;
  const words = new Words(vocabulary);
  const shared = inject(
    createDefaultSharedModule({ fileSystemProvider, ...(connection && { connection }) }),
    CellGeneratedSharedModule,
    cellSharedModule(vocabulary),
    sharedFeatures,
  );
  const models = new Models(options.models(shared));
  const cell = inject(createDefaultModule({ shared }), CellGeneratedModule, cellModule(words), features(words, models));
  shared.ServiceRegistry.register(cell);
  registerChecks(cell, words);
  // Outside a running server nothing will fetch settings.
  if (!connection) shared.workspace.ConfigurationProvider.initialized({});
  return { shared, cell, models, words };
}

const sharedFeatures: Module<LangiumSharedServices, PartialLangiumSharedServices> = {
  lsp: {
    // Where `go to definition` leads from a built-in name.
    TextDocumentContentProvider: (services) => new DefaultTextDocumentContentProvider(services, libraryUri.scheme),
  },
};

function features(words: Words, models: Models): Module<LangiumServices, PartialLangiumServices> {
  const documentation = (services: LangiumServices) =>
    new Documentation(words, services.documentation.DocumentationProvider);
  return {
    lsp: {
      CompletionProvider: (services) => new CellCompletion(services, documentation(services)),
      HoverProvider: (services) => new CellHover(services, documentation(services), models),
      SignatureHelp: (services) => new CellSignatureHelp(services, documentation(services)),
      DefinitionProvider: (services) => new CellDefinition(services),
      RenameProvider: (services) => new CellRename(services),
      DocumentSymbolProvider: (services) => new CellDocumentSymbols(documentation(services)),
      FoldingRangeProvider: () => new CellFolding(),
      Formatter: () => new CellFormatter(),
      SemanticTokenProvider: (services) => new CellSemanticTokens(services, words),
      DocumentLinkProvider: (services) => new CellDocumentLinks(services),
      CodeLensProvider: () => new CellCodeLenses(models),
      CodeActionProvider: ({ shared }) =>
        new CellCodeActions({ words, documents: shared.workspace.LangiumDocuments }, shared.workspace.IndexManager),
      CallHierarchyProvider: (services) => new CellCallHierarchy(services),
      TypeHierarchyProvider: (services) => new CellTypeHierarchy(services),
      InlayHintProvider: (services) => new CellInlayHints(services, words, models),
    },
  };
}
