import { expect, test } from 'vitest';
import { spaceOf } from './test/open.ts';

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
