import { expect, test } from 'vitest';
import { random } from '../base/random.ts';
import type { Network } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';
import { instantiate, sketch } from './instantiate.ts';
import { elaboratePath } from './test/open.ts';

const files = ['darts', 'mobilenet', 'hierarchical', 'nasbench201', 'nasnet', 'pnas', 'recurrent', 'transformer'];

test.each(files)('%s: the sketch of a network gives what the network gives', async (file) => {
  const { spaces } = await elaboratePath(`examples/spaces/${file}.cell`);
  expect(spaces.length).toBeGreaterThan(0);
  for (const { plan, model } of spaces) {
    const source = random(3);
    for (let i = 0; i < 20; i++) {
      const assignment = model.space.sample(source);
      expect(outcome(() => sketch(plan, assignment))).toEqual(outcome(() => instantiate(plan, assignment)));
    }
  }
});

test('what is repeated is sketched once', async () => {
  const [space] = (await elaboratePath('examples/spaces/darts.cell')).spaces;
  const assignment = space?.model.space.sample(random(1)) ?? {};
  const plan = space?.plan as Parameters<typeof sketch>[0];
  const full = instantiate(plan, assignment).nodes.length;
  expect(sketch(plan, assignment).nodes.length).toBeLessThan(full / 2);
});

/** What the network gives, or why there is none. */
function outcome(make: () => Network) {
  try {
    const { nodes, output } = make();
    return nodes[output]?.type;
  } catch (error) {
    if (error instanceof NetworkError) return error.message;
    throw error;
  }
}
