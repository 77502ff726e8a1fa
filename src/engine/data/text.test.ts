import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gather } from './batch.ts';
import { loadFolds } from './load.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellwright-text-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function load(content: string | Uint8Array, parameters: Record<string, string | number>) {
  await writeFile(join(folder, 't.txt'), content);
  const source = { name: 'text', parameters: { file: 't.txt', ...parameters } };
  const [dataset] = await loadFolds({ source, split: [0.5, 0.5, 0], normalize: true, augment: [] }, folder);
  if (dataset?.targets.kind !== 'tokens') throw new Error('no text');
  return { ...dataset, targets: dataset.targets };
}

test('characters: stretches one after the other, each with the next character at each place', async () => {
  const data = await load('abcabcabd', { length: 2 });
  expect(data.type).toEqual({ kind: 'tokens', length: 2, vocabulary: 4 });
  const { names, labels } = data.targets;
  const read = (ids: Iterable<number>) => [...ids].map((id) => names[id]).join('');
  expect(read(gather(data, [0, 1, 2, 3]))).toBe('abcabcab');
  expect(read(labels)).toBe('bcabcabd');
  // In the order of the text: what is judged comes later.
  expect([...data.train]).toEqual([0, 1]);
  expect([...data.validation]).toEqual([2, 3]);
});

test('words: signs and line ends count; rare ones become one', async () => {
  const data = await load("To be, or not to be:\nto be isn't.", { length: 3, unit: 'words', vocab: 4 });
  const { names } = data.targets;
  expect(names).toHaveLength(4);
  expect(names).toEqual(expect.arrayContaining(['<unknown>', 'be', 'to']));
  expect(gather(data, [0])[0]).toBe(names.indexOf('<unknown>'));
});

test('what is no text, or too short, is named', async () => {
  await expect(load(Uint8Array.of(97, 10, 0xff, 0xfe), { length: 1 })).rejects.toThrow(/t\.txt.*line 2 is not UTF-8/);
  await expect(load('abc', { length: 5 })).rejects.toThrow(/3 characters, too few for an example of 5/);
});
