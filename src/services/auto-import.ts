import { type IndexManager, type LangiumDocument, UriUtils } from 'langium';
import type { TextEdit } from 'vscode-languageserver';
import { isFile, type Named } from '../language/generated/ast.ts';
import { isLibrary } from '../language/library.ts';

/** A definition of another file that the file does not see yet. */
export interface Importable {
  readonly named: Named;
  /** As an import writes it. */
  readonly path: string;
  /** Makes it visible. */
  readonly edit: TextEdit;
}

/** Of so many a list is still of use. */
const most = 200;

/** What other files define under names that are wanted; fragments in files of other languages can't be imported. */
export function importables(
  document: LangiumDocument,
  wanted: (name: string) => boolean,
  index: IndexManager,
): Importable[] {
  const found: Importable[] = [];
  const folder = UriUtils.dirname(document.uri);
  for (const { name, node, documentUri } of index.allElements()) {
    if (found.length === most) break;
    const elsewhere = documentUri.scheme === document.uri.scheme && documentUri.toString() !== document.uri.toString();
    if (!elsewhere || !node || !wanted(name) || isLibrary(documentUri) || /#\d+\.cell$/.test(documentUri.path))
      continue;
    const path = UriUtils.relative(folder, documentUri);
    found.push({ named: node as Named, path, edit: importEdit(document, path) });
  }
  return found;
}

/** A line after the imports that are there, or at the top. */
function importEdit({ parseResult }: LangiumDocument, path: string): TextEdit {
  const root = parseResult.value;
  const last = isFile(root) ? root.imports.at(-1)?.$cstNode : undefined;
  const line = `import "${path}"`;
  if (last) return { range: { start: last.range.end, end: last.range.end }, newText: `\n${line}` };
  const top = { line: 0, character: 0 };
  return { range: { start: top, end: top }, newText: `${line}\n\n` };
}
