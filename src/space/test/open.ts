import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { EmptyFileSystemProvider, URI } from 'langium';
import { createCellServices } from '../../language/cell-module.ts';
import { type File, isFile } from '../../language/generated/ast.ts';
import type { Vocabulary } from '../../language/vocabulary.ts';
import { operations } from '../../network/operations.ts';
import { type ElaboratedFile, elaborateFile } from '../elaborate.ts';
import type { SpaceModel } from '../model.ts';

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
  ...['same', 'valid', 'on', 'off', 'pad', 'learned', 'sinusoidal', 'channels'].map((name) => word('value', name)),
  word('reducer', 'fallback'),
  ...['params', 'macs', 'latency', 'accuracy', 'perplexity', 'depth', 'edges'].map((name) => word('measure', name)),
  word('source', 'builtin', ['name']),
  word('source', 'csv', ['file', 'target']),
  word('augmentation', 'shift', ['pixels']),
  word('augmentation', 'flip'),
  word('augmentation', 'cutout', ['size']),
  word('source', 'download', ['name', 'length']),
  word('optimizer', 'adam', ['lr', 'beta1']),
  word('optimizer', 'sgd', ['lr', 'momentum']),
  word('schedule', 'cosine', ['warmup']),
  word('loss', 'cross_entropy', ['smoothing']),
  word('evaluation', 'table', ['file', 'key']),
  ...['random', 'regularized_evolution', 'nsga2', 'reinforce', 'random_forest'].map((name) =>
    word('strategy', name, ['population', 'sample']),
  ),
];

class Disk extends EmptyFileSystemProvider {
  override async readFile(uri?: URI): Promise<string> {
    return readFile(fileURLToPath(String(uri)), 'utf8');
  }
}

const { shared } = createCellServices({ fileSystemProvider: () => new Disk(), vocabulary });
const { LangiumDocuments: documents, LangiumDocumentFactory: factory, DocumentBuilder: builder } = shared.workspace;
const ready = shared.workspace.WorkspaceManager.initializeWorkspace([]);
let texts = 0;

/** Parses, links and elaborates a text; imports are read from disk, beside `uri`. */
export async function elaborateText(text: string, uri?: string): Promise<ElaboratedFile> {
  return elaborateFile(await parseText(text, uri));
}

/** Parses and links a text. */
export async function parseText(text: string, uri = `memory:///${texts++}.cell`): Promise<File> {
  await ready;
  const parsed = URI.parse(uri);
  if (documents.hasDocument(parsed)) documents.deleteDocument(parsed);
  const document = factory.fromString(text, parsed);
  documents.addDocument(document);
  await builder.build([document]);
  const root = document.parseResult.value;
  if (!isFile(root)) throw new Error('A file is expected.');
  if (document.parseResult.parserErrors.length > 0) throw new Error(document.parseResult.parserErrors[0]?.message);
  return root;
}

/** A file of this repository, by its path from the root. */
export async function elaboratePath(path: string): Promise<ElaboratedFile> {
  const url = new URL(`../../../${path}`, import.meta.url);
  return elaborateText(await readFile(url, 'utf8'), url.href);
}

/** The only space of a text that has no mistakes. */
export async function spaceOf(text: string): Promise<SpaceModel> {
  const { spaces, diagnostics } = await elaborateText(text);
  const [space] = spaces;
  if (!space) throw new Error(diagnostics.map((d) => d.message).join('\n') || 'no space');
  return space.model;
}
