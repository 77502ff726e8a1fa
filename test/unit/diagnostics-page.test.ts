import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openProject } from '../../src/project/project.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/diagnostics.md'), 'utf8');
const sections = [...page.matchAll(/^## `([a-z-]+)`$(.*?)(?=^## |$(?![\s\S]))/gms)].map(([, code = '', body = '']) => ({
  code,
  wrong: /^```cell wrong\n(.*?)^```$/ms.exec(body)?.[1],
}));

/** The codes that the source names where it makes a message. */
function codesInUse(): Set<string> {
  const found = new Set<string>();
  for (const layer of ['language', 'space', 'project', 'services']) {
    for (const name of readdirSync(join(root, 'src', layer), { recursive: true, encoding: 'utf8' })) {
      if (!/(?<!\.test)\.ts$/.test(name) || /^(generated|test)\b/.test(name)) continue;
      const text = readFileSync(join(root, 'src', layer, name), 'utf8');
      const made = /(?:\b(?:fault|problem|warning|Fault)\(|\bcode:)(?:[^;'`]{0,160}?,)?\s*'([a-z]+(?:-[a-z]+)*)'/g;
      for (const [, code = ''] of text.matchAll(made)) found.add(code);
      if (name === 'codes.ts') for (const [, code = ''] of text.matchAll(/: '([a-z-]+)'/g)) found.add(code);
    }
  }
  return found;
}

test('every code has its section, and every section its code', () => {
  expect(sections.map(({ code }) => code)).toEqual([...codesInUse()].sort());
});

/** Those that need another file, or none, can't be shown. */
const shown = sections.flatMap(({ code, wrong }) => (wrong === undefined ? [] : [[code, wrong] as const]));

test('most sections show what gives their code', () => expect(shown.length).toBeGreaterThan(50));

test.each(shown)('%s: the wrong example gives it', async (code, text) => {
  const project = openProject({ readText: async (uri) => (uri === 'file:///wrong.cell' ? text : undefined) });
  const { diagnostics } = await project.model('file:///wrong.cell');
  expect([...new Set(diagnostics.map((d) => d.code))]).toEqual([code]);
});
