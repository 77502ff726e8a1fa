import { expect, test } from 'vitest';
import { Attention } from './attention.ts';

test('a model begins when all answers that are waited for were given, however late they were asked for', async () => {
  const attention = new Attention();
  const log: string[] = [];
  const answers: (() => void)[] = [];
  const complete = attention.first(async (name: string) => {
    await new Promise<void>((resolve) => answers.push(resolve));
    log.push(name);
  });
  const models = attention.last({
    async model(uri) {
      log.push('model');
      return { uri, spaces: [], cells: [], searches: [], diagnostics: [] };
    },
  });
  const model = models.model('file:///a.cell');
  // Asked for later, and yet first.
  const both = [complete('one'), complete('two')];
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(log).toEqual([]);
  for (const answer of answers) answer();
  await Promise.all([...both, model]);
  expect(log).toEqual(['one', 'two', 'model']);
});

test('a request that fails keeps nothing from beginning', async () => {
  const attention = new Attention();
  const fail = attention.first(async () => {
    throw new Error('no');
  });
  await expect(fail()).rejects.toThrow('no');
  const models = attention.last({
    model: async (uri) => ({ uri, spaces: [], cells: [], searches: [], diagnostics: [] }),
  });
  expect((await models.model('file:///a.cell')).uri).toBe('file:///a.cell');
});
