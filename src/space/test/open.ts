import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { EmptyFileSystemProvider, type FileSystemProvider, URI } from 'langium';
import { createCellServices } from '../../language/cell-module.ts';
import { type File, isFile } from '../../language/generated/ast.ts';
import type { Vocabulary } from '../../language/vocabulary.ts';
import { operations } from '../../network/operations.ts';
import { type ElaboratedFile, elaborateFile } from '../elaborate.ts';

const word = (
  role: Vocabulary[number]['role'],
  name: string,
  parameters: readonly string[] = [],
): Vocabulary[number] => ({
  role,
  name,
  doc: name,
  parameters: parameters.map((p) => ({ name: p, doc: p, takes: 'value', default: 'same' })),
});

/** Operations as they are, and what else the examples name: this layer sees neither strategies nor the engine. */
const vocabulary: Vocabulary = [
  ...[...operations.values()].map((operation) =>
    word(
      operation.inputs === 'many' ? 'reducer' : 'operation',
      operation.name,
      operation.parameters.map((p) => p.name),
    ),
  ),
  ...['image', 'vector', 'sequence', 'tokens'].map((name) => word('input', name)),
  ...['all', 'last', 'unused'].map((name) => word('tensor', name)),
  ...['same', 'on', 'off', 'pad', 'learned', 'sinusoidal', 'channels'].map((name) => word('value', name)),
  word('reducer', 'fallback'),
  ...['params', 'macs', 'latency', 'accuracy', 'depth'].map((name) => word('measure', name)),
  word('source', 'builtin', ['name']),
  word('source', 'csv', ['file', 'target']),
  word('augmentation', 'shift', ['pixels']),
  word('augmentation', 'flip'),
  word('augmentation', 'cutout', ['size']),
  word('optimizer', 'adam', ['lr', 'beta1']),
  word('optimizer', 'sgd', ['lr', 'momentum']),
  word('schedule', 'cosine', ['warmup']),
  word('loss', 'cross_entropy', ['smoothing']),
  word('evaluation', 'table', ['file', 'key']),
  ...['random', 'regularized_evolution', 'nsga2', 'pc_darts'].map((name) =>
    word('strategy', name, ['population', 'sample']),
  ),
];

class Texts extends EmptyFileSystemProvider {
  private readonly texts: ReadonlyMap<string, string>;
  constructor(texts: ReadonlyMap<string, string>) {
    super();
    this.texts = texts;
  }
  override async readFile(uri?: URI): Promise<string> {
    const text = uri && this.texts.get(uri.toString());
    if (text !== undefined) return text;
    return readFile(fileURLToPath(String(uri)), 'utf8');
  }
  override async exists(): Promise<boolean> {
    return true;
  }
}

/** Parses, links and elaborates a text; imports are read from disk, beside `uri`. */
export async function elaborateText(text: string, uri = 'file:///test/test.cell'): Promise<ElaboratedFile> {
  const provider = (): FileSystemProvider => new Texts(new Map([[uri, text]]));
  const { shared } = createCellServices({ fileSystemProvider: provider, vocabulary });
  await shared.workspace.WorkspaceManager.initializeWorkspace([]);
  const document = await shared.workspace.LangiumDocuments.getOrCreateDocument(URI.parse(uri));
  await shared.workspace.DocumentBuilder.build([document]);
  const root = document.parseResult.value;
  if (!isFile(root)) throw new Error('not a file');
  return elaborateFile(root as File);
}

/** A file of this repository, by its path from the root. */
export async function elaboratePath(path: string): Promise<ElaboratedFile> {
  const url = new URL(`../../../${path}`, import.meta.url);
  return elaborateText(await readFile(url, 'utf8'), url.href);
}
