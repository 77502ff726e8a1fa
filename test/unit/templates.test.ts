import { expect, test } from 'vitest';
import { searchSnippet, templates } from '../../src/editor/templates.ts';
import { openProject } from '../../src/project/project.ts';

const uri = 'file:///workspace/search-space.cell';
const check = (text: string) =>
  openProject({ readText: async (asked) => (asked === uri ? text : undefined) }).model(uri);

/** What VS Code writes for a snippet whose place holders are left as they are. */
const filled = (snippet: string): string => snippet.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\$\d/g, '');

test.each(templates)('New Search Space: "$label" has no problem and a search to run', async ({ text }) => {
  const model = await check(text);
  expect(model.diagnostics).toEqual([]);
  expect(model.searches).toHaveLength(1);
  expect(model.searches[0]?.budget.trials).toBeLessThanOrEqual(8);
});

test('a search inserted at the end of a file without one can be run', async () => {
  const [template] = templates;
  const space = template?.text.slice(0, template.text.indexOf('// The built-in set'));
  const model = await check(`${space}\n${filled(searchSnippet('MySpace'))}`);
  expect(model.diagnostics).toEqual([]);
  expect(model.searches.map(({ name }) => name)).toEqual(['my_search']);
});
