import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { random } from '../base/random.ts';
import { isSpace, type Space } from '../language/generated/ast.ts';
import { NetworkError } from '../network/network-error.ts';
import { coveringAssignments } from './coverage.ts';
import type { Assignment } from './decision.ts';
import { drawValue } from './decision-values.ts';
import { instantiate } from './instantiate.ts';
import type { SpacePlan } from './plan.ts';
import { alwaysFits } from './shape-sets.ts';
import { spacePlan } from './space-model.ts';
import { parseText } from './test/open.ts';
import { spaceText } from './test/random-spaces.ts';
import { TreeMaker } from './tree.ts';
import { walk } from './tree-space.ts';

const root = new URL('../../', import.meta.url);
const examples = readdirSync(new URL('examples/spaces/', root)).map((name) => `examples/spaces/${name}`);

/** Assignments that don't fit, of those that take every option and as many at random. */
function misfits(plan: SpacePlan): Assignment[] {
  const tree = new TreeMaker().body(plan.body);
  const source = random('misfits');
  const looked = [...coveringAssignments(tree)].slice(0, 15);
  const drawn = looked.map(() => walk(tree, (hole) => drawValue(hole, source)));
  return [...looked, ...drawn].filter((assignment) => {
    try {
      instantiate(plan, assignment);
      return false;
    } catch (error) {
      if (error instanceof NetworkError) return true;
      throw error;
    }
  });
}

const spacesOf = async (text: string, path?: string): Promise<Space[]> =>
  (await parseText(text, path === undefined ? undefined : new URL(path, root).href)).definitions.filter(isSpace);

test('examples whose shapes always meet', async () => {
  const proven = new Map<string, boolean>();
  for (const path of examples) {
    for (const space of await spacesOf(readFileSync(new URL(path, root), 'utf8'), path)) {
      const plan = spacePlan(space);
      const fits = alwaysFits(plan);
      proven.set(space.name, fits);
      if (fits) expect(misfits(plan)).toEqual([]);
    }
  }
  for (const name of ['DARTS', 'PCDARTS', 'Hierarchical', 'BNAS', 'ENASRecurrent', 'PNASGrowing', 'NB201'])
    expect([name, proven.get(name)]).toEqual([name, true]);
});

test('what is proven holds', async () => {
  let proven = 0;
  let wrong = 0;
  await fc.assert(
    fc.asyncProperty(spaceText, fc.constantFrom('conv', 'pad', 'off'), async (text, align) => {
      const wider = text.replaceAll('conv(1 | 3)', 'conv(3, 4 | 8, stride: 1 | 2)').replaceAll('conv(1)', 'conv(1, 6)');
      const [space] = await spacesOf(wider.replace('space S {', `space S(align = ${align}) {`));
      if (!space) throw new Error('no space');
      const plan = spacePlan(space);
      if (!alwaysFits(plan)) {
        wrong++;
        return;
      }
      proven++;
      expect(misfits(plan)).toEqual([]);
    }),
    { numRuns: 150 },
  );
  // Both happen, or the property says nothing.
  expect(proven).toBeGreaterThan(10);
  expect(wrong).toBeGreaterThan(5);
});

const op = 'op widen = skip | conv(3, 8)';
const fits = async (body: string): Promise<boolean> => {
  const [space] = await spacesOf(`${op}\n${body}`);
  if (!space) throw new Error('no space');
  return alwaysFits(spacePlan(space));
};

test.each([
  ['sums of every pair of options', 'cell c(x) { nodes n[2] = widen(pick) + x  return concat(unused) }', true],
  ['kinds that never meet', 'cell c(x) { nodes n = (global_avg_pool | skip)(x)  return n + x }', false],
  ['what may be empty', 'cell c(x) { nodes n = sum(skip(pick any))  return n }', true],
])('%s', async (_, cell, expected) => {
  expect(await fits(`${cell}\nspace S { input image(8x8x4) -> repeat 3 { c } -> global_avg_pool -> dense(2) }`)).toBe(
    expected,
  );
});

test('without alignment sums of different channels are no proof', async () => {
  const cell = 'cell c(x) { return widen(x) + x }';
  const space = (align: string) =>
    `${cell}\nspace S(align = ${align}) { input image(8x8x4) -> c -> global_avg_pool -> dense(2) }`;
  expect([await fits(space('conv')), await fits(space('off'))]).toEqual([true, false]);
});

test('a network that is too large is no proof', async () => {
  const cell = 'cell c(x) { return repeat 1000 { relu }(x) }';
  const space = (turns: number) => `${cell}\nspace S { input vector(4) -> repeat ${turns} { c } -> dense(2) }`;
  expect([await fits(space(19)), await fits(space(21))]).toEqual([true, false]);
});
