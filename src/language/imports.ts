import { type URI, UriUtils } from 'langium';
import type { File, Import } from './generated/ast.ts';

/** The file that an import names: relative to the importing one. */
export function importUri(statement: Import, from: URI): URI | undefined {
  // A recovered tree may hold an import without a path.
  const path: string | undefined = statement.path;
  return path ? UriUtils.resolvePath(UriUtils.dirname(from), path) : undefined;
}

export function importUris(file: File, from: URI): URI[] {
  return file.imports.map((statement) => importUri(statement, from)).filter((uri) => uri !== undefined);
}
