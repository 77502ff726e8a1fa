import { elaborateFile } from '../space/elaborate.ts';
import { ElaborationCache } from '../space/elaboration-cache.ts';
import type { CellDiagnostic, CellModel } from '../space/model.ts';
import { checkSearch } from './checks.ts';
import { checkDataFiles } from './data-files.ts';
import { type CellDocument, type CellDocuments, type DocumentSource, openDocuments } from './documents.ts';
import { checkMeasures } from './measures.ts';
import { checkSetting } from './setting-checks.ts';
import { NameUses, unusedDeclarations } from './unused.ts';

export interface Project {
  /** Reads, parses, links, elaborates and checks a file. Never throws for what a user wrote; an unreadable file is a diagnostic. */
  model(uri: string): Promise<CellModel>;
}

/** Files as checked models: the one way from a text to spaces and searches. `documents`: where they are parsed already. */
export function openProject(source: DocumentSource, documents: CellDocuments = openDocuments(source)): Project {
  const cache = new ElaborationCache();
  const uses = new Map<string, NameUses>();
  return {
    async model(uri) {
      const document = await documents.open(uri);
      if (!document) {
        uses.delete(uri);
        return unreadable(uri);
      }
      const known = uses.get(uri) ?? new NameUses();
      uses.set(uri, known);
      return checkDocument(document, source, cache, known);
    },
  };
}

/** The model of a document that is parsed and linked. */
async function checkDocument(
  document: CellDocument,
  source: DocumentSource,
  cache: ElaborationCache,
  uses: NameUses,
): Promise<CellModel> {
  const written = [document, ...document.imports].flatMap((d) => d.diagnostics);
  const isError = ({ severity }: CellDiagnostic): boolean => severity === 'error';
  const mistakes = written.filter(isError);
  const elaborated = elaborateFile(document.root, { damaged: mistakes.length > 0, cache });
  const checked = await Promise.all(elaborated.searches.map((search) => checkSearch(search, source)));
  const found = [
    ...elaborated.diagnostics,
    ...elaborated.spaces.flatMap((space) => space.findings),
    ...elaborated.settings.flatMap(checkSetting),
    ...checkMeasures(elaborated),
    ...(await checkDataFiles(elaborated.settings, source)),
    ...checked.flatMap((search) => search.diagnostics),
  ].filter((diagnostic) => !isKnown(diagnostic, document, mistakes));
  // What a mistake leaves without a use is no mistake of its own.
  const unused = [...written, ...found].some(isError) ? [] : unusedDeclarations(document.root, uses);
  const own = unique([...document.diagnostics, ...found, ...unused]);
  // A broken import is told where it stands, unless what follows from it here already stops the user.
  const imported = own.some(isError) ? [] : mistakes.filter(({ range }) => range.uri !== document.uri);
  const diagnostics = [...own, ...imported];
  return {
    uri: document.uri,
    spaces: elaborated.spaces.map((space) => space.model),
    cells: elaborated.cells,
    searches: checked.flatMap(({ model }) => (model ? [model] : [])),
    diagnostics: diagnostics.sort((a, b) => a.range.offset - b.range.offset),
  };
}

/** A definition in which the language found a mistake says no more: what follows from it is noise. */
function isKnown(diagnostic: CellDiagnostic, document: CellDocument, errors: readonly CellDiagnostic[]): boolean {
  if (errors.length === 0) return false;
  const { uri, offset } = diagnostic.range;
  const file = [document, ...document.imports].find((d) => d.uri === uri);
  const around = file?.root.definitions.find(
    (d) => d.$cstNode && d.$cstNode.offset <= offset && offset <= d.$cstNode.end,
  );
  const start = around?.$cstNode?.offset ?? offset;
  const end = around?.$cstNode?.end ?? diagnostic.range.end;
  return errors.some(({ range }) => range.uri === uri && range.offset <= end && range.end >= start);
}

function unique(diagnostics: readonly CellDiagnostic[]): CellDiagnostic[] {
  const key = ({ range, message }: CellDiagnostic): string => `${range.uri} ${range.offset} ${range.end} ${message}`;
  return [...new Map(diagnostics.map((d) => [key(d), d])).values()];
}

function unreadable(uri: string): CellModel {
  const message = 'This file does not exist or cannot be read.';
  const diagnostic: CellDiagnostic = {
    range: { uri, offset: 0, end: 0 },
    severity: 'error',
    code: 'unreadable',
    message,
  };
  return { uri, spaces: [], cells: [], searches: [], diagnostics: [diagnostic] };
}
