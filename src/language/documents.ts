import {
  type AstNode,
  type BuildOptions,
  type Cancellation,
  DefaultDocumentBuilder,
  DefaultLangiumDocumentFactory,
  DocumentState,
  type LangiumDocument,
  type LangiumDocuments,
  type LangiumSharedCoreServices,
  type ParseResult,
  type ParserOptions,
  type URI,
} from 'langium';
import { ChunkParser } from './chunk-parser.ts';
import { isFile } from './generated/ast.ts';
import { importUris } from './imports.ts';

type CancellationToken = Cancellation.CancellationToken;

/** Hands the parser the tree of the text before the edit, whose unchanged definitions it keeps. */
export class CellDocumentFactory extends DefaultLangiumDocumentFactory {
  private readonly documents: () => LangiumDocuments;

  constructor(services: LangiumSharedCoreServices) {
    super(services);
    this.documents = () => services.workspace.LangiumDocuments;
  }

  protected override parse<T extends AstNode>(uri: URI, text: string, options?: ParserOptions): ParseResult<T> {
    const parser = this.serviceRegistry.getServices(uri).parser.LangiumParser;
    if (!(parser instanceof ChunkParser) || options?.rule) return super.parse<T>(uri, text, options);
    const previous = this.documents().getDocument(uri)?.parseResult.value;
    return parser.parseFile(text, previous) as ParseResult as ParseResult<T>;
  }

  protected override async parseAsync<T extends AstNode>(uri: URI, text: string): Promise<ParseResult<T>> {
    return this.parse<T>(uri, text);
  }
}

/** Loads what the documents import, wherever it lies, and relinks a document when one of its imports changes. */
export class CellDocumentBuilder extends DefaultDocumentBuilder {
  protected override async buildDocuments(
    documents: LangiumDocument[],
    options: BuildOptions,
    cancelToken: CancellationToken,
  ): Promise<void> {
    const all = [...documents];
    for (const document of all) {
      if (document.state < DocumentState.Parsed) {
        await this.langiumDocumentFactory.update(document, cancelToken);
        // Requests may be waiting for it.
        await this.notifyDocumentPhase(document, DocumentState.Parsed, cancelToken);
      }
      for (const imported of await this.loadImports(document)) if (!all.includes(imported)) all.push(imported);
    }
    await super.buildDocuments(all, options, cancelToken);
  }

  private async loadImports(document: LangiumDocument): Promise<LangiumDocument[]> {
    const root = document.parseResult.value;
    const added: LangiumDocument[] = [];
    for (const uri of isFile(root) ? importUris(root, document.uri) : []) {
      if (this.langiumDocuments.hasDocument(uri) || !uri.path.endsWith('.cell')) continue;
      try {
        added.push(await this.langiumDocuments.getOrCreateDocument(uri));
      } catch {
        // Not there or not readable: the check of imports says so, at the import.
      }
    }
    return added;
  }

  /** In an editor what is open; the project checks what it imports when it needs to. */
  protected override shouldValidate(document: LangiumDocument): boolean {
    return (
      super.shouldValidate(document) && (this.textDocuments?.get(document.uri) !== undefined || !this.textDocuments)
    );
  }

  protected override shouldRelink(document: LangiumDocument, changed: Set<string>): boolean {
    const root = document.parseResult.value;
    const imports = isFile(root) ? importUris(root, document.uri) : [];
    // What could not be loaded may be there now.
    const concerns = (uri: URI) => changed.has(uri.toString()) || !this.langiumDocuments.hasDocument(uri);
    return imports.some(concerns) || super.shouldRelink(document, changed);
  }
}
