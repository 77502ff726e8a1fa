import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const folders = ['examples/spaces', 'examples'];

/** Every example space: name and text, what it imports put in the place of the import. */
export function exampleSources(): { readonly name: string; readonly text: string }[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.cell') && name !== 'blocks.cell')
      .sort()
      .map((name) => ({ name: `${folder}/${name}`, text: inlined(join(root, folder), name) })),
  );
}

const inlined = (folder: string, name: string): string =>
  readFileSync(join(folder, name), 'utf8').replace(/^import "(.+)"$/gm, (_, imported: string) =>
    inlined(folder, imported),
  );

/** A file of so many lines: the example spaces again and again, each time with names of its own. */
export function longSource(lines: number): string {
  // Tables lie beside their examples; a long file has none.
  const sources = exampleSources().filter(({ text }) => !text.includes('evaluate table('));
  let text = '';
  let count = 0;
  for (let copy = 1; ; copy++) {
    for (const source of sources) {
      const part = renamed(source.text, copy * sources.length + sources.indexOf(source));
      count += part.split('\n').length;
      if (count > lines) return text;
      text += `${part}\n`;
    }
  }
}

/** Gives each definition of a text, wherever it is used, a number; comments and texts in quotes stay. */
function renamed(text: string, number: number): string {
  const names = [...text.matchAll(/^(?:op|cell|space|dataset|train|search) (\w+)/gm)].map((match) => match[1]);
  const name = new RegExp(`"[^"\\n]*"|//[^\\n]*|\\b(?:${names.join('|')})\\b(?!\\s*:)`, 'g');
  return text.replace(name, (found) => (/^["/]/.test(found) ? found : `${found}_${number}`));
}
