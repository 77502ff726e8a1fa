import { writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { makeFolder } from './make-folder.ts';
import { fileError } from './run-error.ts';

/** Copies the texts into `folder`, laid out as the originals. Returns the path of `main` in it. */
export function copySource(texts: ReadonlyMap<string, string>, main: string, folder: string): string {
  const top = [...texts.keys()].map(dirname).reduce(commonFolder);
  for (const [path, text] of texts) {
    const copy = join(folder, relative(top, path));
    try {
      makeFolder(dirname(copy));
      writeFileSync(copy, text, { flush: true });
    } catch (error) {
      throw fileError('write', copy, error);
    }
  }
  return relative(top, main);
}

/** The deepest folder that both lie in. */
function commonFolder(a: string, b: string): string {
  const left = a.split(sep);
  const right = b.split(sep);
  const differs = left.findIndex((part, i) => part !== right[i]);
  const common = differs < 0 ? left : left.slice(0, differs);
  return common.length === 1 ? common[0] + sep : common.join(sep);
}
