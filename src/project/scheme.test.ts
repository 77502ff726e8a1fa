import { expect, it } from 'vitest';
import { penalties } from '../strategies/scalar/penalty.ts';
import { openProject } from './project.ts';

const checked = async (clauses: string, objectives = 'maximize accuracy minimize params') => {
  const text = `space S { input image(8x8x1) -> conv(3, 4..64) -> relu -> global_avg_pool -> dense(10) }
dataset d { source builtin("digits")  split 70%, 15%, 15% }
train t { epochs 1  batch 64  optimizer adam  loss cross_entropy }
search s { space S data d train t ${objectives} trials 20 strategy tpe(startup: 5) ${clauses} }`;
  const model = await openProject({ readText: async () => text }).model('file:///x.cell');
  return { messages: model.diagnostics.map(({ message }) => message), search: model.searches[0] };
};

it('a scheme lets a strategy for one objective follow two; weights that do not sum to 1 are refused where they stand', async () => {
  const good = await checked('scalarize weighted(accuracy: 0.8, params: 0.2)');
  expect(good.messages).toEqual([]);
  expect(
    good.search?.scalarize?.score({ costs: [-0.5, 20], first: [-0.5, 10], violation: 0, margins: [], pressure: 1 }),
  ).toBeCloseTo(-0.8 + 0.4, 12);
  expect((await checked('scalarize weighted(accuracy: 0.8, params: 0.3)')).messages).toEqual([
    'The weights sum to 1.1, but must sum to 1.',
  ]);
  expect((await checked('scalarize wighted(accuracy: 1)')).messages.join()).toContain("'weighted'");
});

it.each(Object.keys(penalties))('a penalty can be of the kind %s', async (kind) => {
  const { messages, search } = await checked(
    `require latency < 5ms scalarize penalty(kind: ${kind})`,
    'maximize accuracy',
  );
  expect(messages).toEqual([]);
  expect(search?.scalarize?.penalizes).toBe(true);
});
