import {
  DocumentState,
  type FileSystemProvider,
  type LangiumDocument,
  type LangiumDocuments,
  type LangiumSharedCoreServices,
  URI,
} from 'langium';
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
  /** Whether there is a file or a folder; without it data files are not looked for. */
  exists?(uri: string): Promise<boolean>;
  /** The first bytes of a file, at most so many; without it data files are not looked into. */
  readStart?(uri: string, most: number): Promise<Uint8Array | undefined>;
  /** Names of the folders in a folder; likewise. */
  folders?(uri: string): Promise<readonly string[] | undefined>;
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
    return document && describe(document, documents);
  }

  return {
    open(uri) {
      const result = queue.then(() => load(URI.parse(uri)));
      queue = result.catch(() => undefined);
      return result;
    },
  };
}

/** Milliseconds until an edit that is not taken in stops being waited for. */
const patience = 3000;

/**
 * The documents of a running language server, which follow what the editor shows: one parse serves its features and the
 * models. Waits for an edit that is being taken in.
 */
export function sharedDocuments(shared: LangiumSharedCoreServices): CellDocuments {
  const { LangiumDocuments: documents, DocumentBuilder: builder, WorkspaceLock: lock } = shared.workspace;

  /** After all edits that are waiting: one of them may bring it. To write instead would cancel them. */
  const load = (uri: URI): Promise<LangiumDocument | undefined> =>
    lock.read(async () => {
      const known = documents.getDocument(uri);
      if (known) return known;
      try {
        const document = await documents.getOrCreateDocument(uri);
        await builder.build([document]);
        return document;
      } catch {
        return undefined;
      }
    });

  /**
   * Whoever asks within a read of the workspace keeps the next edit from being taken in, and could wait for it for ever:
   * after a while the answer is given up, and asked for again with the edit.
   */
  async function linked(uri: URI): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${uri.toString()} is being edited.`)), patience);
    });
    try {
      await Promise.race([builder.waitUntil(DocumentState.IndexedReferences, uri), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Only what is open is checked at each edit; what it imports, when it is asked for. */
  async function check(document: LangiumDocument, seen = new Set<string>()): Promise<void> {
    seen.add(document.uri.toString());
    const { DocumentValidator: validator } = shared.ServiceRegistry.getServices(document.uri).validation;
    document.diagnostics ??= await validator.validateDocument(document);
    const root = document.parseResult.value;
    for (const imported of isFile(root) ? importUris(root, document.uri) : []) {
      const target = seen.has(imported.toString()) ? undefined : documents.getDocument(imported);
      if (target) await check(target, seen);
    }
  }

  return {
    async open(uri) {
      const parsed = URI.parse(uri);
      if (!documents.getDocument(parsed) && !(await load(parsed))) return undefined;
      await linked(parsed);
      const document = documents.getDocument(parsed);
      if (!document) return undefined;
      await check(document);
      return describe(document, documents);
    },
  };
}

function describe(
  document: LangiumDocument,
  documents: LangiumDocuments,
  seen = new Set<string>(),
): CellDocument | undefined {
  const root = document.parseResult.value;
  const uri = document.uri.toString();
  if (!isFile(root)) return undefined;
  seen.add(uri);
  const imports: CellDocument[] = [];
  for (const imported of importUris(root, document.uri)) {
    const target = seen.has(imported.toString()) ? undefined : documents.getDocument(imported);
    const described = target && describe(target, documents, seen);
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
