import fc from 'fast-check';
import { expect, test } from 'vitest';
import { elaborateText, spaceOf } from './test/open.ts';
import { spaceText } from './test/random-spaces.ts';

const paths = async (text: string): Promise<string[]> => (await spaceOf(text)).space.decisions.map((d) => d.path);

const before = `
op edge = none | skip | conv(1 | 3)
cell normal(x) { nodes n[2] = sum(edge(all))  return n[2] }
space S {
  let width = 4 | 8
  input image(8x8x3) -> conv(3, width)
  -> stage s1 { repeat 1..2 { normal } }
  -> stage s2 { repeat 1..2 fresh { conv(3 | 5) -> (relu | gelu) } }
  -> global_avg_pool -> dropout(0..0.2 step 0.1) -> dense(10)
}`;

test('paths say where a decision stands', async () => {
  expect(await paths(before)).toEqual([
    'width',
    's1/repeat.count',
    'normal/n1/edge[x]',
    'normal/n1/edge[x]:conv.k',
    'normal/n2/edge[x]',
    'normal/n2/edge[x]:conv.k',
    'normal/n2/edge[n1]',
    'normal/n2/edge[n1]:conv.k',
    's2/repeat.count',
    's2/repeat[1]/conv.k',
    's2/repeat[1]/relu|gelu',
    's2/repeat[2]/conv.k',
    's2/repeat[2]/relu|gelu',
    'dropout.rate',
  ]);
});

test.each([
  ['another option of another decision', '0..0.2 step 0.1', '0..0.4 step 0.1'],
  ['fixed operations in between', '-> global_avg_pool', '-> bn -> conv(3, 16) -> relu -> global_avg_pool'],
  ['a further stage', '-> global_avg_pool', '-> stage s3 { conv(1 | 3) -> (relu | silu) } -> global_avg_pool'],
  ['a further cell in front', '-> stage s1', '-> stem -> stage s1'],
  ['more turns', 'repeat 1..2 fresh', 'repeat 1..4 fresh'],
  ['a further node', 'nodes n[2]', 'nodes n[3]'],
  ['a comment and other layout', 'space S {', '// what is searched\nspace S {\n\n'],
])('%s: all other paths stay', async (_, from, to) => {
  const after = `cell stem(x) { nodes m[2] = conv(1 | 3)(last)  return last }\n${before.replace(from, to)}`;
  const now = await paths(after);
  expect(now).toEqual(expect.arrayContaining(await paths(before)));
});

test('a cell in a space that has its paths already is numbered there, and not in another', async () => {
  const cells = `
cell inner(x) { nodes n = (relu | gelu)(x)  return n }
cell outer(x) { nodes n = conv(1 | 3)(inner(x))  return n }`;
  const space = (name: string, body: string): string =>
    `space ${name} { input image(4x4x4) -> ${body} -> global_avg_pool -> dense(2) }`;
  const both = `${cells}
${space('Plain', 'outer -> inner')}
${space('Taken', 'stage inner { stage n { relu | gelu } } -> outer')}
${space('First', 'inner -> outer')}`;
  const pathsOf = async (text: string, name: string): Promise<string[]> => {
    const { spaces, diagnostics } = await elaborateText(text);
    expect(diagnostics).toEqual([]);
    const found = spaces.find(({ model }) => model.name === name);
    return (found?.model.space.decisions ?? []).map((d) => d.path);
  };
  expect(await pathsOf(both, 'Plain')).toEqual(['inner/n/relu|gelu', 'outer/n/conv.k']);
  expect(await pathsOf(both, 'First')).toEqual(['inner/n/relu|gelu', 'outer/n/conv.k']);
  expect(await pathsOf(both, 'Taken')).toEqual(['inner/n/relu|gelu', 'inner/n/relu|gelu#2', 'outer/n/conv.k']);
});

/** What a writer does elsewhere in the file. */
const edits: readonly ((text: string) => string)[] = [
  (text) => `// a comment\ncell other(x) { nodes m[2] = conv(1 | 3)(pick)  return last }\n${text}`,
  (text) => text.replace('space S {', 'space T { input vector(3) -> dense(1 | 2) }\nspace S {'),
  (text) => text.replace('input image(4x4x4) ->', 'input image(4x4x4) -> bn -> relu ->'),
  (text) => text.replace('input image(4x4x4) ->', 'input image(4x4x4) -> stage lead { conv(1 | 3, 4) -> e } ->'),
  (text) =>
    text.replace('-> global_avg_pool', '-> stage tail { repeat 1..2 fresh { conv(1 | 3) } } -> global_avg_pool'),
  (text) => text.replace('-> dense(2)', '-> dense(2..5)'),
  (text) => text.replace('let n = 1..2', 'let n = 1..2\n  let deep = 2 | 3'),
  (text) => text.replaceAll(' -> ', '\n  -> '),
  (text) => text.replaceAll('skip |', 'skip | tanh |'),
];

test('in random spaces, paths survive any edits elsewhere', async () => {
  await fc.assert(
    fc.asyncProperty(spaceText, fc.shuffledSubarray([...edits], { minLength: 1 }), async (text, chosen) => {
      const kept = await paths(text);
      const { spaces } = await elaborateText(chosen.reduce((at, edit) => edit(at), text));
      const now = spaces.find(({ model }) => model.name === 'S')?.model.space.decisions.map((d) => d.path);
      expect(now).toEqual(expect.arrayContaining(kept));
    }),
    { numRuns: 60 },
  );
});
