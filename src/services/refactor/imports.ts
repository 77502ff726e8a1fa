import { AstUtils } from 'langium';
import { importUri } from '../../language/imports.ts';
import { refsOf } from '../../language/node-list.ts';
import { endOf, type Refactoring, type Selection, startOf, textOf } from './refactoring.ts';

/** Imports in the order of their paths, each once, without those that nothing is used of. */
export function importRefactorings({ file, text, documents }: Selection): Refactoring[] {
  const { imports } = file;
  const [first] = imports;
  const last = imports.at(-1);
  if (!first || !last) return [];
  // Definitions between imports, and comments, are not moved about.
  const between = text.slice(startOf(first), endOf(last));
  if (between.replace(/import\s+"(?:\\.|[^"\\\n])*"/g, '').trim() !== '') return [];
  const uri = AstUtils.getDocument(file).uri;
  const uses = refsOf(file).map((use) => use.target.$nodeDescription?.documentUri.toString());
  const linked = !uses.includes(undefined);
  // One whose file is not there may be misspelt: that is told, and not removed.
  const used = imports.filter((one) => {
    const target = importUri(one, uri);
    return !linked || !target || !documents.hasDocument(target) || uses.includes(target.toString());
  });
  const lines = [...new Map(used.map((one) => [one.path, textOf(one)]))]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, line]) => line);
  const written = lines.join('\n');
  if (written === between) return [];
  // The line of the last one goes with it.
  const rest = written === '' ? (/^\s*/.exec(text.slice(endOf(last)))?.[0].length ?? 0) : 0;
  const edit = { start: startOf(first), end: endOf(last) + rest, text: written };
  return [{ title: 'Organize imports', kind: 'source.organizeImports', edits: [edit] }];
}
