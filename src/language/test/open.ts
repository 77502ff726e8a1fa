import { EmptyFileSystemProvider, type FileSystemProvider, type LangiumDocument, URI } from 'langium';
import { type CellServices, createCellServices } from '../cell-module.ts';
import { type File, isFile } from '../generated/ast.ts';
import { testVocabulary } from './words.ts';

export interface Opened {
  readonly services: CellServices;
  readonly document: LangiumDocument;
  readonly root: File;
  readonly text: string;
  /** `code: message [text that is marked]`, in the order of the text. */
  readonly messages: string[];
}

class Texts extends EmptyFileSystemProvider {
  readonly files: Record<string, string>;

  constructor(files: Record<string, string>) {
    super();
    this.files = files;
  }
  override async readFile(uri?: URI): Promise<string> {
    const text = this.files[uri?.path.slice(1) ?? ''];
    if (text === undefined) throw new Error('no such file');
    return text;
  }
}

/** Parses, links and checks `/main.cell`, with other files beside it. */
export async function open(text: string, files: Record<string, string> = {}): Promise<Opened> {
  const fileSystemProvider = (): FileSystemProvider => new Texts(files);
  const services = createCellServices({ fileSystemProvider, vocabulary: testVocabulary });
  await services.shared.workspace.WorkspaceManager.initializeWorkspace([]);
  const document = services.shared.workspace.LangiumDocuments.createDocument(URI.parse('file:///main.cell'), text);
  await services.shared.workspace.DocumentBuilder.build([document], { validation: true });
  return describe(services, document);
}

/** Replaces the text of an opened document, as an editor does. */
export async function edit({ services, document }: Opened, text: string): Promise<Opened> {
  const files = services.shared.workspace.FileSystemProvider as Texts;
  files.files['main.cell'] = text;
  await services.shared.workspace.DocumentBuilder.update([document.uri], []);
  return describe(services, document);
}

/** Opens a text anew in the same services: nothing of an earlier parse is used. */
export async function reopen({ services, document }: Opened, text: string): Promise<Opened> {
  await services.shared.workspace.DocumentBuilder.update([], [document.uri]);
  const fresh = services.shared.workspace.LangiumDocuments.createDocument(document.uri, text);
  await services.shared.workspace.DocumentBuilder.build([fresh], { validation: true });
  return describe(services, fresh);
}

function describe(services: CellServices, document: LangiumDocument): Opened {
  const root = document.parseResult.value;
  if (!isFile(root)) throw new Error('not a file');
  const text = document.textDocument.getText();
  const messages = [...(document.diagnostics ?? [])]
    .sort((a, b) => document.textDocument.offsetAt(a.range.start) - document.textDocument.offsetAt(b.range.start))
    .map(({ code, message, range }) => `${code}: ${message} [${document.textDocument.getText(range)}]`);
  return { services, document, root, text, messages };
}
