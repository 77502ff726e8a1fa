import { AstUtils, type LangiumDocuments, URI } from 'langium';
import { isFile } from '../language/generated/ast.ts';
import type { SourceRange } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import type {
  DiagramParams,
  DiagramResult,
  Outline,
  OutlineDefinition,
  OutlineParams,
} from '../protocol/server-requests.ts';
import type { CellModel } from '../space/model.ts';
import { countOf, type Models } from './models.ts';

/** The picture of a space or a cell, or why there is none. */
export async function diagramOf({ uri, name, assignment }: DiagramParams, models: Models): Promise<DiagramResult> {
  const model = await models.of(uri);
  if (!model) return { kind: 'problem', message: 'This file could not be read.' };
  const found = model.spaces.find((space) => space.name === name) ?? model.cells.find((cell) => cell.name === name);
  if (!found) return missing(model, name);
  try {
    return { kind: 'diagram', diagram: 'space' in found ? found.diagram(assignment) : found.diagram() };
  } catch (error) {
    if (error instanceof NetworkError)
      return { kind: 'problem', message: error.message, ...(error.range && { range: error.range }) };
    throw error;
  }
}

/** Definitions with errors have no model: the first error says why. */
function missing(model: CellModel, name: string): DiagramResult {
  const error = model.diagnostics.find(({ severity }) => severity === 'error');
  if (error) return { kind: 'problem', message: error.message, range: error.range };
  return { kind: 'problem', message: `There is no space or cell '${name}' in this file.` };
}

/** What a file defines, with counts. */
export async function outlineOf({ uri }: OutlineParams, models: Models, documents: LangiumDocuments): Promise<Outline> {
  const model = await models.of(uri);
  if (!model) return { spaces: [], cells: [], searches: [], errors: 1 };
  const describe = (named: { name: string; range: SourceRange }): OutlineDefinition => ({
    name: named.name,
    range: named.range,
    extent: extentOf(named, documents),
  });
  const counted = (item: CellModel['spaces'][number] | CellModel['cells'][number]) => ({
    ...describe(item),
    architectures: countOf(item)?.toString() ?? 'infinite',
    decisions: 'space' in item ? item.space.decisions.length : item.decisions,
  });
  return {
    spaces: model.spaces.map(counted),
    cells: model.cells.map(counted),
    searches: model.searches.map((search) => ({ ...describe(search), space: search.space.name })),
    errors: model.diagnostics.filter(({ severity }) => severity === 'error').length,
  };
}

/** The whole definition around a name; the name alone in a file that is not loaded. */
function extentOf({ name, range }: { name: string; range: SourceRange }, documents: LangiumDocuments): SourceRange {
  const root = documents.getDocument(URI.parse(range.uri))?.parseResult.value;
  const definition = root && isFile(root) ? root.definitions.find((d) => d.name === name) : undefined;
  const node = definition?.$cstNode;
  return node ? { uri: AstUtils.getDocument(definition).uri.toString(), offset: node.offset, end: node.end } : range;
}
