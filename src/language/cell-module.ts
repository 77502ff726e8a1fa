import {
  createDefaultCoreModule,
  createDefaultSharedCoreModule,
  type DefaultSharedCoreModuleContext,
  inject,
  type LangiumCoreServices,
  type LangiumSharedCoreServices,
  type LanguageMetaData,
  type Module,
  type PartialLangiumCoreServices,
  type PartialLangiumSharedCoreServices,
} from 'langium';
import { CellCheckRegistry } from './check-registry.ts';
import { registerChecks } from './checks/register.ts';
import { createChunkParser } from './chunk-parser.ts';
import { CellDocumentBuilder, CellDocumentFactory } from './documents.ts';
import { CellGeneratedModule, CellGeneratedSharedModule } from './generated/module.ts';
import { CellLinker, CellReferenceDescriptions } from './linker.ts';
import { CellNames } from './names.ts';
import { CellReferences } from './references.ts';
import { CellScopeComputation, CellScopeProvider } from './scopes.ts';
import { CellLexerMessages, CellParserMessages } from './syntax-messages.ts';
import { CellDocumentValidator } from './validator.ts';
import type { Vocabulary } from './vocabulary.ts';
import { Words } from './words.ts';
import { CellWorkspaceManager } from './workspace.ts';

/** In development mode the parser checks the grammar at every start, and needs a newer Node than 20 for it. */
const metaData: LanguageMetaData = {
  languageId: 'cell',
  fileExtensions: ['.cell'],
  caseInsensitive: false,
  mode: 'production',
};

/** What the language changes in the services that all documents share. */
export const cellSharedModule = (
  vocabulary: Vocabulary,
): Module<LangiumSharedCoreServices, PartialLangiumSharedCoreServices> => ({
  workspace: {
    LangiumDocumentFactory: (services) => new CellDocumentFactory(services),
    DocumentBuilder: (services) => new CellDocumentBuilder(services),
    WorkspaceManager: (services) => new CellWorkspaceManager(services, vocabulary),
  },
});

/** What the language changes in Langium's defaults; the language server adds its features to it. */
export const cellModule = (words: Words): Module<LangiumCoreServices, PartialLangiumCoreServices> => ({
  LanguageMetaData: () => metaData,
  parser: {
    // Two tokens of lookahead are enough for the grammar, and cheaper than the unbounded default.
    ParserConfig: () => ({ maxLookahead: 2 }),
    LangiumParser: (services) => createChunkParser(services),
    ParserErrorMessageProvider: () => new CellParserMessages(),
    LexerErrorMessageProvider: () => new CellLexerMessages(),
  },
  references: {
    NameProvider: () => new CellNames(),
    Linker: (services) => new CellLinker(services, words),
    ScopeProvider: (services) => new CellScopeProvider(services),
    ScopeComputation: (services) => new CellScopeComputation(services),
    References: (services) => new CellReferences(services),
  },
  workspace: {
    ReferenceDescriptionProvider: (services) => new CellReferenceDescriptions(services),
  },
  validation: {
    ValidationRegistry: (services) => new CellCheckRegistry(services),
    DocumentValidator: (services) => new CellDocumentValidator(services),
  },
});

export interface CellServices {
  readonly shared: LangiumSharedCoreServices;
  readonly cell: LangiumCoreServices;
}

/** The language without an editor: parse, link and check. */
export function createCellServices(options: DefaultSharedCoreModuleContext & { vocabulary: Vocabulary }): CellServices {
  const shared = inject(
    createDefaultSharedCoreModule(options),
    CellGeneratedSharedModule,
    cellSharedModule(options.vocabulary),
  );
  const words = new Words(options.vocabulary);
  const cell = inject(createDefaultCoreModule({ shared }), CellGeneratedModule, cellModule(words));
  shared.ServiceRegistry.register(cell);
  registerChecks(cell, words);
  return { shared, cell };
}
