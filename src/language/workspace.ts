import {
  DefaultWorkspaceManager,
  type LangiumDocument,
  type LangiumDocumentFactory,
  type LangiumSharedCoreServices,
} from 'langium';
import { libraryUri, printLibrary } from './library.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Adds the library to every workspace. */
export class CellWorkspaceManager extends DefaultWorkspaceManager {
  private readonly factory: LangiumDocumentFactory;
  private readonly vocabulary: Vocabulary;

  constructor(services: LangiumSharedCoreServices, vocabulary: Vocabulary) {
    super(services);
    this.factory = services.workspace.LangiumDocumentFactory;
    this.vocabulary = vocabulary;
  }

  protected override async loadAdditionalDocuments(
    _folders: unknown,
    collect: (document: LangiumDocument) => void,
  ): Promise<void> {
    collect(this.factory.fromString(printLibrary(this.vocabulary), libraryUri));
  }
}
