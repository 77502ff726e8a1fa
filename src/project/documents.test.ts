import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { printLibrary } from '../language/library.ts';
import { openDocuments } from './documents.ts';
import { vocabulary } from './vocabulary.ts';

const onDisk = {
  async readText(uri: string) {
    try {
      return readFileSync(fileURLToPath(uri), 'utf8');
    } catch {
      return undefined;
    }
  },
};
const inMemory = (files: Record<string, string>) => ({
  readText: async (uri: string) => files[uri.slice('file:///'.length)],
});
const spaces = join(import.meta.dirname, '../../examples/spaces');

describe('openDocuments', () => {
  test.each(readdirSync(spaces).filter((file) => file.endsWith('.cell')))(
    'reads %s without a complaint',
    async (file) => {
      const found = await openDocuments(onDisk).open(pathToFileURL(join(spaces, file)).href);
      expect(found?.diagnostics.map(({ message }) => message)).toEqual([]);
      expect(found?.root.definitions.length).toBeGreaterThan(0);
    },
  );

  test('loads imports through imports, each once, and survives a cycle', async () => {
    const documents = openDocuments(
      inMemory({
        'a.cell': 'import "sub/b.cell"\nop a = b -> relu',
        'sub/b.cell': 'import "../a.cell"\nimport "c.cell"\nop b = c',
        'sub/c.cell': 'op c = relu',
      }),
    );
    const found = await documents.open('file:///a.cell');
    expect(found?.diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['import-cycle', 'This import comes back to this file: a.cell → b.cell → a.cell.'],
    ]);
    expect(found?.imports.map(({ uri }) => uri)).toEqual(['file:///sub/b.cell', 'file:///sub/c.cell']);
  });

  test('does not see what an import imports', async () => {
    const files = { 'a.cell': 'import "b.cell"\nop a = c', 'b.cell': 'import "c.cell"', 'c.cell': 'op c = relu' };
    const found = await openDocuments(inMemory(files)).open('file:///a.cell');
    expect(found?.diagnostics.map(({ code }) => code)).toEqual(['unknown-name']);
  });

  test('follows texts that change, vanish and come back', async () => {
    const files: Record<string, string> = { 'a.cell': 'import "b.cell"\nop a = b', 'b.cell': 'op b = relu' };
    const documents = openDocuments(inMemory(files));
    const codes = async () => (await documents.open('file:///a.cell'))?.diagnostics.map(({ code }) => code);
    expect(await codes()).toEqual([]);
    files['b.cell'] = 'op c = relu';
    expect(await codes()).toEqual(['unknown-name']);
    delete files['b.cell'];
    expect(await codes()).toEqual(['import-not-found']);
    files['b.cell'] = 'op b = relu';
    expect(await codes()).toEqual([]);
    delete files['a.cell'];
    expect(await documents.open('file:///a.cell')).toBeUndefined();
  });

  test('users may take names of the library', async () => {
    const found = await openDocuments(inMemory({ 'a.cell': 'op relu = gelu\nop a = relu' })).open('file:///a.cell');
    expect(found?.diagnostics).toEqual([]);
  });

  test('names in a search may be columns of a table', async () => {
    const text = `space S { input image(8x8x1) -> relu }
search s { space S  evaluate table("t.csv", key: ops)  maximize val  report test  require cost < 3 }`;
    const found = await openDocuments(inMemory({ 'a.cell': text })).open('file:///a.cell');
    expect(found?.diagnostics).toEqual([]);
  });
});

describe('the vocabulary', () => {
  test('is a file without mistakes: every name and default can be written', async () => {
    // Under another name, since the library itself is never checked; its ops have no bodies, which is all that is wrong.
    const found = await openDocuments(inMemory({ 'library.cell': printLibrary(vocabulary) })).open(
      'file:///library.cell',
    );
    const wrong = found?.diagnostics.filter(({ code }) => code !== 'missing-body');
    // `cifar(train, test)`: reserved words may name the parameters of built-in words.
    expect(wrong?.filter(({ message }) => !message.includes("can't name a parameter"))).toEqual([]);
    expect(found?.root.definitions.length).toBe(vocabulary.length);
  });

  test('has each name once, each with a documentation', () => {
    expect(new Set(vocabulary.map(({ name }) => name)).size).toBe(vocabulary.length);
    expect(vocabulary.filter(({ doc }) => doc.trim() === '')).toEqual([]);
  });
});
