import { type FileSystemProvider, type LangiumDocument, URI } from 'langium';
import { createCellServices } from '../language/cell-module.ts';
import { type File, isFile } from '../language/generated/ast.ts';
import { importUris } from '../language/imports.ts';
import type { CellDiagnostic } from '../space/model.ts';
import { toCellDiagnostic } from './diagnostics.ts';
import { vocabulary } from './vocabulary.ts';

/** A parsed and linked file. */
export interface CellDocument {
  readonly uri: string;
  readonly text: string;
  readonly root: File;
  /** Of parser, linker and syntactic checks, in the order of the text. */
  readonly diagnostics: readonly CellDiagnostic[];
  /** The files that it imports and that could be read, directly or through others; each once, without itself. */
  readonly imports: readonly CellDocument[];
}

export interface CellDocuments {
  /** Loads a file and what it imports, and links them. Reads texts anew, keeps what did not change. Undefined: no such file. */
  open(uri: string): Promise<CellDocument | undefined>;
}

export interface DocumentSource {
  /** The text behind a URI; undefined where there is none. */
  readText(uri: string): Promise<string | undefined>;
}

/** Parses and links `.cell` files from wherever their texts are. */
export function openDocuments(source: DocumentSource): CellDocuments {
  const { shared } = createCellServices({ fileSystemProvider: () => textsOnly(source), vocabulary });
  const { LangiumDocuments: documents, DocumentBuilder: builder, WorkspaceManager: workspace } = shared.workspace;
  const ready = workspace.initializeWorkspace([]);
  // The builder must not be entered twice at a time.
  let queue: Promise<unknown> = ready;

  async function load(uri: URI): Promise<CellDocument | undefined> {
    // Files may have changed or vanished since they were read.
    const changed: URI[] = [];
    const deleted: URI[] = [];
    for (const document of documents.all.toArray().filter((d) => d.uri.scheme !== 'builtin')) {
      const text = await source.readText(document.uri.toString());
      if (text === undefined) deleted.push(document.uri);
      else if (text !== document.textDocument.getText()) changed.push(document.uri);
    }
    if (!documents.hasDocument(uri)) {
      if ((await source.readText(uri.toString())) === undefined) return undefined;
      await documents.getOrCreateDocument(uri);
    }
    await builder.update(changed, deleted);
    const document = documents.getDocument(uri);
    return document && describe(document);
  }

  function describe(document: LangiumDocument, seen = new Set<string>()): CellDocument | undefined {
    const root = document.parseResult.value;
    const uri = document.uri.toString();
    if (!isFile(root)) return undefined;
    seen.add(uri);
    const imports: CellDocument[] = [];
    for (const imported of importUris(root, document.uri)) {
      const target = seen.has(imported.toString()) ? undefined : documents.getDocument(imported);
      const described = target && describe(target, seen);
      if (described) imports.push(described, ...described.imports);
    }
    const diagnostics = (document.diagnostics ?? []).map((d) => toCellDiagnostic(d, document.textDocument));
    return {
      uri,
      text: document.textDocument.getText(),
      root,
      diagnostics: diagnostics.sort((a, b) => a.range.offset - b.range.offset),
      imports,
    };
  }

  return {
    open(uri) {
      const result = queue.then(() => load(URI.parse(uri)));
      queue = result.catch(() => undefined);
      return result;
    },
  };
}

/** A file system that can only read texts: all that loading imports needs. */
function textsOnly(source: DocumentSource): FileSystemProvider {
  const none = () => {
    throw new Error('Only texts can be read here.');
  };
  return {
    async readFile(uri) {
      const text = await source.readText(uri.toString());
      if (text === undefined) throw new Error(`There is no file ${uri.toString()}.`);
      return text;
    },
    exists: async (uri) => (await source.readText(uri.toString())) !== undefined,
    readDirectory: async () => [],
    readDirectorySync: () => [],
    existsSync: () => false,
    stat: none,
    statSync: none,
    readBinary: none,
    readBinarySync: none,
    readFileSync: none,
  };
}
