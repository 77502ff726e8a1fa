import { expect, test } from 'vitest';
import { random } from '../base/random.ts';
import { addedCosts, costOf } from '../network/cost.ts';
import { NetworkError } from '../network/network-error.ts';
import type { TensorType } from '../network/tensor-type.ts';
import { instantiate, sketch } from './instantiate.ts';
import { total } from './reuse.ts';
import { elaboratePath } from './test/open.ts';

const files = ['darts', 'mobilenet', 'hierarchical', 'nasbench201', 'nasnet', 'pnas', 'recurrent', 'transformer'];

test.each(files)('%s: the sketch of a network costs what the network costs', async (file) => {
  const { spaces } = await elaboratePath(`examples/spaces/${file}.cell`);
  expect(spaces.length).toBeGreaterThan(0);
  for (const { plan, model } of spaces) {
    const source = random(3);
    for (let i = 0; i < 20; i++) {
      const assignment = model.space.sample(source);
      expect(sketched(() => sketch(plan, assignment))).toEqual(built(() => instantiate(plan, assignment)));
    }
  }
});

test('what is repeated is sketched once', async () => {
  const [space] = (await elaboratePath('examples/spaces/darts.cell')).spaces;
  const assignment = space?.model.space.sample(random(1)) ?? {};
  const plan = space?.plan as Parameters<typeof sketch>[0];
  const full = instantiate(plan, assignment).nodes.length;
  expect(sketch(plan, assignment).network.nodes.length).toBeLessThan(full / 2);
});

function sketched(make: () => ReturnType<typeof sketch>) {
  return orMessage(() => {
    const made = make();
    const { nodes } = made.network;
    const sum = (name: 'params' | 'macs') =>
      total(
        made,
        (node) =>
          addedCosts(
            node,
            node.inputs.map((id) => nodes[id]?.type as TensorType),
          )[name],
      );
    return { params: sum('params'), macs: sum('macs') };
  });
}

function built(make: () => ReturnType<typeof instantiate>) {
  return orMessage(() => {
    const { params, macs } = costOf(make());
    return { params, macs };
  });
}

function orMessage<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    if (error instanceof NetworkError) return error.message;
    throw error;
  }
}
