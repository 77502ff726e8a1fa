import { expect, it } from 'vitest';
import { strategies } from '../strategies/registry.ts';
import { openProject } from './project.ts';

const table = 'ops,low,mid,full\n00,1,2,3\n';
const spaces = `space S { input image(8x8x1) -> conv(3, 4 | 8) -> (relu | silu) -> global_avg_pool -> dense(10) }
dataset d { source builtin("digits")  split 70%, 15%, 15% }
train short { epochs 2 }
train long { epochs 9 }
train open { epochs 1 | 9 }`;
const checked = async (clauses: string) => {
  const text = `${spaces}\nsearch s { space S ${clauses} }`;
  const readText = async (uri: string) => (uri.endsWith('.csv') ? table : text);
  const { diagnostics, searches } = await openProject({ readText }).model('file:///x.cell');
  const said = diagnostics.filter(({ message }) => !message.startsWith('Nothing uses'));
  return {
    messages: said.map(({ message }) => message),
    at: said.map(({ range }) => text.slice(range.offset, range.end)),
    search: searches[0],
  };
};
const trained = (train: string, strategy: string, fidelity = '') =>
  checked(`data d train ${train} maximize accuracy strategy ${strategy} ${fidelity}`);
const looked = (strategy: string, fidelity = '') =>
  checked(`evaluate table("t.csv", key: ops) maximize full strategy ${strategy} ${fidelity}`);

it('short evaluations have fewer epochs, fewer examples, or other columns', async () => {
  expect(await trained('long', 'asha')).toMatchObject({ messages: [], search: {} });
  expect((await trained('long', 'asha')).search?.fidelity).toBeUndefined();
  expect(await trained('open', 'asha', 'fidelity epochs')).toMatchObject({ messages: [] });
  expect((await trained('short', 'asha', 'fidelity examples')).search?.fidelity).toEqual({ kind: 'examples' });
  const { messages, search } = await looked('hyperband(eta: 2)', 'fidelity columns(low, mid)');
  expect(messages).toEqual([]);
  expect(search?.fidelity).toEqual({
    kind: 'columns',
    columns: [
      { share: 1 / 4, name: 'low' },
      { share: 1 / 2, name: 'mid' },
    ],
  });
});

it('a trial is a step of an architecture: there are as many as levels', async () => {
  expect((await trained('long', 'asha(levels: 2)', 'trials 8')).messages).toEqual([]);
  expect((await trained('long', 'asha(levels: 2)', 'trials 9')).messages).toEqual([
    expect.stringContaining('only 8 different'),
  ]);
});

it.each([...strategies.values()].filter(({ fidelities }) => fidelities).map(({ name }) => name))(
  '%s is refused where there is nothing shorter',
  async (name) => {
    for (const found of [await looked(name), await trained('short', name)])
      expect(found).toMatchObject({ at: [name], messages: [expect.stringContaining('fidelity ')], search: undefined });
    const proxies = await checked(`data d train long maximize synflow strategy ${name}`);
    expect(proxies).toMatchObject({ at: [name], messages: [expect.stringContaining('trains nothing')] });
  },
);

it.each([
  ['data d train long maximize accuracy strategy asha fidelity columns(low)', 'columns', /are those of a table/],
  ['data d train long maximize accuracy strategy asha fidelity epoch', 'epoch', /Did you mean 'epochs'/],
  ['data d train long maximize accuracy strategy asha fidelity examples(3)', 'examples', /takes nothing/],
  ['data d train long maximize accuracy strategy random fidelity examples', 'examples', /changes nothing.*hyperband/],
  ['evaluate table("t.csv", key: ops) maximize full strategy asha fidelity epochs', 'epochs', /name columns/],
  [
    'evaluate table("t.csv", key: ops) maximize full strategy asha fidelity columns(low)',
    'columns',
    /1 column is named/,
  ],
  ['evaluate table("t.csv", key: ops) maximize full strategy asha fidelity columns(low, med)', 'med', /'mid'/],
  ['evaluate table("t.csv", key: ops) maximize full strategy asha fidelity columns(low, 3)', '3', /names of columns/],
  ['evaluate command("true") maximize full strategy asha fidelity epochs', 'epochs', /decides itself/],
])('%s: one message at its place', async (clauses, at, message) => {
  const found = await checked(clauses);
  expect(found.messages).toEqual([expect.stringMatching(message)]);
  expect(found.at).toEqual([at]);
});
