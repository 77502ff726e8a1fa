import { AstUtils, type LangiumCoreServices, type ValidationChecks } from 'langium';
import { codes } from '../codes.ts';
import type { CellAstType } from '../generated/ast.ts';
import { importUri } from '../imports.ts';

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
      }
    },
  };
}
