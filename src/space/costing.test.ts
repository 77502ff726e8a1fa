import { expect, test } from 'vitest';
import { random } from '../base/random.ts';
import { costOf } from '../network/cost.ts';
import { NetworkError } from '../network/network-error.ts';
import { Costing } from './costing.ts';
import { instantiate } from './instantiate.ts';
import { elaboratePath } from './test/open.ts';

const files = [
  ...['darts', 'enas_macro', 'heterogeneous', 'hierarchical', 'mobilenet', 'nasbench101', 'nasbench201', 'nasnet'],
  ...['pc_darts', 'pnas', 'recurrent', 'transformer', 'zoph_chain'],
];

test.each(files)('%s: what is costed after other architectures costs what its network costs', async (file) => {
  const { spaces } = await elaboratePath(`examples/spaces/${file}.cell`);
  expect(spaces.length).toBeGreaterThan(0);
  for (const { plan, model } of spaces) {
    const costing = new Costing(plan);
    const source = random(3);
    let assignment = model.space.sample(source);
    for (let i = 0; i < 24; i++) {
      const costs = costing.of(assignment);
      expect(costs && { params: costs.params, macs: costs.macs }).toEqual(built(() => instantiate(plan, assignment)));
      // Near ones share most with those before; far ones share by accident.
      if (i % 4 === 3) assignment = model.space.sample(source);
      else {
        const path = source.pick(Object.keys(assignment));
        const { [path]: _, ...others } = assignment;
        assignment = model.space.repair(others, source);
      }
    }
  }
});

function built(make: () => ReturnType<typeof instantiate>) {
  try {
    const { params, macs } = costOf(make());
    return { params, macs };
  } catch (error) {
    if (error instanceof NetworkError) return undefined;
    throw error;
  }
}

test('a second look at the same architecture takes next to nothing', async () => {
  const [space] = (await elaboratePath('examples/spaces/darts.cell')).spaces;
  if (!space) throw new Error('There is no space.');
  const costing = new Costing(space.plan);
  const assignment = space.model.space.sample(random(1));
  const first = costing.of(assignment)?.effort ?? 0;
  expect(costing.of(assignment)?.effort).toBeLessThan(first);
});
