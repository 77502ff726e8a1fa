import {
  AstUtils,
  type LangiumCoreServices,
  type LangiumDocuments,
  URI,
  UriUtils,
  type ValidationChecks,
} from 'langium';
import { codes } from '../codes.ts';
import { type CellAstType, isFile } from '../generated/ast.ts';
import { importUri, importUris } from '../imports.ts';

export function importChecks(services: LangiumCoreServices): ValidationChecks<CellAstType> {
  const documents = services.shared.workspace.LangiumDocuments;
  return {
    Import: (statement, accept) => {
      const from = AstUtils.getDocument(statement).uri;
      const uri = importUri(statement, from);
      if (!uri) return;
      const info = { node: statement, property: 'path' } as const;
      if (!uri.path.endsWith('.cell')) {
        accept('error', `An import names a '.cell' file; '${statement.path}' is none.`, {
          ...info,
          code: codes.importPath,
        });
      } else if (uri.toString() === from.toString()) {
        accept('error', 'This file imports itself.', { ...info, code: codes.importPath });
      } else if (!documents.hasDocument(uri)) {
        accept('error', `There is no file '${statement.path}' beside this one. The path is relative to this file.`, {
          ...info,
          code: codes.importNotFound,
        });
      } else {
        const way = wayBack(documents, uri, from);
        if (way)
          accept('warning', `This import comes back to this file: ${way.join(' → ')}.`, {
            ...info,
            code: codes.importCycle,
          });
      }
    },
  };
}

/** The shortest chain of imports from one file to another, as names of files; undefined if there is none. */
function wayBack(documents: LangiumDocuments, start: URI, goal: URI): string[] | undefined {
  const before = new Map<string, string | undefined>([[start.toString(), undefined]]);
  for (const key of before.keys()) {
    if (key === goal.toString()) {
      const way: string[] = [];
      for (let at: string | undefined = key; at !== undefined; at = before.get(at))
        way.unshift(UriUtils.basename(URI.parse(at)));
      return [UriUtils.basename(goal), ...way];
    }
    const uri = URI.parse(key);
    const root = documents.getDocument(uri)?.parseResult.value;
    if (!root || !isFile(root)) continue;
    for (const next of importUris(root, uri)) if (!before.has(next.toString())) before.set(next.toString(), key);
  }
  return undefined;
}
