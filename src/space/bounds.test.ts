import fc from 'fast-check';
import { expect, test } from 'vitest';
import { random } from '../base/random.ts';
import { costOf } from '../network/cost.ts';
import { elaboratePath, spaceOf } from './test/open.ts';

/** Cells with widths, kernels and picks: some add up, some do not. */
const text = fc
  .tuple(
    fc.constantFrom(
      'none | skip | conv(1) | conv(3)',
      'relu | conv(1 | 3)',
      'skip | conv(3, w)',
      'conv(1) | avg_pool(3)',
      'conv(1 | 3, w) -> conv(1 | 5, 2 | 3)',
      'maybe conv(3, w) -> bn | conv(1 | 3)',
    ),
    fc.constantFrom('sum(e(all))', 'e(pick) + e(pick)', 'e(last)'),
    fc.constantFrom('4', '4 | 8'),
    fc.constantFrom(
      'c',
      'repeat 1..3 { c }',
      'c -> fresh c',
      'repeat 2 fresh { c }',
      'c(filters: 4 | 6)',
      'c(stride: 2) -> c',
    ),
  )
  .map(
    ([edge, node, width, body]) =>
      `op e(w) = ${edge}  cell c(x) { let w = ${width}  nodes n[2] = ${node.replaceAll('e(', 'e(w)(')}  return n[2] } space S { input image(6x6x4) -> ${body} -> global_avg_pool -> dense(3) }`,
  );

test('what is called exact is the least and the most of all architectures; nothing lies outside', async () => {
  let proven = 0;
  await fc.assert(
    fc.asyncProperty(text, async (source) => {
      const model = await spaceOf(source);
      const { params, macs, exact } = model.bounds();
      if ((model.space.count ?? 0n) > 20_000n) return;
      if (exact && (model.space.count ?? 0n) > 400n) proven++;
      const all = { params: [Infinity, -Infinity], macs: [Infinity, -Infinity] };
      for (const assignment of model.space.enumerate()) {
        const costs = costOf(model.instantiate(assignment));
        for (const name of ['params', 'macs'] as const) {
          const [least = 0, most = 0] = all[name];
          all[name] = [Math.min(least, costs[name]), Math.max(most, costs[name])];
        }
      }
      expect(params.min).toBeGreaterThanOrEqual(all.params[0] as number);
      expect(params.max).toBeLessThanOrEqual(all.params[1] as number);
      if (!exact) return;
      expect([params.min, params.max]).toEqual(all.params);
      expect([macs.min, macs.max]).toEqual(all.macs);
    }),
    { numRuns: 25, seed: 4 },
  );
  // otherwise only enumeration was tested
  expect(proven).toBeGreaterThan(0);
});

test.each(['darts', 'mobilenet', 'transformer', 'mlp', 'hierarchical'])(
  '%s is too large to prove: its bounds hold what 50 samples cost',
  async (file) => {
    const [space] = (await elaboratePath(`examples/spaces/${file}.cell`)).spaces;
    const model = space?.model;
    const bounds = model?.bounds();
    expect(bounds?.exact).toBe(false);
    const source = random(1);
    for (let i = 0; i < 50; i++) {
      const { macs } = costOf(model?.instantiate(model.space.sample(source)) as Parameters<typeof costOf>[0]);
      expect(macs).toBeGreaterThanOrEqual(bounds?.macs.min ?? 0);
      expect(macs).toBeLessThanOrEqual(bounds?.macs.max ?? 0);
    }
  },
);

test('DARTS: the least is where all edges skip, the most where all are the largest separable convolution', async () => {
  const [, digits] = (await elaboratePath('examples/spaces/darts.cell')).spaces;
  const model = digits?.model;
  if (!model) throw new Error('There is no space.');
  const costs = (edge: string) => {
    const source = random(1);
    const sampled = model.space.sample(source);
    const chosen = Object.fromEntries(
      model.space.decisions.flatMap(({ path, ...decision }) => {
        const index = decision.kind === 'choice' ? decision.options.indexOf(edge) : -1;
        return index < 0 ? [] : [[path, index]];
      }),
    );
    const { params, macs } = costOf(model.instantiate(model.space.repair({ ...sampled, ...chosen }, source)));
    return { params, macs };
  };
  const { params, macs } = model.bounds();
  const least = costs('skip');
  const most = costs('sep_conv(5)');
  expect(params.min).toBeLessThanOrEqual(least.params);
  expect(macs.min).toBeLessThanOrEqual(least.macs);
  expect(params.max).toBeGreaterThanOrEqual(most.params);
  expect(macs.max).toBeGreaterThanOrEqual(most.macs);
});
